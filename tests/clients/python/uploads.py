"""What the official Python SDK, `clarifai`, uploads of each kind of file, table and task.

    python uploads.py

The environment says where to, as whom and in which app. Prints what came back as one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from clarifai.client.app import App  # type: ignore[import-not-found]  # not where mypy runs
from clarifai.client.dataset import Dataset  # type: ignore[import-not-found]  # of its own venv
from clarifai.client.input import Inputs  # type: ignore[import-not-found]  # as above
from clarifai.datasets.upload.base import (  # type: ignore[import-not-found]  # as above
    ClarifaiDataLoader,
)
from clarifai.datasets.upload.features import (  # type: ignore[import-not-found]  # as above
    TextFeatures,
    VisualSegmentationFeatures,
)
from clarifai.datasets.upload.loaders.coco_captions import (  # type: ignore[import-not-found]  # as above
    COCOCaptionsDataLoader,
)
from clarifai.errors import UserError  # type: ignore[import-not-found]  # as above
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Input
from PIL import Image

MEDIA = ("image", "video", "audio", "text")
Seen = dict[str, Any]


class Items(ClarifaiDataLoader):  # type: ignore[misc]  # unknown where mypy runs
    """What is in a dataset for some task."""

    def __init__(self, task: str, *items: Any):
        self._task, self._items = task, items

    @property
    def task(self) -> str:
        return self._task

    def load_data(self) -> None:
        """Nothing: it is there."""

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Any:
        return self._items[index]


def journey(folder: Path) -> Seen:
    """Upload whatever can be, look at it, export some and upload that again."""
    app = App()
    inputs = app.inputs()
    seen = media(inputs, folder) | tables(app, folder) | tasks(app, folder)
    return seen | again(app, folder) | pages(app) | refusals(inputs)


def media(inputs: Inputs, folder: Path) -> Seen:
    for kind in MEDIA:
        file = folder / kind
        file.write_text(f"{kind} of a file")
        inputs.upload_from_file(f"{kind}-file", **{f"{kind}_file": str(file)})
        inputs.upload_from_bytes(f"{kind}-bytes", **{f"{kind}_bytes": f"{kind} in bytes".encode()})
        inputs.upload_from_url(f"{kind}-url", **{f"{kind}_url": f"https://example.com/{kind}"})
    both = {"raw_text": "What is it?", "image_bytes": b"a picture"}
    inputs.upload_inputs([inputs.get_multimodal_input("both", **both)])
    hosted = [one for one in inputs.list_inputs() if not one.id.endswith("-url")]
    return {
        "kinds": [ids(inputs.list_inputs(input_type=kind)) for kind in MEDIA],
        "contents": [content.decode() for content in inputs.download_inputs(hosted)],
    }


def tables(app: App, folder: Path) -> Seen:
    """Datasets of tables of addresses and of files, and of a folder of texts."""
    urls, files, texts = folder / "urls.csv", folder / "files.csv", folder / "weather"
    place = '"{\'floor\': 2}","7.5,51.25"'
    urls.write_text(
        "inputid,input,concepts,metadata,geopoints\n"
        f'"c1","https://example.com/c1.jpg","wet,dry",{place}\n'
        '"c2","https://example.com/c2.jpg","","",""\n'
    )
    files.write_text(f'inputid,input\n"f1","{folder / "video"}"\n')
    texts.mkdir()
    for name, content in (("t1.txt", "rain"), ("t2.txt", "sun"), ("t3.dat", "nothing of it")):
        (texts / name).write_text(content)
    mixed = app.create_dataset("mixed")
    mixed.upload_from_csv(str(urls), "image", "url", labels=True)
    mixed.upload_from_csv(str(files), "video", "file_path", labels=False)
    mixed.upload_from_folder(str(texts), "text", labels=True)
    return {"mixed": sorted(ids(mixed.list_inputs()))}


def tasks(app: App, folder: Path) -> Seen:
    """Datasets for tasks that no layout of files is common for."""
    picture = folder / "1.png"
    Image.new("RGB", (40, 20)).save(picture)
    roof, door = [[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]], [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]
    labels = {"labels": ["Roof", "Door"], "label_ids": ["roof", "door"]}
    shapes = VisualSegmentationFeatures(str(picture), polygons=[roof, door], id="s", **labels)
    good = TextFeatures("a good film", ["good"], id="1", metadata={"stars": 5})
    bad = TextFeatures("a bad film", ["bad"], id="2")
    (folder / "captions.json").write_text(
        json.dumps(
            {
                "images": [{"id": 1, "file_name": "1.png"}],
                "annotations": [{"id": 1, "image_id": 1, "caption": "a street"}],
            }
        )
    )
    loaders = {
        "houses": Items("visual_segmentation", shapes),
        "films": Items("text_classification", good, bad),
        "captioned": COCOCaptionsDataLoader(str(folder), str(folder / "captions.json")),
    }
    for name, loader in loaders.items():
        app.create_dataset(name).upload_dataset(loader, get_upload_status=True)
    return {name: sorted(ids(app.dataset(name).list_inputs())) for name in loaders}


def again(app: App, folder: Path) -> Seen:
    """Export a dataset of texts, and make another one of what was exported."""
    version = app.dataset("films").create_version(id="first")
    version.export(str(folder / "films.zip"))
    with zipfile.ZipFile(folder / "films.zip") as archive:
        names = sorted(archive.namelist())
        labels = json.loads(archive.read("all/annotations/films-1.json"))
        archive.extractall(folder / "exported")
    for file in (folder / "exported/all/inputs").iterdir():
        file.rename(file.with_stem(file.stem.replace("films", "again")))
    dataset = app.create_dataset("again")
    dataset.upload_from_folder(str(folder / "exported/all/inputs"), "text")
    found = sorted(dataset.list_inputs(), key=lambda one: str(one.id))
    return {
        "in_version": sorted(ids(version)),
        "exported": names,
        "labels": [labels[0], labels[1]["id"]],
        "again": [content.decode() for content in app.inputs().download_inputs(found)],
    }


def pages(app: App) -> Seen:
    dataset: Dataset = app.dataset("again")
    for name in ("first", "second", "third"):
        dataset.create_version(id=name)
    inputs = app.inputs()
    first = [one.input_id for one in inputs.list_annotations(page_no=1)]
    return {
        "page": len(first),
        "second_page": [one.input_id for one in inputs.list_annotations(page_no=2, per_page=2)]
        == first[2:4],
        "versions": [one.version.id for one in dataset.list_versions(page_no=2, per_page=2)],
    }


def refusals(inputs: Inputs) -> Seen:
    """What is refused raises, unless it is but logged."""
    stranger = Inputs(
        user_id=inputs.user_app_id.user_id, app_id=inputs.user_app_id.app_id, pat="0" * 32
    )
    inputs.patch_inputs([Input(id="none")])
    inputs.patch_annotations([Annotation(id="none", input_id="none")])
    _, uploaded = stranger.upload_from_url("no", image_url="https://example.com/no.jpg")
    return {
        "lengths": refused(lambda: inputs.delete_annotations(["both", "c1"], ["a"])),
        "no_input_ids": refused(lambda: inputs.delete_annotations([])),
        "deleted_by_a_stranger": refused(lambda: stranger.delete_inputs([Input(id="both")])),
        "uploaded_by_a_stranger": uploaded.status.code,
        "unknown": inputs.get_input("none").id,
    }


def refused(call: Callable[[], object]) -> Any:
    """What the SDK raises: by itself, or with the code of a status."""
    try:
        call()
    except UserError as error:
        return str(error)
    except Exception as error:
        return error.args[0].code
    return None


def ids(things: Iterable[Any]) -> list[str]:
    return [one.id for one in things]


if __name__ == "__main__":
    logging.disable()  # the SDK logs to standard output
    with tempfile.TemporaryDirectory() as temporary, contextlib.redirect_stdout(sys.stderr):
        seen = journey(Path(temporary))
    print(json.dumps(seen))
