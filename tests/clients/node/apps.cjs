/**
 * npm `clarifai-nodejs`, its flows for users, apps, datasets, models and workflows.
 *
 *     node apps.cjs URL
 */

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

// What it tells of its doings goes where it does not mix with the result.
console.log = console.info = console.warn = console.table = console.error;

const { App, Model, User, Workflow } = require("clarifai-nodejs");
const { ModelVersion } = require("clarifai-nodejs-grpc/proto/clarifai/api/resources_pb");

const CAR = "https://example.com/car.jpg";

async function main(base, directory) {
  const authConfig = { base, pat: "owner-pat", userId: "owner", appId: "town" };
  const user = new User(authConfig);
  const app = new App({ authConfig });
  return {
    ...(await apps(user)),
    ...(await datasets(app)),
    ...(await models(app, new Model({ modelId: "seer", authConfig }))),
    ...(await workflows(app, new Workflow({ workflowId: "labels", authConfig }), directory)),
    ...(await deleting(user, app)),
  };
}

async function apps(user) {
  const made = await user.createApp({ appId: "town", baseWorkflow: "Universal" });
  const again = await code(user.createApp({ appId: "town" }));
  for (let n = 10; n < 26; n++) await user.createApp({ appId: `app-${n}` });
  const got = await user.app({ appId: "town" });
  const params = { sortByName: true, sortAscending: true };
  return {
    app_made: [made.userId, made.id, made.defaultWorkflow.id],
    app_made_twice: again,
    app: [got.id, got.defaultWorkflow.id],
    no_app: await code(user.app({ appId: "none" })),
    apps: (await pages(user.listApps())).map((page) => page.length),
    second_page: await pages(user.listApps({ params, pageNo: 2, perPage: 17 })),
    named: await pages(user.listApps({ params: { name: "t*" } })),
  };
}

async function datasets(app) {
  const params = { description: "to train" };
  const made = await app.createDataset({ datasetId: "train", params });
  await app.createDataset({ datasetId: "test" });
  const got = await app.dataset({ datasetId: "train" });
  return {
    dataset_made: made.description,
    dataset_made_twice: await code(app.createDataset({ datasetId: "train" })),
    dataset: [got.id, got.appId, got.description],
    no_dataset: await code(app.dataset({ datasetId: "none" })),
    datasets: await pages(app.listDataSets({ perPage: 1 })),
  };
}

async function models(app, model) {
  const made = await app.createModel({ modelId: "seer", params: { modelTypeId: "any-to-any" } });
  await app.createModel({ modelId: "bare" });
  for (const name of ["first", "second"]) {
    await model.createVersion(new ModelVersion().setDescription(name));
  }
  const versions = (await all(model.listVersions())).flat();
  await model.deleteVersion(versions[1].id);
  const outputs = [
    await model.predictByUrl({ url: CAR, inputType: "image" }),
    await model.predictByBytes({ inputBytes: Buffer.from("a picture"), inputType: "image" }),
  ];
  return {
    model_made: [made.id, made.modelTypeId],
    models: await pages(app.listModels()), // it passes over those without a version
    versions: versions.map((one) => one.description),
    model: (await app.model({ modelId: "seer" })).modelVersion.description,
    no_model: await code(app.model({ modelId: "none" })),
    predicted: outputs.map(([output]) => found(output)),
  };
}

async function workflows(app, workflow, directory) {
  const [config, exported] = ["config", "exported"].map((name) => path.join(directory, name));
  fs.writeFileSync(
    config,
    `workflow:
  id: labels
  nodes:
    - {id: first, model: {modelId: seer}}
    - {id: second, model: {modelId: seer}, nodeInputs: [{nodeId: first}]}
`,
  );
  const shown = (one) => one.nodesList.map((node) => [node.id, node.model.id, node.nodeInputsList]);
  const made = await app.createWorkflow({ configFilePath: config, display: false });
  await workflow.exportWorkflow(exported);
  const results = [
    await workflow.predictByUrl(CAR, "image"),
    await workflow.predictByBytes(Buffer.from("a picture"), "image"),
  ];
  const versions = await all(workflow.listVersions({}));
  return {
    workflow_made: shown(made),
    exported: fs.readFileSync(exported, "utf8").match(/(?<=modelId: ).*/g),
    workflow: shown(await app.workflow({ workflowId: "labels" })),
    workflows: await pages(app.listWorkflows()),
    workflow_versions: versions.map((page) => page.workflowVersionsList.length),
    results: results.map(({ resultsList: [result] }) => found(result.outputsList[0])),
  };
}

async function deleting(user, app) {
  await app.deleteWorkflow({ workflowId: "labels" });
  await app.deleteModel({ modelId: "bare" });
  await app.deleteDataset({ datasetId: "test" });
  await user.deleteApp({ appId: "app-10" });
  return {
    no_workflow: await code(app.workflow({ workflowId: "labels" })),
    deleted_app: await code(user.app({ appId: "app-10" })),
    deleted_twice: await code(user.deleteApp({ appId: "app-10" })),
  };
}

/** The code of the status that a promise is refused with. */
const code = (promise) => promise.then(() => 0).catch(({ cause }) => cause.status.code);

const found = ({ data }) => data.conceptsList.map((one) => [one.id, Number(one.value.toFixed(4))]);

async function pages(listed) {
  return (await all(listed)).map((page) => page.map((one) => one.id));
}

async function all(generator) {
  const values = [];
  for await (const value of generator) values.push(value);
  return values;
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "apps-"));
main(process.argv[2], directory)
  .then((seen) => process.stdout.write(JSON.stringify(seen)))
  .finally(() => fs.rmSync(directory, { recursive: true }));
