// A list of any length: only the rows in sight are in the document, and only their pages loaded.

import { el } from "./dom.js";

const PAGE = 100;
const SPARE = 6;
let lists = 0;

export class VirtualList {
  /**
   * `load(start, count)` promises `{total, items}`; `render(item, index)` gives what a row shows,
   * `pick(item, index)` is told what was chosen. `keyOf(item)` names an item.
   */
  constructor(place, { label, rowHeight, load, render, pick, keyOf }) {
    Object.assign(this, { rowHeight, load, render, pick, keyOf });
    this.id = `list-${++lists}`;
    this.total = 0;
    this.pages = new Map();
    this.rows = new Map();
    this.age = 0;
    this.active = -1;
    this.chosen = null;
    this.space = el("div", { className: "virtual-space", role: "presentation" });
    this.box = el(
      "div",
      {
        className: "virtual",
        role: "listbox",
        tabindex: "0",
        "aria-label": label,
        on: { scroll: () => this.draw(), keydown: (event) => this.press(event) },
      },
      this.space,
    );
    place.append(this.box);
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  /** Loads again what is in sight; `fromStart` for another list in this one's place. */
  async reload(fromStart = false) {
    this.age += 1;
    if (fromStart) {
      this.pages.clear();
      this.active = -1;
      this.box.scrollTop = 0;
    }
    const age = this.age;
    const first = this.firstInSight();
    const at = first - (first % PAGE);
    const { total, items } = await this.load(at, PAGE);
    if (age !== this.age) return;
    const kept = at + PAGE < first + this.inSight() ? this.pages.get(at + PAGE) : undefined;
    this.pages = new Map([[at, { age, items }]]);
    if (kept) this.pages.set(at + PAGE, kept);
    this.total = total;
    this.draw();
  }

  choose(key) {
    this.chosen = key;
    this.draw();
  }

  item(index) {
    return this.pages.get(index - (index % PAGE))?.items[index % PAGE];
  }

  firstInSight() {
    return Math.min(Math.floor(this.box.scrollTop / this.rowHeight), Math.max(this.total - 1, 0));
  }

  inSight() {
    return Math.ceil(this.box.clientHeight / this.rowHeight) + 1;
  }

  draw() {
    this.space.style.height = `${this.total * this.rowHeight}px`;
    const first = Math.max(this.firstInSight() - SPARE, 0);
    const last = Math.min(first + this.inSight() + 2 * SPARE, this.total);
    const rows = [];
    for (let index = first; index < last; index++) rows.push(this.row(index));
    this.rows = new Map(rows);
    this.space.replaceChildren(...rows.map(([, { element }]) => element));
    if (this.active >= first && this.active < last) {
      this.box.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    } else this.box.removeAttribute("aria-activedescendant");
  }

  /** A row with its index; the one that is there, unless it would look another way. */
  row(index) {
    this.want(index);
    const item = this.item(index);
    const chosen = item !== undefined && this.keyOf(item) === this.chosen;
    const look = `${index === this.active} ${chosen} ${this.total}`;
    const there = this.rows.get(index);
    if (there && there.item === item && there.look === look) return [index, there];
    return [index, { item, look, element: this.element(index, item, chosen) }];
  }

  element(index, item, chosen) {
    const element = el(
      "div",
      {
        className: index === this.active ? "row active" : "row",
        id: `${this.id}-${index}`,
        role: "option",
        "aria-selected": String(chosen),
        "aria-setsize": this.total,
        "aria-posinset": index + 1,
        on: { click: () => this.pickAt(index) },
      },
      item === undefined ? "Loading …" : this.render(item, index),
    );
    element.style.top = `${index * this.rowHeight}px`;
    element.style.height = `${this.rowHeight}px`;
    return element;
  }

  /** Loads the page of a row, unless it is there or on its way. */
  async want(index) {
    const at = index - (index % PAGE);
    const page = this.pages.get(at);
    if (page && page.age === this.age) return;
    const { age } = this;
    this.pages.set(at, { age, items: page?.items ?? [] });
    const { total, items } = await this.load(at, PAGE);
    if (age !== this.age) return;
    this.pages.set(at, { age, items });
    this.total = total;
    this.draw();
  }

  pickAt(index) {
    const item = this.item(index);
    if (item === undefined) return;
    this.active = index;
    this.choose(this.keyOf(item));
    this.pick(item, index);
  }

  press(event) {
    const step = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: this.inSight() - 2,
      PageUp: 2 - this.inSight(),
      Home: -this.total,
      End: this.total,
    }[event.key];
    if (step !== undefined) this.move(step);
    else if (event.key === "Enter" || event.key === " ") this.pickAt(this.active);
    else return;
    event.preventDefault();
  }

  move(step) {
    if (!this.total) return;
    this.active = Math.max(0, Math.min(this.active + step, this.total - 1));
    const top = this.active * this.rowHeight;
    const bottom = top + this.rowHeight - this.box.clientHeight;
    if (this.box.scrollTop > top) this.box.scrollTop = top;
    if (this.box.scrollTop < bottom) this.box.scrollTop = bottom;
    this.draw();
  }
}
