/**
 * The walk of `tests/clients/README.md` from Node.
 *
 *     node walk.cjs CLIENT ADDRESS [KEY]
 *
 * CLIENT is a module here that exports `connect`: grpc, fetch or curl. ADDRESS is a URL, or a host
 * and port for grpc; grpc without one goes where its environment variables say. KEY is the
 * owner's token unless told. Prints what came back as one JSON object.
 */

const { walk } = require("./steps.cjs");

const [client, address, key] = process.argv.slice(2);
const call = require(`./${client}.cjs`).connect(address, key || "owner-pat");
walk(call).then((seen) => console.log(JSON.stringify(seen)));
