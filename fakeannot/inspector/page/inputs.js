// The list of inputs, with search.

import { askApp } from "./api.js";
import { announce, byId, counted, debounced, el, plural } from "./dom.js";
import { mediumOf, thumbnail } from "./media.js";
import { onChange, state, update } from "./state.js";
import { VirtualList } from "./virtual.js";

const PROCESSED = 30000;
const ANOTHER_LIST = ["world", "user", "app"];
let list;
let wanted = "";

export function startInputs() {
  list = new VirtualList(byId("inputs-list"), {
    label: "Inputs",
    rowHeight: 64,
    load,
    render,
    keyOf: ({ input }) => input.id,
    pick: ({ input }) => update({ input: input.id }),
  });
  byId("search").addEventListener("input", debounced(({ target }) => {
    wanted = target.value.trim();
    list.reload(true);
  }));
  onChange((changed) => {
    const another = ANOTHER_LIST.some((name) => changed.has(name));
    if (another || changed.has("version") || changed.has("at")) list.reload(another);
    if (changed.has("input") || another) list.choose(state.input);
    document.body.classList.toggle("has-input", Boolean(state.input));
  });
}

async function load(start, count) {
  if (!state.app) return { total: 0, items: [] };
  try {
    const page = await askApp("inputs", { start, count, ...(wanted && { q: wanted }) });
    tell(page.total);
    const items = page.inputs.map((input, at) => ({ input, annotations: page.annotations[at] }));
    return { total: page.total, items };
  } catch (error) {
    announce(byId("inputs-told"), error.message, true);
    return { total: 0, items: [] };
  }
}

function tell(total) {
  const none = wanted
    ? `No input has “${wanted}” in its id or URL.`
    : "There are no inputs in this app. Post some, and they appear here.";
  const text = wanted ? `${counted(total)} found` : plural(total, "input");
  announce(byId("inputs-told"), total ? text : none);
}

function render({ input, annotations }) {
  const { kind } = mediumOf(input.data);
  const state = input.status?.code === PROCESSED ? "" : input.status?.description;
  const about = [kind, plural(annotations, "annotation"), state].filter(Boolean).join(" · ");
  return [
    thumbnail(input),
    el(
      "span",
      { className: "row-text" },
      el("span", { className: "row-name", text: input.id }),
      el("span", { className: "row-about", text: about }),
    ),
  ];
}
