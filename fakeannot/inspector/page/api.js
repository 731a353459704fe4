// What the page asks the server, and what it changes. Changes of what is in an app go through the
// public API, as any client's do.

import { state } from "./state.js";
import { token } from "./token.js";

const OWN = "/__fakeannot";
const SUCCESS = 10000;

/** What the server or the API refused; the message says why. */
export class Refused extends Error {}

/** Asks for what the page shows, in the world that is looked at. */
export async function ask(path, options = {}) {
  return own("GET", `inspector/${path}?${new URLSearchParams(options)}`);
}

/** The same of the app that is looked at, at the time that is. */
export async function askApp(path, options = {}) {
  const { user, app, at } = state;
  return ask(path, { user, app, ...(at && { at }), ...options });
}

/** Asks or tells the fake itself, below /__fakeannot/. */
export async function own(method, path, body) {
  const answer = await ownAnswer(method, path, body);
  const value = await answer.json();
  if (!answer.ok) throw new Refused(value.error ?? `The server answered ${answer.status}.`);
  return value;
}

/** The text that `/__fakeannot/...` answers with; empty if it refuses. */
export async function ownText(path) {
  const answer = await ownAnswer("GET", path);
  return answer.ok ? answer.text() : "";
}

/** The bytes of an upload, null where they are not held. */
export async function upload(hash) {
  const at = state.at ? `?at=${encodeURIComponent(state.at)}` : "";
  const answer = await ownAnswer("GET", `inspector/media/${encodeURIComponent(hash)}${at}`);
  return answer.status === 200 ? answer.blob() : null;
}

function ownAnswer(method, path, body) {
  const headers = { "X-Fakeannot-Token": token(), "X-Fakeannot-World": state.world };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return fetch(`${OWN}/${path}`, { method, headers, body: body && JSON.stringify(body) });
}

/** Makes a call of the public API in the app that is looked at. */
export async function call(method, path, body) {
  const { user, app, world } = state;
  const { key, error } = await ask("key", { user });
  if (!key) throw new Refused(error);
  const place = `/v2/users/${encodeURIComponent(user)}/apps/${encodeURIComponent(app)}`;
  const answer = await fetch(`${place}/${path}`, {
    method,
    headers: {
      Authorization: `Key ${key}`,
      "Content-Type": "application/json",
      "X-Fakeannot-World": world,
    },
    body: body && JSON.stringify(body),
  });
  const value = await answer.json();
  if (value.status?.code !== SUCCESS) throw new Refused(why(value));
  return value;
}

function why({ status, annotations = [] }) {
  const failed = annotations.find((one) => one.status?.code >= 10010 && one.status.details);
  const said = [status?.description, status?.details, failed?.status.details];
  return `The API refused it: ${said.filter(Boolean).join(". ")}`;
}
