/**
 * cURL, as documented: the key names the app, and a DELETE does not say that its body is JSON,
 * so that cURL calls it a form.
 */

const { execFile } = require("node:child_process");
const { promisify } = require("node:util");

const { request } = require("./rest.cjs");

const run = promisify(execFile);

function connect(address, ownKey) {
  return async (rpc, fields, key = ownKey) => {
    const { method, path, body } = request(rpc, fields);
    const args = ["-X", method, "-H", `Authorization: Key ${key}`];
    if (body && method !== "DELETE") args.push("-H", "Content-Type: application/json");
    if (body) args.push("-d", JSON.stringify(body));
    const { stdout } = await run("curl", ["-sS", ...args, `${address}/v2${path}`]);
    return JSON.parse(stdout);
  };
}

module.exports = { connect };
