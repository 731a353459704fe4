// The slider over the journal: the app as it was after each call.

import { button, byId, el } from "./dom.js";
import { onChange, state, update } from "./state.js";

let slider;
let told;
let back;
const WATCHED = ["past", "at", "calls", "noPast"];

export function startPast() {
  slider = el("input", { type: "range", min: 0, step: 1, "aria-label": "Time: after which call" });
  told = el("output", { className: "past-told" });
  back = button("Back to now", () => update({ at: "" }));
  slider.addEventListener("input", () => goTo(Number(slider.value)));
  byId("past").append(el("span", { className: "past-name", text: "Time" }), slider, told, back);
  onChange((changed) => {
    if (changed.has("world")) update({ at: "" });
    if (WATCHED.some((name) => changed.has(name))) show();
  });
  show();
}

/** The states before now: that after the latest call is the present one, so it is not among them. */
const earlier = () => state.past.slice(0, -1);

function goTo(at) {
  update({ at: earlier()[at] ?? "" });
}

function show() {
  const names = earlier();
  const at = names.indexOf(state.at);
  const isNow = at < 0;
  slider.max = names.length;
  slider.value = isNow ? names.length : at;
  slider.disabled = !names.length;
  back.hidden = isNow;
  told.textContent = isNow ? nowTold(names) : thenTold(state.at);
  slider.setAttribute("aria-valuetext", told.textContent);
  document.body.classList.toggle("in-past", !isNow);
  if (isNow && state.at) update({ at: "" }); // it is not kept any more
}

function nowTold(names) {
  if (state.noPast) return `Now. ${state.noPast}`;
  return names.length ? "Now" : "Now. From here on, the states after each call are kept.";
}

function thenTold(name) {
  if (name === "start") return "As it was when this page was opened";
  const call = state.calls.find(({ req_id }) => req_id === name);
  if (!call) return "As it was after a call that is not kept";
  return `As it was after call ${call.number}: ${call.rpc || call.path}, ${call.status}`;
}
