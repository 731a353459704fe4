"""Tasks: who labels and reviews which inputs, and how far that has come."""
