"""How the official Python SDK, `clarifai`, uploads in bulk where it has to wait and to try again.

    python bulk.py

The environment says where to, as whom and in which app. Prints what came back as one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import tempfile
from pathlib import Path

from clarifai.client.app import App  # type: ignore[import-not-found]  # not where mypy runs


def journey(folder: Path) -> list[str]:
    """Upload a folder of texts into a dataset, and tell what is in it."""
    for name in ("rain", "sun"):
        (folder / f"{name}.txt").write_text(name)
    dataset = App().create_dataset("weather")
    dataset.upload_from_folder(str(folder), "text")
    return sorted(one.id for one in dataset.list_inputs())


if __name__ == "__main__":
    logging.disable()  # the SDK logs to standard output
    with tempfile.TemporaryDirectory() as temporary, contextlib.redirect_stdout(sys.stderr):
        seen = journey(Path(temporary))
    print(json.dumps(seen))
