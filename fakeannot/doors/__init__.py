"""The ways to a fake: what is asked without a transport here, the transports in the folders.

`rest` answers HTTP requests and `rpc` gRPC calls, both as data; `wsgi` is the application.
`in_process` catches what Python code sends to Clarifai, `local` serves on an address.
"""
