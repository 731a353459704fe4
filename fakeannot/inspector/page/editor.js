// Changes, each a call of the public API: draw a box, label, set a status, delete.

import { ask, askApp, call } from "./api.js";
import { announce, button, el, field, fillSelect } from "./dom.js";
import { poll } from "./news.js";
import { state } from "./state.js";

const SIDES = ["top", "left", "bottom", "right"];
const DEFAULT_BOX = { top: 0.25, left: 0.25, bottom: 0.75, right: 0.75 };

export class Editor {
  constructor(stage) {
    this.stage = stage;
    this.told = el("p", { className: "told", role: "alert" });
    this.concepts = el("datalist", { id: "concepts" });
    this.draw = button("Draw a box", () => this.startDrawing(this.newBox.hidden), {
      "aria-expanded": "false",
      "aria-controls": "new-box",
    });
    this.newBox = this.boxForm();
    this.selected = this.selectedForms();
    this.past = el("p", { className: "told", text: "This is an earlier state: go back to now to change anything." });
    this.forms = el("div", { className: "forms" }, this.draw, this.newBox, this.selected);
    this.box = el("div", { className: "editor", hidden: true }, this.past, this.forms, this.told, this.concepts);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.newBox.hidden) this.startDrawing(false);
    });
  }

  boxForm() {
    this.edges = Object.fromEntries(
      SIDES.map((side) => [side, number({ min: 0, max: 1, step: "any", name: side })]),
    );
    this.boxConcept = conceptField();
    for (const edge of Object.values(this.edges)) {
      edge.addEventListener("input", () => this.stage.preview(this.readBox()));
    }
    const form = el(
      "form",
      { id: "new-box", hidden: true, on: { submit: (event) => this.saveBox(event) } },
      el("p", { className: "hint", text: "Drag on the input, or say where the edges are, from 0 to 1." }),
      el("div", { className: "edges" }, SIDES.map((side) => field(side, this.edges[side]))),
      field("Concept", this.boxConcept),
      el("div", { className: "buttons" }, submit("Save the box"), button("Cancel", () => this.startDrawing(false))),
    );
    return form;
  }

  selectedForms() {
    this.label = conceptField();
    this.value = number({ min: 0, max: 1, step: "any", value: 1 });
    this.status = el("select");
    this.sure = button("Delete", () => this.remove(), { className: "danger" });
    const label = el(
      "form",
      { className: "line", on: { submit: (event) => this.addLabel(event) } },
      field("Label", this.label),
      field("Value", this.value, "field narrow"),
      submit("Add label"),
    );
    const status = el(
      "form",
      { className: "line", on: { submit: (event) => this.setStatus(event) } },
      field("Status", this.status),
      submit("Set status"),
    );
    return el("div", { className: "selected", hidden: true }, label, status, this.sure);
  }

  /** Offers what can be done with the input, and with the annotation if one is chosen. */
  show(input, annotation) {
    const another = this.annotation?.id !== annotation?.id || this.input?.id !== input?.id;
    Object.assign(this, { input, annotation });
    this.box.hidden = !input;
    this.past.hidden = !state.at;
    this.forms.hidden = Boolean(state.at);
    this.selected.hidden = !annotation;
    if (another) announce(this.told, "");
    if (!input || state.at) this.startDrawing(false);
    if (another) this.label.value = "";
    if (annotation) this.offerStatuses(annotation);
    if (another && input) this.offerConcepts();
  }

  async offerStatuses({ status }) {
    this.choices ??= await this.asked(() => ask("choices"));
    if (this.choices) fillSelect(this.status, this.choices.statuses, String(status?.code ?? ""));
  }

  async offerConcepts() {
    const { concepts } = (await this.asked(() => askApp("concepts"))) ?? { concepts: [] };
    this.known = concepts;
    this.concepts.replaceChildren(...concepts.map(({ id, name }) => el("option", { value: id, text: name })));
  }

  /** What was asked for; nothing, in words, if the server does not tell. */
  async asked(ask) {
    try {
      return await ask();
    } catch (error) {
      announce(this.told, error.message, true);
      return undefined;
    }
  }

  startDrawing(isDrawing) {
    const isChange = this.newBox.hidden === isDrawing;
    this.newBox.hidden = !isDrawing;
    this.draw.setAttribute("aria-expanded", String(isDrawing));
    if (!isChange) return;
    this.stage.startDrawing(isDrawing);
    if (isDrawing) this.fillBox(DEFAULT_BOX);
    else this.draw.focus({ preventScroll: true });
  }

  /** Takes over a box that was drawn. */
  fillBox(box) {
    for (const side of SIDES) this.edges[side].value = Number(box[side].toFixed(4));
    this.stage.preview(this.readBox());
    this.boxConcept.focus({ preventScroll: true });
  }

  readBox() {
    return Object.fromEntries(SIDES.map((side) => [side, Number(this.edges[side].value)]));
  }

  saveBox(event) {
    const { top, left, bottom, right } = this.readBox();
    const box = { top_row: top, left_col: left, bottom_row: bottom, right_col: right };
    const concepts = this.conceptsIn(this.boxConcept, 1);
    const region = { region_info: { bounding_box: box }, ...(concepts.length && { data: { concepts } }) };
    this.change(event, "The box is saved.", async () => {
      const annotation = { input_id: this.input.id, data: { regions: [region] } };
      await call("POST", "annotations", { annotations: [annotation] });
      this.startDrawing(false);
    });
  }

  addLabel(event) {
    const concepts = this.conceptsIn(this.label, Number(this.value.value));
    const region = this.annotation.data?.regions?.[0]?.id;
    const data = region ? { regions: [{ id: region, data: { concepts } }] } : { concepts };
    this.change(event, "The label is added.", async () => {
      await this.patch({ data });
      this.label.value = "";
    });
  }

  setStatus(event) {
    const status = { code: Number(this.status.value) };
    this.change(event, "The status is set.", () => this.patch({ status }));
  }

  patch(changes) {
    const { id, input_id } = this.annotation;
    return call("PATCH", "annotations", { annotations: [{ id, input_id, ...changes }], action: "merge" });
  }

  remove() {
    const { id, input_id } = this.annotation;
    const place = `inputs/${encodeURIComponent(input_id)}/annotations/${encodeURIComponent(id)}`;
    this.change(null, "The annotation is deleted.", () => call("DELETE", place));
  }

  conceptsIn({ value }, number) {
    const text = value.trim();
    const known = this.known?.find(({ id, name }) => id === text || name === text);
    return text ? [{ id: known?.id ?? text, value: number }] : [];
  }

  async change(event, done, act) {
    event?.preventDefault();
    announce(this.told, "Calling the API …");
    try {
      await act();
      await poll();
      announce(this.told, done);
    } catch (error) {
      announce(this.told, error.message, true);
    }
  }
}

const submit = (text) => el("button", { type: "submit", className: "main", text });
const number = (attributes) => el("input", { type: "number", required: true, ...attributes });
const conceptField = () => el("input", { type: "text", list: "concepts", autocomplete: "off", spellcheck: "false" });
