"""Tracks: what goes on over several frames of a video."""
