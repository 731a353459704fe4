"""Many worlds behind one address, each a `FakeClarifai` of its own.

A call says which world it is for, by a header or by its key. A world is made when it is first
named, as a reset would make the default one, and is forgotten when nobody has used it for long.
"""
