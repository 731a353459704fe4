/**
 * npm `clarifai-nodejs`, its flows for inputs and annotations: it uploads, and lists no more than
 * concepts.
 *
 *     node sdk.cjs URL
 */

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

// What it tells of its doings goes where it does not mix with the result.
console.info = console.warn = console.error;

const { App, Input } = require("clarifai-nodejs");
const { Annotation } = require("clarifai-nodejs-grpc/proto/clarifai/api/resources_pb");

async function main(base) {
  const seen = {};
  const authConfig = { base, pat: "owner-pat", userId: "owner", appId: "street" };
  const input = new Input({ authConfig });
  const car = { inputId: "car", imageUrl: "https://example.com/car.jpg" };

  await input.uploadFromUrl({ ...car, labels: ["tree"], metadata: { seen: "today" } });
  await input.uploadFromBytes({ inputId: "bus", imageBytes: Buffer.from("bus") });
  await uploadFile(input, "bike", "bike");
  await input.uploadText({ inputId: "note", rawText: "a street" });
  const more = ["one", "two"].map((inputId) => Input.getTextInput({ inputId, rawText: inputId }));
  await input.uploadInputs({ inputs: more });
  const whyNot = ({ cause }) => cause.inputsList[0].status.details;
  seen.twice = await input.uploadFromUrl(car).catch(whyNot);

  const box = Input.getBboxProto({ inputId: "car", label: "wheel", bbox: [0.2, 0.1, 0.4, 0.3] });
  const triangle = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]];
  const mask = Input.getMaskProto({ inputId: "car", label: "roof", polygons: [triangle] });
  seen.to_retry = (await input.uploadAnnotations({ batchAnnot: [box, mask] })).length;
  const lost = new Annotation().setInputId("lost");
  seen.to_retry_of_lost = (await input.uploadAnnotations({ batchAnnot: [lost] })).length;

  const sky = Input.getInputFromUrl({ ...car, labels: ["sky"] });
  await input.patchInputs({ inputs: [sky], action: "merge" });
  seen.concepts = [];
  for await (const page of new App({ authConfig }).listConcepts()) {
    seen.concepts.push(...page.map((one) => one.id));
  }
  const stranger = new Input({ authConfig: { ...authConfig, pat: "None" } });
  seen.refused = await stranger.uploadFromUrl(car).catch(({ cause }) => cause.status.code);
  return seen;
}

async function uploadFile(input, inputId, content) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "upload-"));
  try {
    const imageFile = path.join(directory, "image.jpg");
    fs.writeFileSync(imageFile, content);
    await input.uploadFromFile({ inputId, imageFile });
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

main(process.argv[2]).then((seen) => console.log(JSON.stringify(seen)));
