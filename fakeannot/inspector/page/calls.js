// The journal, live: the newest call on top.

import { own } from "./api.js";
import { announce, button, byId, debounced, el, plural } from "./dom.js";
import { poll } from "./news.js";
import { onChange, state, update } from "./state.js";
import { VirtualList } from "./virtual.js";

const SUCCESS = 10000;
let list;
let wanted = "";
let found = [];

export function startCalls() {
  list = new VirtualList(byId("calls-list"), {
    label: "Calls, the newest first",
    rowHeight: 52,
    load: async (start, count) => ({
      total: found.length,
      items: found.slice(start, start + count),
    }),
    render: lineOf,
    keyOf: ({ number }) => number,
    pick: ({ number }) => update({ call: number }),
  });
  byId("calls-search").addEventListener("input", debounced(({ target }) => {
    wanted = target.value.trim().toLowerCase();
    show();
  }));
  byId("calls-told").after(button("Forget all calls", forget));
  onChange((changed) => {
    if (changed.has("calls") || changed.has("view")) show();
    if (changed.has("call")) list.choose(state.call);
    document.body.classList.toggle("has-call", Boolean(state.call));
  });
  show();
}

function show() {
  const calls = wanted ? state.calls.filter(mentions) : state.calls;
  found = calls.toReversed();
  const none = wanted ? `No call has “${wanted}” in it.` : "No calls yet. They appear here as they come.";
  const gone = state.forgotten ? `, and ${plural(state.forgotten, "earlier one")} not kept` : "";
  announce(byId("calls-told"), found.length || gone ? plural(found.length, "call") + gone : none);
  if (state.view === "calls") list.reload();
}

function mentions(call) {
  const words = [call.rpc, call.path, call.code_name, call.status, call.door, call.caller, call.rule];
  return words.join(" ").toLowerCase().includes(wanted);
}

async function forget() {
  try {
    await own("DELETE", "journal");
    update({ calls: [], call: 0 });
    await poll();
  } catch (error) {
    announce(byId("calls-told"), error.message, true);
  }
}

export const isBad = (call) => call.code !== SUCCESS || Boolean(call.error || call.fault);

function lineOf(call) {
  const about = [call.at.slice(11, 19), duration(call), call.door, call.fault && `fault ${call.fault}`];
  const why = isBad(call) && call.code_name;
  return [
    el("span", { className: isBad(call) ? "status bad" : "status", text: call.status }),
    el(
      "span",
      { className: "row-text" },
      el(
        "span",
        { className: "row-name" },
        call.rpc || `${call.method} ${call.path}`,
        why ? el("span", { className: "why", text: why }) : null,
      ),
      el("span", { className: "row-about", text: about.filter(Boolean).join(" · ") }),
    ),
    el("span", { className: "number", text: call.number }),
  ];
}

export const duration = ({ seconds }) => `${(seconds * 1000).toFixed(1)} ms`;
