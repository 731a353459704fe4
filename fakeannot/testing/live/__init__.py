"""Tests of a fake, run against a real app: what `pytest --fakeannot-live` gives them instead."""
