// Where the page begins: the parts are started, the address is read, news come in.

import { startCall } from "./call.js";
import { startCalls } from "./calls.js";
import { startControl } from "./control.js";
import { byId, fillSelect } from "./dom.js";
import { startInputs } from "./inputs.js";
import { startLooking } from "./looking.js";
import { startNews } from "./news.js";
import { startPast } from "./past.js";
import { onChange, readAddress, state, update } from "./state.js";
import { admitted } from "./token.js";

const VIEWS = ["inputs", "calls", "control"];
const PLACES = ["worlds", "apps", "world", "user", "app"];

await admitted();
startInputs();
startLooking();
startCalls();
startCall();
startControl();
startPast();
onChange((changed) => {
  if (changed.has("view")) showView();
  if (changed.has("input") || changed.has("call")) keepFocus();
  if (PLACES.some((name) => changed.has(name))) showPlaces();
});
byId("world").addEventListener("change", ({ target }) => goTo({ world: target.value, user: "", app: "" }));
byId("app").addEventListener("change", ({ target }) => {
  const [user, app] = JSON.parse(target.value);
  goTo({ user, app });
});
window.addEventListener("hashchange", () => update(readAddress()));
for (const view of VIEWS) {
  byId(`to-${view}`).addEventListener("click", (event) => {
    event.preventDefault();
    update({ view });
  });
}
update(readAddress());
showView();
startNews();

function goTo(place) {
  update({ ...place, input: "", call: 0, at: "" });
}

/** Where a list gives way to what was chosen from it, who uses a keyboard goes on from there. */
function keepFocus() {
  const focused = document.activeElement;
  if (focused && focused !== document.body && !focused.offsetParent) {
    byId("main").focus({ preventScroll: true });
  }
}

function showView() {
  for (const view of VIEWS) {
    const isShown = view === state.view;
    byId(view).hidden = !isShown;
    if (isShown) byId(`to-${view}`).setAttribute("aria-current", "page");
    else byId(`to-${view}`).removeAttribute("aria-current");
  }
}

function showPlaces() {
  const worlds = state.worlds.includes(state.world) ? state.worlds : [...state.worlds, state.world];
  fillSelect(byId("world"), worlds.map((name) => [name, name]), state.world);
  const users = new Set(state.apps.map(({ user_id }) => user_id));
  const apps = state.apps.map(({ user_id, app_id }) => [
    JSON.stringify([user_id, app_id]),
    users.size > 1 ? `${app_id} of ${user_id}` : app_id,
  ]);
  fillSelect(byId("app"), apps, JSON.stringify([state.user, state.app]));
}
