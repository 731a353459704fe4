"""Which hosts are Clarifai's."""

from __future__ import annotations

CLARIFAI_HOST = r"(?:[^/?#@:\\]+\.)?clarifai\.com\.?(?::\d*)?"
"""A pattern: `clarifai.com` or a host below it; a root dot and a port may come along."""
