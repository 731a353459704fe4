// Beside the input: its annotations as a list, the chosen one's labels, status and JSON.

import { announce, el, plural } from "./dom.js";
import { Editor } from "./editor.js";
import { jsonView } from "./json.js";
import { frameTimes, labelOf, summaryOf } from "./shapes.js";
import { VirtualList } from "./virtual.js";

const ROW = 46;
const MOST_ROWS = 7;

export class Side {
  /** `chosen(id, time)` is told what is to be drawn in front, and for which moment. */
  constructor(place, stage, { chosen }) {
    this.onChosen = chosen;
    this.chosen = "";
    this.annotations = [];
    this.times = [];
    this.told = el("p", { className: "told", role: "status" });
    this.lists = el("div", { className: "annotations" });
    this.json = el("div", { className: "json-place" });
    this.jsonTitle = el("h3", { text: "JSON" });
    this.editor = new Editor(stage);
    place.append(
      el("div", { className: "panel-head" }, el("h2", { id: "side-title", text: "Annotations" }), this.told),
      this.lists,
      this.jsonTitle,
      this.json,
    );
    this.list = new VirtualList(this.lists, {
      label: "Annotations of the input",
      rowHeight: ROW,
      load: async (start, count) => ({
        total: this.annotations.length,
        items: this.annotations.slice(start, start + count),
      }),
      render: lineOf,
      keyOf: ({ id }) => id,
      pick: ({ id }) => this.choose(id === this.chosen ? "" : id),
    });
    this.frames = framesOf((time) => this.seek(time));
    this.whole = el("p", { className: "chips" });
    stage.caption.append(this.frames.box, this.whole, this.editor.box);
  }

  tell(text, isError = false) {
    announce(this.told, text, isError);
  }

  forget() {
    this.chosen = "";
    this.time = null;
    this.list.reload(true);
  }

  show(input, annotations) {
    this.input = input;
    this.annotations = annotations;
    const none = input ? "No annotations yet: draw a box, or post some." : "";
    this.tell(annotations.length ? plural(annotations.length, "annotation") : none);
    this.lists.style.height = `${Math.min(Math.max(annotations.length, 1), MOST_ROWS) * ROW}px`;
    this.lists.hidden = !annotations.length;
    this.times = input ? frameTimes(annotations, input) : [];
    if (!this.times.includes(this.time)) this.time = this.times[0] ?? null;
    this.frames.show(this.times, this.time);
    this.whole.replaceChildren(...wholeInput(annotations));
    this.list.reload();
    this.choose(annotations.some(({ id }) => id === this.chosen) ? this.chosen : "");
  }

  choose(id) {
    this.chosen = id;
    this.list.choose(id);
    const annotation = this.annotations.find((one) => one.id === id) ?? null;
    if (annotation) this.seekTo(annotation);
    this.editor.show(this.input, annotation);
    this.jsonTitle.textContent = annotation ? "JSON of the annotation" : "JSON of the input";
    this.jsonTitle.hidden = !this.input;
    const value = annotation ?? this.input;
    this.json.replaceChildren(...(value ? [jsonView(value, this.jsonTitle.textContent)] : []));
    this.onChosen(this.chosen, this.time);
  }

  /** Goes to a frame that the annotation is on, unless it is on this one. */
  seekTo(annotation) {
    const times = frameTimes([annotation], null);
    if (times.length && !times.includes(this.time)) [this.time] = times;
    this.frames.show(this.times, this.time);
  }

  seek(time) {
    this.time = time;
    this.onChosen(this.chosen, time);
  }
}

function lineOf(annotation) {
  const { concepts, colour, kinds, isInputLevel, maker, isModel, status } = summaryOf(annotation);
  const swatch = el("span", { className: isModel ? "swatch model" : "swatch", "aria-hidden": "true" });
  swatch.style.color = colour;
  const about = [isInputLevel ? "whole input" : kinds.join(", ") || "no region", maker];
  return [
    swatch,
    el(
      "span",
      { className: "row-text" },
      el("span", { className: "row-name", text: concepts.map(labelOf).join(", ") || "no label" }),
      el("span", { className: "row-about", text: about.filter(Boolean).join(" · ") }),
    ),
    isModel ? el("span", { className: "badge", text: "model" }) : null,
    status ? el("span", { className: "badge warn", text: status }) : null,
  ];
}

/** What is said of the input as a whole. */
function wholeInput(annotations) {
  const labels = annotations
    .filter(({ data }) => !(data?.regions || data?.frames))
    .flatMap((annotation) => summaryOf(annotation).concepts);
  return labels.slice(0, 40).map((concept) => {
    const chip = el("span", { className: "chip" });
    const dot = el("span", { className: "dot" });
    dot.style.backgroundColor = summaryOf({ data: { concepts: [concept] } }).colour;
    chip.append(dot, labelOf(concept));
    return chip;
  });
}

/** A slider over the frames of a video. */
function framesOf(seek) {
  let times = [];
  const told = el("output", { className: "frame-told" });
  const slider = el("input", { type: "range", min: 0, step: 1, "aria-label": "Frame of the video" });
  const box = el("div", { className: "frames", hidden: true }, slider, told);
  const tell = () => {
    const at = Number(slider.value);
    told.textContent = `${(times[at] / 1000).toFixed(2)} s, frame ${at + 1} of ${times.length}`;
    slider.setAttribute("aria-valuetext", told.textContent);
  };
  slider.addEventListener("input", () => {
    tell();
    seek(times[Number(slider.value)]);
  });
  const show = (all, time) => {
    times = all;
    box.hidden = !all.length;
    slider.max = Math.max(all.length - 1, 0);
    slider.value = Math.max(all.indexOf(time), 0);
    if (all.length) tell();
  };
  return { box, show };
}
