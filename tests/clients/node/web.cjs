/** npm `clarifai-web-grpc`, for a page that esbuild puts together. */

const { ClarifaiStub } = require("clarifai-web-grpc");
const resources = require("clarifai-web-grpc/dist/cjs/proto/clarifai/api/resources_pb");
const service = require("clarifai-web-grpc/dist/cjs/proto/clarifai/api/service_pb");
const { Status } = require("clarifai-web-grpc/dist/cjs/proto/clarifai/api/status/status_pb");

const STREET = { user_id: "owner", app_id: "street" };
/** What the fields that are messages are. */
const MESSAGES = {
  user_app_id: resources.UserAppIDSet,
  inputs: resources.Input,
  annotations: resources.Annotation,
  data: resources.Data,
  image: resources.Image,
  concepts: resources.Concept,
  regions: resources.Region,
  region_info: resources.RegionInfo,
  bounding_box: resources.BoundingBox,
  status: Status,
};

function connect(address, ownKey) {
  const stub = ClarifaiStub.grpc(address);
  return (rpc, fields, key = ownKey) => {
    const request = filled(service[`${rpc}Request`], { user_app_id: STREET, ...fields });
    const method = rpc[0].toLowerCase() + rpc.slice(1);
    return new Promise((resolve, reject) =>
      stub[method](request, { Authorization: `Key ${key}` }, (error, answer) =>
        error ? reject(error) : resolve(plain(answer.toObject())),
      ),
    );
  };
}

/** A message with these fields set, each by its setter. */
function filled(Message, fields) {
  const message = new Message();
  for (const [name, value] of Object.entries(fields)) {
    const made = (one) => (name in MESSAGES ? filled(MESSAGES[name], one) : one);
    const setter = `set_${name}`.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
    if (Array.isArray(value)) message[`${setter}List`](value.map(made));
    else message[setter](made(value));
  }
  return message;
}

/** What `toObject` gives, with the names of the API: `ids` for `idsList`, and so on. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const named = ([name, one]) => [
    name.replace(Array.isArray(one) ? /List$/ : "", "").replace(/[A-Z]/g, "_$&").toLowerCase(),
    plain(one),
  ];
  return Object.fromEntries(Object.entries(value).map(named));
}

module.exports = { connect };
