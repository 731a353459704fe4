"""The state of one fake world, without transport, wall clock or randomness of its own.

`World` holds apps; an `AppState` holds its inputs, annotations and concepts; every kind of row
is immutable and kept in `Timeline`s, oldest first. The rules about who may do what, and how a
request is refused, live in `fakeannot.service`.
"""
