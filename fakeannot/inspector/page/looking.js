// The input that is chosen: its annotations loaded, drawn, listed.

import { askApp } from "./api.js";
import { byId } from "./dom.js";
import { Side } from "./side.js";
import { Stage } from "./stage.js";
import { onChange, state, update } from "./state.js";

const PAGE = 1000;
const PLACES = ["world", "user", "app", "input", "at"];
let stage;
let side;
let age = 0;
let loaded = { input: null, annotations: [] };

export function startLooking() {
  stage = new Stage(byId("stage"), {
    pick: (id) => side.choose(id),
    drawn: (box) => side.editor.fillBox(box),
    back: () => update({ input: "" }),
  });
  side = new Side(byId("side"), stage, {
    chosen: (id, time) => stage.annotate(loaded.annotations, id, time),
  });
  onChange((changed) => {
    const another = PLACES.some((name) => changed.has(name));
    if (another || changed.has("version")) load(another);
  });
}

/** Loads all annotations of the input, page by page; those of before stay until then. */
async function load(another) {
  age += 1;
  const mine = age;
  if (another) side.forget();
  if (!state.input) {
    await show(null, [], "Choose an input from the list.");
    return;
  }
  if (another) side.tell("Loading …");
  try {
    const first = await askApp("annotations", { input: state.input, start: 0, count: PAGE });
    const annotations = first.annotations;
    while (mine === age && annotations.length < first.total) {
      if (another) side.tell(`Loading … ${annotations.length} of ${first.total}`);
      const start = annotations.length;
      const next = await askApp("annotations", { input: state.input, start, count: PAGE });
      if (!next.annotations.length) break;
      annotations.push(...next.annotations);
    }
    if (mine === age) await show(first.input, annotations, noInput());
  } catch (error) {
    if (mine === age) side.tell(error.message, true);
  }
}

function noInput() {
  const when = state.at ? "at that time" : "any more, or not yet";
  return `There is no input “${state.input}” in this app ${when}.`;
}

async function show(input, annotations, why) {
  loaded = { input, annotations };
  const shown = stage.show(input, why);
  side.show(input, annotations);
  await shown;
}
