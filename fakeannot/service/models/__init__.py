"""Models and workflows: kept as things; what they say of inputs comes from detectors."""
