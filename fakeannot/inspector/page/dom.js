// Elements from data. Text only ever becomes text: nothing here reads markup.

/** Makes an element. `on` has listeners by event; other attributes are set as they are. */
export function el(tag, { on = {}, text, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  if (text !== undefined) element.textContent = text;
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function set(element, name, value) {
  if (value === false || value === null || value === undefined) return;
  if (["value", "checked", "disabled", "hidden", "className"].includes(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

export const byId = (id) => document.getElementById(id);

/** A button that does something. */
export function button(text, act, attributes = {}) {
  return el("button", { type: "button", text, on: { click: act }, ...attributes });
}

/** A labelled control, for forms. */
export function field(label, control, className = "field") {
  return el("label", { className }, el("span", { text: label }), control);
}

const filled = new WeakMap();

/** The options of a select, `[value, text]` each, without losing what is chosen. */
export function fillSelect(select, options, chosen) {
  const signature = JSON.stringify(options);
  if (filled.get(select) !== signature) {
    filled.set(select, signature);
    select.replaceChildren(...options.map(([value, text]) => el("option", { value, text })));
  }
  select.value = chosen;
}

/** A number with separators, as everywhere on the page. */
export const counted = (number) => number.toLocaleString("en");

export const plural = (number, one, many = `${one}s`) =>
  `${counted(number)} ${number === 1 ? one : many}`;

/** Says something once, also to who does not see it. */
export function announce(element, text, isError = false) {
  if (element.textContent !== text) element.textContent = text; // or it would be read out again
  element.classList.toggle("error", isError);
}

/** Calls `act` once nothing more has come for a while. */
export function debounced(act, milliseconds = 200) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), milliseconds);
  };
}
