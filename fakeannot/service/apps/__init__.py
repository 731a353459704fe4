"""Apps: made, listed, changed, renamed and deleted."""
