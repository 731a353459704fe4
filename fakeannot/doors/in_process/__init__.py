"""Catches calls to Clarifai in the process that makes them: those of `requests` and of gRPC."""
