"""What can go wrong between a client and the API, on request: faults, and the rate limit.

A `Fault` says which calls it is for and what becomes of them (its `Effect`). The `Plan` of a state
has those that were added, and how often each has fired. Doors render effects, each in its own way.
"""
