"""Serves a fake on an address of this machine: HTTP/1.1 and gRPC, in the clear and over TLS."""
