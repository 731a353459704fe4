// One call: request and answer, why it was refused, and the same as a command.

import { ask, ownText } from "./api.js";
import { duration } from "./calls.js";
import { announce, button, byId, el } from "./dom.js";
import { jsonView } from "./json.js";
import { onChange, state, update } from "./state.js";

const EVIDENCE = { observed: "seen in the real API", documented: "documented", inferred: "inferred" };

export function startCall() {
  onChange((changed) => {
    if (changed.has("call") || changed.has("world")) show();
    if (changed.has("past")) showThen();
  });
  show();
}

async function show() {
  const { call: number } = state;
  if (!number) {
    byId("call").replaceChildren(
      el("h2", { id: "call-title", text: "No call chosen" }),
      el("p", { className: "empty", text: "Choose a call to see what was asked and answered." }),
    );
    return;
  }
  try {
    const call = await ask("call", { number, base: location.origin });
    if (number === state.call) fill(call);
  } catch (error) {
    byId("call").replaceChildren(
      head(`Call ${number}`),
      el("p", { className: "empty error", text: error.message }),
    );
  }
}

const head = (title) =>
  el(
    "div",
    { className: "panel-head" },
    button("‹ All calls", () => update({ call: 0 }), { className: "back" }),
    el("h2", { id: "call-title", text: title }),
  );

function fill(call) {
  byId("call").replaceChildren(
    head(`${call.number}. ${call.rpc || call.path}`),
    facts(call),
    el("div", { className: "buttons" }, ...acts(call)),
    ...refusals(call),
    ...explanation(call),
    el("h3", { text: "Request" }),
    jsonView(call.request, "Request"),
    el("h3", { text: "Answer" }),
    jsonView(call.answer, "Answer"),
  );
  showThen();
}

function facts(call) {
  const all = {
    Address: call.method ? `${call.method} ${call.path}` : call.path,
    Status: [call.status, call.code_name, call.details].filter(Boolean).join(", "),
    Time: `${call.at.slice(0, 19).replace("T", " ")}, ${duration(call)}`,
    "Came in": `${call.door}${call.caller ? `, as ${call.caller}` : ""}`,
    Fault: call.fault,
    Error: call.error,
    "Request id": call.req_id,
  };
  const told = Object.entries(all).filter(([, text]) => text);
  return el("dl", { className: "facts" }, told.flatMap(([name, text]) => [el("dt", { text: name }), el("dd", { text })]));
}

function acts(call) {
  const said = el("span", { className: "told", role: "status" });
  const copy = button("Copy as curl", async () => {
    try {
      await navigator.clipboard.writeText(curlOf(call));
      announce(said, "Copied. The key goes into $CLARIFAI_PAT.");
    } catch {
      announce(said, "The browser lets nothing be copied here: the command is below.");
      said.after(el("pre", { className: "json", tabindex: "0", text: curlOf(call) }));
    }
  });
  const then = button("Show the app after this call", () => update({ at: call.req_id, view: "inputs" }), {
    id: "then",
    hidden: true,
    "data-at": call.req_id,
  });
  return [call.curl ? copy : null, then, said];
}

/** The command, for the world that is looked at. */
function curlOf({ curl }) {
  if (state.world === "default") return curl;
  const header = `X-Fakeannot-World: ${state.world}`.replaceAll("'", "'\\''");
  return `${curl} -H '${header}'`;
}

/** Offers to go to the moment after the call, if that is kept. */
function showThen() {
  const then = byId("then");
  if (then) then.hidden = !state.past.slice(0, -1).includes(then.dataset.at);
}

function refusals(call) {
  return call.refused.slice(0, 20).map((one) => {
    const rule = call.rules[one.rule];
    return el(
      "div",
      { className: "refusal" },
      el("p", {}, el("strong", { text: one.item ? `Refused ${one.item}: ` : "Refused: " }), one.details || call.code_name),
      rule
        ? el("p", { text: `${rule.sentence} (${one.rule}, ${EVIDENCE[rule.evidence]}: ${rule.source})` })
        : null,
    );
  });
}

/** Why, and what to send instead, as the fake explains it; that may take it a moment. */
function explanation(call) {
  if (!call.refused.length) return [];
  const text = el("pre", { className: "explanation", tabindex: "0", text: "Looking for what to send instead …" });
  const none = "There is no explanation for this call.";
  const path = `explain/${encodeURIComponent(call.req_id)}?text`;
  ownText(path).then((told) => (text.textContent = told || none), () => (text.textContent = none));
  return [el("h3", { text: "Explanation" }), text];
}
