/** Where each RPC of the walk is in REST. */

const ONE_ANNOTATION = "/inputs/{input_id}/annotations/{annotation_id}";
const ROUTES = {
  PostInputs: ["POST", "/inputs"],
  ListInputs: ["GET", "/inputs"],
  DeleteInputs: ["DELETE", "/inputs"],
  PostAnnotations: ["POST", "/annotations"],
  ListAnnotations: ["GET", "/annotations"],
  GetAnnotation: ["GET", ONE_ANNOTATION],
  PatchAnnotations: ["PATCH", "/annotations"],
  DeleteAnnotation: ["DELETE", ONE_ANNOTATION],
  DeleteAnnotations: ["DELETE", "/annotations"],
};

/** An RPC as method, path below /v2 or below an app, and the fields that go in a body, if any. */
function request(rpc, fields) {
  const [method, template] = ROUTES[rpc];
  const rest = { ...fields };
  const path = template.replace(/{(\w+)}/g, (_, name) => {
    const value = encodeURIComponent(rest[name]);
    delete rest[name];
    return value;
  });
  if (method !== "GET") {
    return { method, path, body: Object.keys(rest).length ? rest : undefined };
  }
  const pairs = Object.entries(rest).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one]),
  );
  const query = new URLSearchParams(pairs).toString();
  return { method, path: query ? `${path}?${query}` : path, body: undefined };
}

module.exports = { request };
