// Pictures of inputs: the bytes where the fake holds them, else the name in their URL.

import { upload } from "./api.js";
import { el } from "./dom.js";
import { state } from "./state.js";

const KINDS = ["image", "video", "audio", "text"];
const MOST_KEPT = 300;
const kept = new Map(); // by world and hash: a promise of an object URL, or null
const known = new Map(); // the same where it has come

/** The medium of an input: `{kind, medium, hash, name}`; the hash only if bytes were uploaded. */
export function mediumOf(data = {}) {
  const kind = KINDS.find((one) => data[one]);
  if (!kind) return { kind: "", medium: {}, hash: "", name: "no media" };
  const medium = data[kind];
  const hash = medium.hosted?.suffix ? medium.hosted.suffix.split("/").pop() : "";
  return { kind, medium, hash, name: nameOf(medium.url ?? "") || kind };
}

/** An address of the bytes for this page alone; null where they are not held. */
export function objectUrl(hash) {
  const key = keyOf(hash);
  let promise = kept.get(key);
  if (promise) kept.delete(key);
  else promise = upload(hash).then(addressOf, () => null);
  kept.set(key, promise);
  promise.then((url) => {
    if (url) known.set(key, url);
    else kept.delete(key); // it may be held at another time
  });
  if (kept.size > MOST_KEPT) letGo(kept.keys().next().value);
  return promise;
}

const addressOf = (blob) => blob && URL.createObjectURL(blob);

function letGo(key) {
  kept.get(key).then((url) => url && URL.revokeObjectURL(url));
  kept.delete(key);
  known.delete(key);
}

const keyOf = (hash) => `${state.world}/${hash}`;

/** A small picture of an input, or a placeholder. */
export function thumbnail(input) {
  const { kind, hash, name } = mediumOf(input.data);
  const box = el("span", { className: "thumb", "aria-hidden": "true" });
  if (hash && kind === "image" && known.has(keyOf(hash))) {
    box.append(picture(known.get(keyOf(hash))));
    return box;
  }
  box.append(el("span", { className: "thumb-name", text: name }));
  if (hash && kind === "image") showIn(box, hash);
  else if (kind && kind !== "image") box.append(el("span", { className: "thumb-kind", text: kind }));
  return box;
}

async function showIn(box, hash) {
  const url = await objectUrl(hash);
  if (url) box.replaceChildren(picture(url));
}

const picture = (src) => el("img", { src, alt: "", decoding: "async" });

function nameOf(url) {
  try {
    return decodeURIComponent(new URL(url).pathname.split("/").pop());
  } catch {
    return url.split("/").pop();
  }
}
