// What the page's requests show: the token that is in the page, or the admin token of a server that
// was given one, which nobody is told but who asks for it here.

import { announce, byId, el, field } from "./dom.js";

const HERE = "/__fakeannot/inspector/choices";
const KEPT = "fakeannot-token"; // for this tab, until it is closed
const IN_PAGE = document.querySelector('meta[name="fakeannot-token"]').content;

/** What the header X-Fakeannot-Token is to have. */
export const token = () => IN_PAGE || sessionStorage.getItem(KEPT) || "";

/** Asks for the admin token, if there is one, until the server takes it. */
export async function admitted() {
  if (!IN_PAGE && !(await isTaken(token()))) await asked();
}

function asked() {
  const said = el("p", { className: "told", role: "alert" });
  const input = el("input", { type: "password", autocomplete: "off", required: true });
  const form = el(
    "form",
    { className: "panel editor", "aria-labelledby": "admission-title" },
    el("h2", { id: "admission-title", text: "This server has an admin token" }),
    field("Admin token", input),
    el("button", { type: "submit", className: "main", text: "Show what is in it" }),
    said,
  );
  byId("inputs").hidden = true; // until the view is chosen that is shown
  byId("main").append(form);
  input.focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await isTaken(input.value)) {
        sessionStorage.setItem(KEPT, input.value);
        form.remove();
        resolve();
      } else announce(said, "That is not its admin token, or the server does not answer.", true);
    });
  });
}

async function isTaken(shown) {
  if (!shown) return false;
  try {
    return (await fetch(HERE, { headers: { "X-Fakeannot-Token": shown } })).ok;
  } catch {
    return false; // nobody answers, or no header can have it
  }
}
