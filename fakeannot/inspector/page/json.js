// JSON with a little colour, as text.

import { el } from "./dom.js";

const LONGEST = 200_000;
const PIECES = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const COLOURED = 30_000;

/** What a value looks like, in a box that can be scrolled by keyboard. */
export function jsonView(value, label) {
  const text = value === undefined || value === null ? "nothing" : JSON.stringify(value, null, 2);
  const view = el("pre", { className: "json", tabindex: "0", role: "region", "aria-label": label });
  if (text.length > COLOURED) view.append(cut(text));
  else view.append(...coloured(text));
  return view;
}

function cut(text) {
  if (text.length <= LONGEST) return text;
  const left = (text.length - LONGEST).toLocaleString("en");
  return `${text.slice(0, LONGEST)}\n… and ${left} characters more`;
}

function* coloured(text) {
  let from = 0;
  for (const found of text.matchAll(PIECES)) {
    const [piece, quoted, colon] = found;
    yield text.slice(from, found.index);
    const className = colon ? "json-name" : quoted ? "json-text" : "json-value";
    yield el("span", { className, text: quoted ?? piece });
    if (colon) yield colon;
    from = found.index + piece.length;
  }
  yield text.slice(from);
}
