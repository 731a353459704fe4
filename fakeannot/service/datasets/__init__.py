"""Datasets: which inputs are in them, their versions, and what is exported of these."""
