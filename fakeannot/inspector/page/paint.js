// Shapes on a canvas. User-made ones have whole lines, model-made ones broken ones.

import { objectUrl } from "./media.js";
import { labelOf } from "./shapes.js";

const MOST_LABELS = 60;
const FONT = "12px system-ui, sans-serif";
const masks = new Map(); // by hash or URL and colour: a canvas, or null

/** Draws all of them, the chosen one last. `redraw` is called when a mask has been loaded. */
export function paint(context, size, shapes, chosen, redraw) {
  const withLabels = shapes.length <= MOST_LABELS;
  const last = [];
  for (const shape of shapes) {
    if (shape.id === chosen) last.push(shape);
    else paintShape(context, size, shape, { isFaint: Boolean(chosen), withLabels }, redraw);
  }
  for (const shape of last) {
    paintShape(context, size, shape, { isChosen: true, withLabels: true }, redraw);
  }
}

function paintShape(context, size, shape, how, redraw) {
  context.save();
  context.globalAlpha = how.isFaint ? 0.6 : 1;
  context.setLineDash(shape.isModel ? [6, 4] : []);
  context.strokeStyle = context.fillStyle = shape.colour;
  context.lineWidth = how.isChosen ? 3.5 : 2;
  if (how.isChosen) {
    context.shadowColor = "rgb(255 255 255 / 90%)";
    context.shadowBlur = 6;
  }
  PAINTERS[shape.kind](context, size, shape, redraw, how);
  context.restore();
  if (how.withLabels) paintLabel(context, size, shape, how);
}

const PAINTERS = {
  box(context, { width, height }, { top, left, bottom, right }, _, { isChosen }) {
    const sides = [left * width, top * height, (right - left) * width, (bottom - top) * height];
    context.strokeRect(...sides);
    fill(context, isChosen, () => context.fillRect(...sides));
  },

  polygon(context, { width, height }, { points }, _, { isChosen }) {
    context.beginPath();
    for (const { row, col } of points) context.lineTo(col * width, row * height);
    context.closePath();
    context.stroke();
    fill(context, isChosen, () => context.fill());
  },

  point(context, { width, height }, { points }) {
    for (const { row, col } of points) {
      context.beginPath();
      context.arc(col * width, row * height, 5, 0, 2 * Math.PI);
      context.fill();
      context.strokeStyle = "white";
      context.setLineDash([]);
      context.lineWidth = 1.5;
      context.stroke();
    }
  },

  mask(context, { width, height }, { image, colour }, redraw, { isChosen }) {
    const mask = tinted(image, colour, redraw);
    if (!mask) return;
    context.globalAlpha *= isChosen ? 0.75 : 0.5;
    context.drawImage(mask, 0, 0, width, height);
  },
};

function fill(context, isChosen, act) {
  context.shadowBlur = 0;
  context.globalAlpha *= isChosen ? 0.22 : 0.08;
  act();
}

function paintLabel(context, { width, height }, { concepts, top, left, colour, status }, how) {
  const text = [concepts.map(labelOf).join(", "), status].filter(Boolean).join(" · ");
  if (!text) return;
  context.save();
  context.globalAlpha = how.isFaint ? 0.75 : 1;
  context.font = FONT;
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  const long = context.measureText(shown).width + 8;
  const x = Math.max(0, Math.min(left * width, width - long));
  const y = Math.max(0, top * height - 18);
  context.fillStyle = colour;
  context.fillRect(x, Math.min(y, height - 18), long, 18);
  context.fillStyle = "white";
  context.textBaseline = "middle";
  context.fillText(shown, x + 4, Math.min(y, height - 18) + 9.5);
  context.restore();
}

/** A mask in a colour: what is bright in it, and opaque. Null until it has been loaded. */
function tinted(image, colour, redraw) {
  const hash = image.hosted?.suffix?.split("/").pop() ?? "";
  const key = `${hash} ${colour}`;
  if (!hash || masks.has(key)) return masks.get(key) ?? null;
  masks.set(key, null);
  loaded(hash).then((picture) => {
    if (picture) masks.set(key, tint(picture, colour));
    else masks.delete(key);
    if (picture) redraw();
  });
  return null;
}

async function loaded(hash) {
  const url = await objectUrl(hash);
  if (!url) return null;
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
    return picture;
  } catch {
    return null; // what was uploaded is no picture
  }
}

function tint(picture, colour) {
  const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < pixels.data.length; at += 4) {
    const bright = Math.max(pixels.data[at], pixels.data[at + 1], pixels.data[at + 2]);
    pixels.data[at + 3] = (bright * pixels.data[at + 3]) / 255;
  }
  context.putImageData(pixels, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}
