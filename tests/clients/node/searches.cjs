/**
 * npm `clarifai-nodejs`, its flows for searches.
 *
 *     node searches.cjs URL
 */

// What it tells of its doings goes where it does not mix with the result.
console.log = console.info = console.warn = console.error;

const { App, Input, Search } = require("clarifai-nodejs");

const TREE = { name: "tree", value: 1 };
const NEAR = { longitude: 13.4, latitude: 52.5, geoLimit: 20 };

async function main(base) {
  const authConfig = { base, pat: "owner-pat", userId: "owner", appId: "street" };
  await fill(new App({ authConfig }), new Input({ authConfig }));
  const hits = (query, topK) => all(new Search({ authConfig, topK }).query(query));
  const found = async (filter) => (await hits({ filters: [filter] })).flat().map(([id]) => id);
  const picture = { inputTypes: ["image"] };
  return {
    // Without a filter that names inputs it searches annotations.
    all: await found({}),
    images: await found(picture),
    images_or_texts: await found({ inputTypes: ["image", "text"] }),
    of_dataset: await found({ inputDatasetIds: ["town"] }),
    processed: await found({ inputStatusCode: 30000 }),
    concept: await found({ concepts: [TREE] }),
    in_a_region: await found({ concepts: [{ name: "wheel", value: 1 }] }),
    metadata: await found({ metadata: { floor: 2 } }),
    near: await found({ geoPoint: NEAR }),
    nearer: await found({ geoPoint: { ...NEAR, geoLimit: 1 } }),
    by_concept: await hits({ ranks: [{ concepts: [TREE] }] }),
    by_bytes: await hits({ ranks: [{ imageBytes: Buffer.from("blue") }], filters: [picture] }),
    page: await hits({ filters: [picture], page: 2, perPage: 1 }),
    // One is what it asks for on each page.
    top: await hits({ filters: [picture] }, 1),
  };
}

async function fill(app, input) {
  const car = { inputId: "car", imageUrl: "https://example.com/car.jpg", datasetId: "town" };
  const geoInfo = { longitude: 13.5, latitude: 52.4 }; // taken with a URL only
  const box = Input.getBboxProto({ inputId: "bus", label: "wheel", bbox: [0.1, 0.1, 0.5, 0.5] });
  await app.createDataset({ datasetId: "town" });
  await input.uploadFromUrl({ ...car, geoInfo, labels: ["tree"], metadata: { floor: 2 } });
  await input.uploadFromBytes({ inputId: "bus", imageBytes: Buffer.from("blue") });
  await input.uploadText({ inputId: "note", rawText: "green", datasetId: "town" });
  await input.uploadAnnotations({ batchAnnot: [box] });
}

/** The hits of each page as input id and score. */
async function all(answers) {
  const pages = [];
  for await (const { hitsList } of answers) {
    pages.push(hitsList.map(({ input, score }) => [input.id, Number(score.toFixed(3))]));
  }
  return pages;
}

main(process.argv[2]).then((seen) => process.stdout.write(JSON.stringify(seen)));
