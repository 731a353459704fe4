/**
 * `fetch`, as the documentation has it for browsers: the body of a POST or PATCH names user and
 * app, the address of a GET or DELETE does, and nothing says that the body is JSON.
 */

const { request } = require("./rest.cjs");

const STREET = { user_id: "owner", app_id: "street" };

function connect(address, ownKey) {
  return async (rpc, fields, key = ownKey) => {
    const { method, path, body } = request(rpc, fields);
    const named = method === "POST" || method === "PATCH";
    const base = named ? "/v2" : `/v2/users/${STREET.user_id}/apps/${STREET.app_id}`;
    const answer = await fetch(address + base + path, {
      method,
      headers: { Accept: "application/json", Authorization: `Key ${key}` },
      body: body && JSON.stringify(named ? { user_app_id: STREET, ...body } : body),
    });
    return answer.json();
  };
}

module.exports = { connect };
