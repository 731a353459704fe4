/**
 * npm `clarifai-nodejs`, its flows for files of all kinds, tables and folders.
 *
 *     node uploads.cjs URL
 */

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

// What it tells of its doings goes where it does not mix with the result.
console.log = console.info = console.warn = console.error;

const { App, Dataset, Input } = require("clarifai-nodejs");

const KINDS = ["image", "video", "audio", "text"];

async function main(base, directory) {
  const authConfig = { base, pat: "owner-pat", userId: "owner", appId: "street" };
  const file = (name, content) => {
    fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    fs.writeFileSync(path.join(directory, name), content);
    return path.join(directory, name);
  };
  await media(new Input({ authConfig }), file);
  for (const datasetId of ["tables", "weather"]) {
    await new App({ authConfig }).createDataset({ datasetId });
  }
  await tables(new Dataset({ authConfig, datasetId: "tables" }), file);
  const folderPath = path.dirname(file("weather/rain.txt", "rain"));
  file("weather/none.dat", "nothing of it");
  const weather = new Dataset({ authConfig, datasetId: "weather" });
  await weather.uploadFromFolder({ folderPath, inputType: "text", labels: true });
}

async function media(input, file) {
  for (const kind of KINDS) {
    const of = (how, value) => {
      return { inputId: `${kind}-${how.toLowerCase()}`, [`${kind}${how}`]: value };
    };
    await input.uploadFromFile(of("File", file(kind, `${kind} of a file`)));
    await input.uploadFromBytes(of("Bytes", Buffer.from(`${kind} in bytes`)));
    await input.uploadFromUrl(of("Url", `https://example.com/${kind}`));
  }
  const both = { inputId: "both", rawText: "What is it?", imageBytes: Buffer.from("a picture") };
  await input.uploadInputs({ inputs: [Input.getMultimodalInput(both)] });
}

async function tables(dataset, file) {
  const urls = file(
    "urls.csv",
    `inputid,input,concepts
"c1","https://example.com/c1.jpg","wet,dry"
"c2","https://example.com/c2.jpg","wet"
`,
  );
  const files = file("files.csv", `inputid,input\n"f1","${file("clip", "a clip")}"\n`);
  const images = { inputType: "image", csvType: "url", labels: true };
  const videos = { inputType: "video", csvType: "file", labels: false };
  await dataset.uploadFromCSV({ csvPath: urls, ...images });
  await dataset.uploadFromCSV({ csvPath: files, ...videos });
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "uploads-"));
main(process.argv[2], directory)
  .then(() => process.stdout.write("null"))
  .finally(() => fs.rmSync(directory, { recursive: true }));
