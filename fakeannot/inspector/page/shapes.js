// Annotations as shapes to be drawn and lines to be listed. Places are parts of the picture, 0 to 1.

const HUES = 360;
const CONTRAST = 4.5;
const SUCCESS = 24150;
const colours = new Map();

/** The colour of a concept, the same everywhere; grey for none. */
export function colourOf(concept) {
  if (!concept) return "hsl(220 9% 44%)";
  let colour = colours.get(concept);
  if (!colour) {
    const hash = [...concept].reduce((sum, one) => (sum * 31 + one.codePointAt(0)) >>> 0, 7);
    const hue = (hash * 47) % HUES;
    const saturation = 55 + (hash % 3) * 15;
    let lightness = 36 + ((hash >> 4) % 3) * 8;
    while (contrastWithWhite(hue, saturation, lightness) < CONTRAST) lightness -= 1;
    colour = `hsl(${hue} ${saturation}% ${lightness}%)`;
    colours.set(concept, colour);
  }
  return colour;
}

/** As WCAG counts it, for the white letters of labels. */
function contrastWithWhite(hue, saturation, lightness) {
  const spread = (saturation / 100) * Math.min(lightness, 100 - lightness);
  const linear = [0, 8, 4].map((turn) => {
    const at = (turn + hue / 30) % 12;
    const part = (lightness - spread * Math.max(-1, Math.min(at - 3, 9 - at, 1))) / 100;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05);
}

/** What an annotation is, for its line in the list. */
export function summaryOf(annotation) {
  const data = annotation.data ?? {};
  const regions = regionsOf(data);
  const concepts = [...(data.concepts ?? []), ...regions.flatMap(({ region }) => conceptsOf(region))];
  const status = annotation.status ?? {};
  return {
    concepts,
    colour: colourOf(concepts[0]?.id),
    kinds: [...new Set(regions.map(({ region }) => kindOf(region.region_info)))],
    isInputLevel: Boolean(annotation.input_level),
    maker: makerOf(annotation),
    isModel: !annotation.user_id,
    status: status.code === SUCCESS ? "" : wordsOf(status),
    statusCode: status.code,
  };
}

/** The name of a concept with its value, where that is not 1. */
export function labelOf({ id, name, value }) {
  const shown = value === undefined || value === 1 ? "" : ` ${Number(value.toFixed(3))}`;
  return `${name || id}${shown}`;
}

function wordsOf({ code, description }) {
  return description || (code ? String(code) : "no status");
}

function makerOf({ user_id, model_version_id, worker }) {
  if (user_id) return `by ${user_id}`;
  const workflow = worker?.workflow?.version?.id;
  if (model_version_id) return `model ${model_version_id}`;
  return workflow ? `workflow ${workflow}` : "model";
}

/** Every region of some data, with the time of its frame in milliseconds if it has one. */
function regionsOf(data) {
  const plain = (data.regions ?? []).map((region) => ({ region, time: null }));
  const frames = (data.frames ?? []).flatMap((frame) =>
    (frame.data?.regions ?? []).map((region) => ({ region, time: frame.frame_info?.time ?? 0 })),
  );
  return [...plain, ...frames];
}

const conceptsOf = (region) => region.data?.concepts ?? [];

function kindOf(info = {}) {
  if (info.bounding_box) return "box";
  if (info.polygon) return "polygon";
  if (info.mask) return "mask";
  if (info.point || info.keypoint_locations) return "point";
  if (info.span || info.token) return "text";
  return "region";
}

/** The shapes of annotations, oldest first. */
export function shapesOf(annotations) {
  const shapes = [];
  for (const annotation of annotations) {
    const { isModel, status } = summaryOf(annotation);
    for (const { region, time } of regionsOf(annotation.data ?? {})) {
      const place = placeOf(region.region_info ?? {});
      if (!place) continue;
      const concepts = [...conceptsOf(region), ...(annotation.data.concepts ?? [])];
      const about = { id: annotation.id, region: region.id, time, isModel, status };
      shapes.push({ ...about, ...place, concepts, colour: colourOf(concepts[0]?.id) });
    }
  }
  return shapes;
}

function placeOf(info) {
  if (info.bounding_box) {
    const { top_row = 0, left_col = 0, bottom_row = 0, right_col = 0 } = info.bounding_box;
    const box = { top: top_row, left: left_col, bottom: bottom_row, right: right_col };
    return { kind: "box", ...box };
  }
  if (info.polygon?.points?.length) return outlined("polygon", info.polygon.points);
  if (info.point) return outlined("point", [info.point]);
  if (info.keypoint_locations?.length) return outlined("point", info.keypoint_locations);
  if (info.mask?.image) {
    return { kind: "mask", top: 0, left: 0, bottom: 1, right: 1, image: info.mask.image };
  }
  return null;
}

function outlined(kind, given) {
  const points = given.map(({ row = 0, col = 0 }) => ({ row, col }));
  const rows = points.map(({ row }) => row);
  const cols = points.map(({ col }) => col);
  return {
    kind,
    points,
    top: Math.min(...rows),
    left: Math.min(...cols),
    bottom: Math.max(...rows),
    right: Math.max(...cols),
  };
}

/** The times of the frames that anything is on, in milliseconds, in order. */
export function frameTimes(annotations, input) {
  const times = new Set();
  for (const { data } of [input ?? {}, ...annotations]) {
    for (const frame of data?.frames ?? []) times.add(frame.frame_info?.time ?? 0);
  }
  return [...times].sort((one, other) => one - other);
}

/** The shape at a place, the smallest if there are several. */
export function shapeAt(shapes, row, col, reach) {
  let found = null;
  let least = Infinity;
  for (const shape of shapes) {
    const { top, left, bottom, right } = shape;
    const inside =
      row >= top - reach && row <= bottom + reach && col >= left - reach && col <= right + reach;
    const area = (bottom - top) * (right - left);
    if (inside && area <= least) [found, least] = [shape, area];
  }
  return found;
}
