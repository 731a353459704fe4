/** npm `clarifai-nodejs-grpc`. */

const { ClarifaiStub, grpc } = require("clarifai-nodejs-grpc");

const STREET = { user_id: "owner", app_id: "street" };

/**
 * In the clear at a host and port; without them as documented, with TLS, where the environment
 * says.
 */
function connect(address, ownKey) {
  const stub = address ? inTheClear(address) : ClarifaiStub.grpc();
  return (rpc, fields, key = ownKey) => {
    const metadata = new grpc.Metadata();
    metadata.set("authorization", `Key ${key}`);
    return new Promise((resolve, reject) =>
      stub[rpc]({ user_app_id: STREET, ...fields }, metadata, (error, answer) =>
        error ? reject(error) : resolve(answer),
      ),
    );
  };
}

/** `ClarifaiStub.insecureGrpc()` takes no address, so the class of its stub is borrowed. */
function inTheClear(address) {
  const Stub = ClarifaiStub.grpc("localhost:1").constructor;
  return new Stub(address, grpc.credentials.createInsecure());
}

module.exports = { connect };
