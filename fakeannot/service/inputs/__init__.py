"""Inputs: posted, read, deleted, brought by uploads and archives, and processed."""
