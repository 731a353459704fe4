/**
 * npm `clarifai` 2: inputs and their concepts over REST; it knows no annotations.
 *
 *     API_ENDPOINT=URL node legacy.cjs
 */

const Clarifai = require("clarifai");

const STREET = { userId: "owner", appId: "street" };

async function main() {
  const seen = {};
  const app = new Clarifai.App({ apiKey: "owner-pat", ...STREET });
  const all = (inputs) => Array.from(inputs);
  // A value of 0 is null in its own words.
  const concepts = (input) => all(input.concepts).map(({ rawData: { id, value } }) => [id, value]);

  const added = await app.inputs.create([
    { id: "car", url: "https://example.com/car.jpg", concepts: [{ id: "tree", value: true }] },
    { id: "bus", url: "https://example.com/bus.jpg", concepts: [{ id: "tree", value: false }] },
    { id: "bike", base64: "iVBORw0KGgo=" },
    { id: "van", url: "https://example.com/van.jpg" },
  ]);
  seen.added = all(added).map((one) => [one.id, one.rawData.status.code]);
  const listed = await app.inputs.list({ page: 1, perPage: 3 });
  seen.inputs = all(listed).map((one) => [one.id, concepts(one)]);
  seen.served = (await fetch(listed[2].imageUrl)).status;

  const sky = { id: "car", concepts: [{ id: "sky", value: true }] };
  seen.merged = concepts((await app.inputs.mergeConcepts([sky]))[0]);
  seen.removed = concepts((await app.inputs.deleteConcepts([sky]))[0]);
  seen.overwritten = concepts((await app.inputs.overwriteConcepts([sky]))[0]);
  seen.got = concepts(await app.inputs.get("car"));
  seen.counts = (await app.inputs.getStatus()).counts.processed;
  seen.concepts = all(await app.concepts.list()).map((one) => one.id);

  seen.deleted = (await app.inputs.delete("van")).data.status.code;
  await app.inputs.delete(["bus", "bike"]);
  seen.left = all(await app.inputs.list()).map((one) => one.id);
  seen.delete_all = await app.inputs.delete().catch(told);
  await app.inputs.delete(["car"]);
  seen.left_in_the_end = all(await app.inputs.list());

  const stranger = new Clarifai.App({ apiKey: "None", ...STREET });
  seen.refused = await stranger.inputs.list().catch(told);
  seen.missing = await app.inputs.get("car").catch(told);
  return seen;
}

/** The HTTP status and the status code of an answer that the client takes for an error. */
const told = ({ response }) => [response.status, response.data.status.code];

main().then((seen) => console.log(JSON.stringify(seen)));
