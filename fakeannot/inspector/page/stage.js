// One input, large, with what is drawn on it.

import { button, el, plural } from "./dom.js";
import { mediumOf, objectUrl } from "./media.js";
import { paint } from "./paint.js";
import { shapeAt, shapesOf } from "./shapes.js";

const DEFAULT_SIZE = { width: 4, height: 3 };
const REACH = 0.012;
const LEAST_BOX = 0.005;

export class Stage {
  /** `pick(annotationId)` is told what was clicked, `drawn(box)` what was drawn. */
  constructor(place, { pick, drawn, back }) {
    Object.assign(this, { pick, drawn });
    this.annotations = [];
    this.shapes = [];
    this.chosen = "";
    this.time = null;
    this.drawing = false;
    this.title = el("h2", { id: "stage-title", text: "No input chosen" });
    this.canvas = el("canvas", { role: "img", "aria-label": "Nothing to show" });
    this.backdrop = el("div", { className: "backdrop" });
    this.frame = el("div", { className: "frame" }, this.backdrop, this.canvas);
    this.caption = el("div", { className: "caption" });
    this.empty = el("p", { className: "empty", text: "Choose an input from the list." });
    place.append(
      el("div", { className: "panel-head" }, button("‹ All inputs", back, { className: "back" }), this.title),
      this.empty,
      this.frame,
      this.caption,
    );
    this.frame.hidden = true;
    this.listen();
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  listen() {
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.release(event));
    this.canvas.addEventListener("pointercancel", () => this.drop());
  }

  /** Shows an input; null for none, with `why`. */
  async show(input, why) {
    this.input = input;
    this.frame.hidden = this.caption.hidden = !input;
    this.empty.hidden = Boolean(input);
    if (!input) {
      this.empty.textContent = why;
      this.title.textContent = "No input chosen";
      return;
    }
    this.title.textContent = input.id;
    const { kind, medium, hash, name } = mediumOf(input.data);
    const known = `${kind} ${hash} ${name} ${input.id}`;
    if (known === this.known) return;
    this.known = known;
    this.video = null;
    this.resize(medium.image_info ?? medium.video_info ?? {});
    this.backdrop.replaceChildren(placeholder(kind, name, Boolean(hash)));
    const url = hash && (await objectUrl(hash));
    if (url && this.known === known) this.showBytes(kind, url);
  }

  showBytes(kind, url) {
    if (kind === "video") return this.showVideo(url);
    if (kind !== "image") return undefined;
    const picture = el("img", { src: url, alt: "" });
    picture.addEventListener("load", () => {
      this.resize({ width: picture.naturalWidth, height: picture.naturalHeight });
      this.backdrop.replaceChildren(picture);
    });
    return undefined;
  }

  showVideo(url) {
    this.video = el("video", { src: url, muted: true, preload: "auto" });
    this.video.addEventListener("loadedmetadata", () => {
      this.resize({ width: this.video.videoWidth, height: this.video.videoHeight });
      this.backdrop.replaceChildren(this.video);
      this.seek();
    });
  }

  resize({ width, height }) {
    const size = width && height ? { width, height } : DEFAULT_SIZE;
    this.frame.style.aspectRatio = `${size.width} / ${size.height}`;
    this.frame.style.setProperty("--shape", size.width / size.height);
    this.draw();
  }

  /** Shows these annotations, of a video those on the frame at `time`. */
  annotate(annotations, chosen, time) {
    if (annotations !== this.annotations) this.shapes = shapesOf(annotations);
    Object.assign(this, { annotations, chosen, time });
    this.seek();
    this.draw();
  }

  seek() {
    if (this.video && this.time !== null) this.video.currentTime = this.time / 1000;
  }

  inSight() {
    return this.shapes.filter(({ time }) => time === null || time === this.time);
  }

  draw() {
    const { width, height } = this.frame.getBoundingClientRect();
    if (!width || !height) return;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const context = this.canvas.getContext("2d");
    context.scale(scale, scale);
    const shapes = this.inSight();
    paint(context, { width, height }, shapes, this.chosen, () => this.draw());
    if (this.rubber) paintRubber(context, { width, height }, this.rubber);
    const about = `${this.input?.id ?? "Nothing"} with ${plural(shapes.length, "region")} drawn`;
    this.canvas.setAttribute("aria-label", about);
  }

  startDrawing(isDrawing) {
    this.drawing = isDrawing;
    this.frame.classList.toggle("drawing", isDrawing);
    if (!isDrawing) this.drop();
  }

  placeOf(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const part = (at, whole) => Math.max(0, Math.min(at / whole, 1));
    return { row: part(event.clientY - top, height), col: part(event.clientX - left, width) };
  }

  press(event) {
    const place = this.placeOf(event);
    if (!this.drawing) {
      this.pick(shapeAt(this.inSight(), place.row, place.col, REACH)?.id ?? "");
      return;
    }
    this.canvas.setPointerCapture(event.pointerId);
    this.from = place;
    this.rubber = boxOf(place, place);
  }

  move(event) {
    if (!this.from) return;
    this.rubber = boxOf(this.from, this.placeOf(event));
    this.draw();
  }

  release(event) {
    if (!this.from) return;
    const box = boxOf(this.from, this.placeOf(event));
    this.from = null;
    if (box.bottom - box.top > LEAST_BOX && box.right - box.left > LEAST_BOX) this.drawn(box);
  }

  /** Shows a box that is not saved yet. */
  preview(box) {
    this.rubber = box;
    this.draw();
  }

  drop() {
    this.from = this.rubber = null;
    this.draw();
  }
}

function boxOf(one, other) {
  return {
    top: Math.min(one.row, other.row),
    left: Math.min(one.col, other.col),
    bottom: Math.max(one.row, other.row),
    right: Math.max(one.col, other.col),
  };
}

function paintRubber(context, { width, height }, { top, left, bottom, right }) {
  const sides = [left * width, top * height, (right - left) * width, (bottom - top) * height];
  context.lineWidth = 4;
  context.strokeStyle = "white";
  context.strokeRect(...sides);
  context.lineWidth = 2;
  context.strokeStyle = "black";
  context.setLineDash([5, 4]);
  context.strokeRect(...sides);
}

function placeholder(kind, name, isHeld) {
  const why = isHeld ? "Loading …" : `The fake does not hold this ${kind || "input"}’s bytes.`;
  return el(
    "div",
    { className: "placeholder" },
    el("span", { className: "placeholder-name", text: name }),
    el("span", { className: "placeholder-why", text: why }),
  );
}
