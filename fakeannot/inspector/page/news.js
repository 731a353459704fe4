// Asks every second what happened, and puts it into the state.

import { ask, own } from "./api.js";
import { announce, byId } from "./dom.js";
import { onChange, state, update } from "./state.js";

const EVERY = 1000;
const READING = /^(List|Get|Stream|PostTrackAnnotationsSearches)/;
let last = { world: "", life: "", state: "" };
let timer = 0;
let running = null;

/** Begins to ask, and goes on as long as the page is there. */
export async function startNews() {
  onChange((changed) => {
    if (changed.has("world")) poll();
  });
  await poll();
}

/** Asks now; what follows is seen by everybody before it returns. */
export async function poll() {
  clearTimeout(timer);
  running ??= once().finally(() => {
    running = null;
    clearTimeout(timer);
    timer = setTimeout(poll, EVERY);
  });
  return running;
}

async function once() {
  try {
    await worlds();
    await news();
    announce(byId("live"), state.frozen ? "Live, clock frozen" : "Live");
  } catch (error) {
    const why = error instanceof TypeError ? "The server does not answer" : error.message;
    announce(byId("live"), `${why}. Trying again …`, true);
  }
}

async function worlds() {
  const { worlds: all } = await own("GET", "worlds");
  const names = all.map(({ name }) => name);
  if (String(names) !== String(state.worlds)) update({ worlds: names });
}

async function news() {
  const { world } = state;
  const isSame = world === last.world;
  let told = await ask("news", { since: isSame ? latest(state.calls) : 0 });
  const goesOn = isSame && told.life === last.life;
  if (isSame && !goesOn) told = await ask("news", { since: 0 });
  const calls = await rest(told, goesOn ? state.calls : []);
  const isChanged = !goesOn || told.state !== last.state || !told.calls.every(isReading);
  const apps = isChanged ? await ask("apps") : null;
  if (world !== state.world) return; // another one was chosen meanwhile
  last = { world, life: told.life, state: told.state };
  const version = state.version + Number(isChanged);
  update({
    calls,
    past: String(told.past) === String(state.past) ? state.past : told.past,
    noPast: told.no_past,
    forgotten: told.forgotten,
    now: told.now,
    frozen: told.frozen,
    faults: told.faults,
    version,
    ...(apps && { apps: apps.apps, ...placeIn(apps) }),
  });
}

const latest = (calls) => calls.at(-1)?.number ?? 0;
const isReading = ({ rpc }) => READING.test(rpc);

/** The calls that were known with those that are new, without those that are no longer kept. */
async function rest(told, known) {
  const isGone = known.length && known[0].number < told.first;
  if (!told.calls.length && !isGone) return known;
  const calls = [...known.filter(({ number }) => number >= told.first), ...told.calls];
  let more = told.calls;
  while (more.length && latest(more) < told.count) {
    more = (await ask("news", { since: latest(more) })).calls;
    calls.push(...more);
  }
  return calls;
}

/** The app that is looked at, or the default one if it is not there. */
function placeIn({ apps, default: { user_id, app_id } }) {
  const isThere = apps.some((one) => one.user_id === state.user && one.app_id === state.app);
  if (isThere) return {};
  const full = apps.find((one) => one.inputs) ?? { user_id, app_id };
  return { user: full.user_id, app: full.app_id };
}
