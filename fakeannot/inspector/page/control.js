// Faults and the clock: what there is, and changing it.

import { ask, own } from "./api.js";
import { announce, button, byId, el, field, fillSelect } from "./dom.js";
import { poll } from "./news.js";
import { onChange, state } from "./state.js";

const UNITS = [["1", "seconds"], ["60", "minutes"], ["3600", "hours"], ["86400", "days"]];
const WATCHED = ["faults", "calls", "world", "view"];
let faults;
let now;
let freeze;
let said;

export function startControl() {
  said = el("p", { className: "told", role: "alert" });
  faults = el("ul", { className: "faults" });
  byId("control").append(
    el("section", { className: "panel", "aria-labelledby": "faults-title" }, el("h2", { id: "faults-title", text: "Faults" }), faults, faultForm()),
    el("section", { className: "panel", "aria-labelledby": "clock-title" }, el("h2", { id: "clock-title", text: "Clock" }), ...clock()),
    said,
  );
  onChange((changed) => {
    if (changed.has("now") || changed.has("frozen")) showClock();
    if (state.view === "control" && WATCHED.some((name) => changed.has(name))) showFaults();
  });
}

async function showFaults() {
  try {
    fillFaults(await own("GET", "faults"));
  } catch (error) {
    announce(said, error.message, true);
  }
}

function fillFaults({ faults: all, limit }) {
  const items = all.map(({ id, rpc, fault, fired, times }) =>
    el(
      "li",
      {},
      el("span", {}, el("strong", { text: rpc === "*" ? "every call" : rpc }), ` ${fault}`),
      el("span", { className: "told", text: `struck ${fired} of ${times ?? "any number of"} times` }),
      button("Remove", () => change(`Fault ${id} is removed.`, "DELETE", `faults/${id}`), { "aria-label": `Remove fault ${id}` }),
    ),
  );
  if (limit) {
    const text = `At most ${limit.requests_per_second} calls a second, each ${limit.per}`;
    items.push(el("li", {}, el("span", { text }), button("Lift", () => change("The limit is lifted.", "DELETE", "faults/limit"))));
  }
  faults.replaceChildren(...(items.length ? items : [el("li", { className: "told", text: "Nothing is set to go wrong." })]));
}

function faultForm() {
  const rpc = el("input", { type: "text", list: "rpcs", value: "*", required: true, autocomplete: "off", spellcheck: "false" });
  const rpcs = el("datalist", { id: "rpcs" });
  const kind = el("select");
  const times = el("input", { type: "number", min: 1, value: 1, placeholder: "always" });
  const offer = (choices) => {
    fillSelect(kind, choices.faults.map((name) => [name, name.replaceAll("_", " ")]), choices.faults[0]);
    rpcs.replaceChildren(...choices.rpcs.map((value) => el("option", { value })));
  };
  ask("choices").then(offer, (error) => announce(said, error.message, true));
  const add = (event) => {
    event.preventDefault();
    const body = { rpc: rpc.value, kind: kind.value, times: times.value ? Number(times.value) : null };
    change("The fault is added.", "POST", "faults", body);
  };
  return el(
    "form",
    { className: "line", on: { submit: add } },
    field("Call, or * for all", rpc),
    field("What goes wrong", kind),
    field("How often", times, "field narrow"),
    el("button", { type: "submit", className: "main", text: "Add the fault" }),
    rpcs,
  );
}

function clock() {
  now = el("p", { className: "now" });
  freeze = button("Freeze", () => change("", "POST", "clock", state.frozen ? { resume: true } : { freeze: true }));
  const by = el("input", { type: "number", min: 0, step: "any", value: 1, required: true });
  const unit = el("select");
  fillSelect(unit, UNITS, "60");
  const advance = (event) => {
    event.preventDefault();
    change("Time has passed.", "POST", "clock", { advance: Number(by.value) * Number(unit.value) });
  };
  const form = el(
    "form",
    { className: "line", on: { submit: advance } },
    field("Advance by", by, "field narrow"),
    field("Unit", unit),
    el("button", { type: "submit", className: "main", text: "Advance" }),
  );
  return [now, freeze, form];
}

function showClock() {
  now.textContent = `${state.now.slice(0, 19).replace("T", " ")} UTC${state.frozen ? ", frozen" : ""}`;
  freeze.textContent = state.frozen ? "Let it run" : "Freeze";
}

async function change(done, method, path, body) {
  try {
    await own(method, path, body);
    await Promise.all([poll(), showFaults()]);
    announce(said, done);
  } catch (error) {
    announce(said, error.message, true);
  }
}
