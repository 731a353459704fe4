"""Concepts: what annotations say, their names, and how they are to each other."""
