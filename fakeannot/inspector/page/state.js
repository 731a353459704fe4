// What the page shows, in one place. The address has what should survive a reload.

const listeners = [];

export const state = {
  view: "inputs",
  world: "default",
  user: "",
  app: "",
  input: "",
  call: 0, // the number of the call that is shown
  at: "", // the state that is looked at; "" for now
  version: 0, // changes when the world has
  worlds: [],
  apps: [],
  calls: [], // oldest first
  past: [], // names of the states that can be looked at, oldest first
  noPast: "",
  forgotten: 0,
  now: "",
  frozen: false,
  faults: 0,
};

const IN_ADDRESS = ["view", "world", "user", "app", "input"];
const VIEWS = ["inputs", "calls", "control"];

/** Has `listener(changed)` called with the names of what changed. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Puts new values in; listeners hear of those that are different. */
export function update(values) {
  const changed = new Set();
  for (const [name, value] of Object.entries(values)) {
    if (state[name] !== value) {
      state[name] = value;
      changed.add(name);
    }
  }
  if (!changed.size) return;
  if (IN_ADDRESS.some((name) => changed.has(name))) writeAddress();
  for (const listener of listeners) listener(changed);
}

/** What the address says. */
export function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  const values = {};
  for (const name of IN_ADDRESS) if (said.has(name)) values[name] = said.get(name);
  if (values.view !== undefined && !VIEWS.includes(values.view)) delete values.view;
  return values;
}

function writeAddress() {
  const said = new URLSearchParams();
  for (const name of IN_ADDRESS) if (state[name]) said.set(name, state[name]);
  const hash = `#${said}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}
