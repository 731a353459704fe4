"""Rules of gRPC and grpc-web."""

from __future__ import annotations

from fakeannot.rules.rule import CI, DOCS, documented, inferred, observed

RULES = (
    observed("grpc.refusals", "A refusal over gRPC is an answer: gRPC status OK, and the Clarifai status in the message.", CI),
    documented("grpc.concept_value", "A concept value left out of a gRPC message is 0.", f"{DOCS}, page Positive and negative annotations"),
    inferred("grpc.not_built", "Over gRPC an RPC the fake has no handler for fails with UNIMPLEMENTED, which names it.", "clients take 10040 in an OK answer for data"),
    inferred("grpc.unknown_method", "A method that the contract lacks fails with UNIMPLEMENTED.", "gRPC itself; not seen"),
    inferred("grpc.garbage", "A request that is no message of its type fails with INTERNAL.", "what gRPC servers do; not seen"),
    inferred("grpc.message_limit", "A request over the cap fails with RESOURCE_EXHAUSTED.", "clients allow 1 GB; no cap is documented", setting="max_body_bytes"),
    inferred("grpc.newer_fields", "Fields of a newer contract than the fake's are kept and given back.", "protobuf itself; the service's own contract is never older"),
    documented("grpc.web", "grpc-web and grpc-web-text are answered at POST /clarifai.api.V2/METHOD, trailers in the body.", "official client clarifai-web-grpc"),
    inferred("grpc.web_cors", "Pages of any origin may call over grpc-web and read grpc-status and grpc-message.", "the official browser client needs them"),
    inferred("grpc.stream_over_rest", "Over REST a stream is one JSON object a line, each message under result.", "what the gateway between REST and gRPC does; not seen"),
)
