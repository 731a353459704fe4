/**
 * npm `clarifai-nodejs`, its flows for datasets.
 *
 *     node datasets.cjs URL
 */

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

// What it tells of its doings goes where it does not mix with the result.
console.log = console.info = console.warn = console.error;

const { App, Dataset, Input } = require("clarifai-nodejs");

async function main(base, directory) {
  const authConfig = { base, pat: "owner-pat", userId: "owner", appId: "street" };
  const app = new App({ authConfig });
  const pictures = path.join(directory, "pictures");
  const table = path.join(directory, "notes.csv");
  fs.mkdirSync(pictures);
  for (const name of ["car", "bus"]) fs.writeFileSync(path.join(pictures, `${name}.png`), name);
  fs.writeFileSync(table, "inputid,input,concepts\nn1,a note,wet\nn2,another,dry\n");

  const seen = { created: (await app.createDataset({ datasetId: "train" })).id };
  await app.createDataset({ datasetId: "notes" });
  const [train, notes] = ["train", "notes"].map((id) => new Dataset({ authConfig, datasetId: id }));
  await train.uploadFromFolder({ folderPath: pictures, inputType: "image", labels: true });
  await notes.uploadFromCSV({ csvPath: table, inputType: "text", csvType: "raw", labels: true });
  const tram = { inputId: "tram", imageUrl: "https://example.com/t.jpg", datasetId: "train" };
  await new Input({ authConfig }).uploadFromUrl(tram);

  seen.version = (await train.createVersion({ id: "first", description: "all" })).id;
  await train.createVersion({ id: "second", description: "all" });
  seen.versions = await all(train.listVersions());
  await train.deleteVersion("first");
  seen.versions_left = await all(train.listVersions());
  seen.datasets = await all(app.listDataSets());
  await app.deleteDataset({ datasetId: "notes" });
  seen.datasets_left = await all(app.listDataSets());
  return seen;
}

async function all(pages) {
  const ids = [];
  for await (const page of pages) ids.push(...page.map((one) => one.id));
  return ids;
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "datasets-"));
main(process.argv[2], directory)
  .then((seen) => process.stdout.write(JSON.stringify(seen)))
  .finally(() => fs.rmSync(directory, { recursive: true }));
