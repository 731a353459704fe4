/** The walk of `tests/clients/README.md`, for any client that can be told a call by name. */

const PENDING = 24151;
const DONE = 24150;

/**
 * Makes the walk and gives what it saw.
 *
 * @param call `(rpc, fields, key)` sends the request of these fields, named as in the API, and
 *   gives the answer with the fields named so too. Without `key` it is the owner's.
 */
async function walk(call) {
  const seen = {};
  await inputs(call, seen);
  await posts(call, seen);
  await lists(call, seen);
  await patches(call, seen);
  await deletes(call, seen);
  seen.refused = (await call("ListAnnotations", {}, "None")).status.code;
  return seen;
}

async function inputs(call, seen) {
  const added = await call("PostInputs", { inputs: ["car", "bus", "bike"].map(image) });
  seen.added = added.inputs.map((one) => [one.id, one.status.code]);
  seen.inputs = (await call("ListInputs", {})).inputs.map((one) => one.id);
}

async function posts(call, seen) {
  const post = async (...annotations) => call("PostAnnotations", { annotations });
  const shownPost = async (annotation) => shown((await post(annotation)).annotations[0]);
  const label = { id: "label", input_id: "car", data: concepts(["tree", 1], ["water", 0]) };
  seen.labelled = await shownPost(label);
  const bounding_box = { top_row: 0.1, left_col: 0.2, bottom_row: 0.3, right_col: 0.4 };
  const region = { region_info: { bounding_box }, data: concepts(["wheel", 1]) };
  const boxed = await post({ id: "box", input_id: "car", data: { regions: [region] } });
  const edges = boxed.annotations[0].data.regions[0].region_info.bounding_box;
  seen.boxed = Object.keys(bounding_box).map((edge) => rounded(edges[edge]));
  const task = { id: "task", input_id: "bus", user_id: "labeler", status: { code: PENDING } };
  seen.pending = await shownPost(task);
  const ids = Array.from({ length: 25 }, (_, n) => `n${String(n).padStart(2, "0")}`);
  const many = await post(
    ...ids.map((id) => ({ id, input_id: "bike", data: concepts(["n", 1]) })),
  );
  seen.many = [many.status.code, many.annotations.length];
}

async function lists(call, seen) {
  for (const page of [1, 2, 3, 4]) {
    seen[`page_${page}`] = await ids(call, { input_ids: ["bike"], per_page: 10, page });
  }
  seen.default_page = (await ids(call, {})).length;
  seen.of_labeler = await ids(call, { user_ids: ["labeler"], list_all_annotations: true });
}

async function patches(call, seen) {
  const patch = async (action, annotation) =>
    shown((await call("PatchAnnotations", { action, annotations: [annotation] })).annotations[0]);
  const label = (...pairs) => ({ id: "label", input_id: "car", data: concepts(...pairs) });
  seen.merged = await patch("merge", label(["sky", 1]));
  seen.overwritten = await patch("overwrite", label(["tree", 1]));
  await patch("overwrite", label(["tree", 1], ["sky", 1]));
  seen.removed = await patch("remove", label(["sky", 1]));
  seen.done = await patch("merge", { id: "task", input_id: "bus", status: { code: DONE } });
}

async function deletes(call, seen) {
  const box = { input_id: "car", annotation_id: "box" };
  await call("DeleteAnnotation", box);
  seen.deleted_one = (await call("GetAnnotation", box)).status.code;
  await call("DeleteAnnotations", { ids: ["n00", "n01"], input_ids: ["bike", "bike"] });
  const left = await ids(call, { input_ids: ["bike"], per_page: 100 });
  seen.deleted_pairs = [left[0], left[1], left.length];
  await call("DeleteAnnotations", { input_ids: ["bike"] });
  seen.deleted_by_input = await ids(call, { input_ids: ["bike"] });
  const deleted = await call("DeleteInputs", { ids: ["car", "bus", "bike"] });
  const inputsLeft = (await call("ListInputs", {})).inputs.map((one) => one.id);
  seen.deleted_inputs = [deleted.status.code, inputsLeft];
}

const image = (id) => ({ id, data: { image: { url: `https://example.com/${id}.jpg` } } });

const concepts = (...pairs) => ({ concepts: pairs.map(([id, value]) => ({ id, value })) });

const rounded = (value) => Math.round(value * 1e4) / 1e4;

/** An annotation as the walk tells it: id, user, status, and its concepts with their values. */
function shown({ id, user_id, status, data }) {
  const pairs = (data?.concepts ?? []).map((one) => [one.id, rounded(one.value)]);
  return [id, user_id, status.code, pairs];
}

async function ids(call, fields) {
  const { annotations } = await call("ListAnnotations", fields);
  return annotations.map((one) => (one.input_level ? "input-level" : one.id));
}

module.exports = { walk };
