"""What the official Python SDK, `clarifai`, does with datasets.

    python datasets.py

The environment says where to, as whom and in which app. Prints what came back as one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from clarifai.client.app import App  # type: ignore[import-not-found]  # not where mypy runs
from clarifai.client.dataset import Dataset  # type: ignore[import-not-found]  # of its own venv
from clarifai.datasets.upload.base import (  # type: ignore[import-not-found]  # as above
    ClarifaiDataLoader,
)
from clarifai.datasets.upload.features import (  # type: ignore[import-not-found]  # as above
    VisualDetectionFeatures,
)
from clarifai.datasets.upload.loaders.coco_detection import (  # type: ignore[import-not-found]  # as above
    COCODetectionDataLoader,
)
from clarifai.datasets.upload.loaders.imagenet_classification import (  # type: ignore[import-not-found]  # as above
    ImageNetDataLoader,
)
from PIL import Image

Seen = dict[str, Any]
MANY = 1000
EDGES = ("leftCol", "topRow", "rightCol", "bottomRow")


class Boxes(ClarifaiDataLoader):  # type: ignore[misc]  # unknown where mypy runs
    """Images, each with the same labels and boxes for them."""

    def __init__(self, images: list[tuple[str, Path]], labels: list[str], boxes: list[list[float]]):
        self._images, self._labels, self._boxes = images, labels, boxes

    @property
    def task(self) -> str:
        return "visual_detection"

    def load_data(self) -> None:
        """Nothing: the images are named."""

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, index: int) -> Any:
        id_, path = self._images[index]
        return VisualDetectionFeatures(str(path), self._labels, self._boxes, id=id_)


def journey(folder: Path) -> Seen:
    """Fill datasets in each way there is, look into them, export, merge and delete them."""
    app, images = App(), folder / "images"
    for name in ("car", "bus"):
        picture(images / f"{name}.png")
    return {
        **simple_uploads(app, folder),
        **layouts(app, folder),
        **versions(app, folder),
        **many(app, images / "car.png"),
        **end(app),
    }


def simple_uploads(app: App, folder: Path) -> Seen:
    table = folder / "notes.csv"
    table.write_text('inputid,input,concepts\n"n1","a note","wet,dry"\n"n2","another",""\n')
    train, notes = app.create_dataset("train"), app.create_dataset("notes")
    train.upload_from_folder(str(folder / "images"), "image", labels=True)
    notes.upload_from_csv(str(table), "text", "raw", labels=True)
    inputs = app.inputs()
    inputs.upload_from_url("tram", image_url="https://example.com/t.jpg", dataset_id="train")
    inputs.upload_from_file("van", image_file=str(folder / "images/car.png"), dataset_id="train")
    inputs.upload_from_bytes("cab", image_bytes=b"a picture", dataset_id="notes")
    return {"train": ids(train), "notes": ids(notes)}


def layouts(app: App, folder: Path) -> Seen:
    loaders = {"coco": coco(folder), "voc": voc(folder), "imagenet": imagenet(folder)}
    seen: Seen = {}
    for name, loader in loaders.items():
        dataset = app.create_dataset(name)
        dataset.upload_dataset(loader, get_upload_status=True)
        seen[name] = [ids(dataset), list(dataset.get_upload_status(pre_upload=True))]
    # Once more: every id is a duplicate now, and nothing is lost.
    app.dataset("coco").upload_dataset(loaders["coco"])
    return {**seen, "coco_again": ids(app.dataset("coco"))}


def versions(app: App, folder: Path) -> Seen:
    """Export a version, fill another dataset from what was exported, and merge one into it."""
    dataset = app.dataset("voc")
    dataset.create_version(id="first", description="all of it").export(str(folder / "voc.zip"))
    with zipfile.ZipFile(folder / "voc.zip") as archive:
        names = sorted(archive.namelist())
        metadata, box = json.loads(archive.read("all/annotations/voc-p1.json"))
        archive.extractall(folder / "exported")
    edges = [box["regionInfo"]["boundingBox"][edge] for edge in EDGES]
    images = [(name, folder / f"exported/all/inputs/voc-{name}.png") for name in ("p1", "p2")]
    again = app.create_dataset("again")
    again.upload_dataset(Boxes(images, [box["data"]["concepts"][0]["name"]], [edges]))
    again.merge_dataset("notes")
    dataset.create_version(id="second")
    listed = [one.version.id for one in dataset.list_versions()]
    dataset.delete_version("first")
    return {
        "exported": names,
        "export": [metadata["metadata"], [round(edge, 4) for edge in edges]],
        "merged": ids(again),
        "versions": listed,
        "versions_left": [one.version.id for one in dataset.list_versions()],
    }


def many(app: App, path: Path) -> Seen:
    dataset = app.create_dataset("many")
    images = [(f"many-{n}", path) for n in range(MANY)]
    before = time.perf_counter()
    dataset.upload_dataset(Boxes(images, ["car", "bus"], [[0.1, 0.1, 0.5, 0.5], [0, 0, 1, 1]]))
    took = time.perf_counter() - before
    return {"many": list(dataset.get_upload_status(pre_upload=True)), "seconds": took}


def end(app: App) -> Seen:
    for name in ("many", "again"):
        app.delete_dataset(name)
    return {"datasets": [dataset.id for dataset in app.list_datasets()]}


def ids(dataset: Dataset) -> list[str]:
    return sorted(one.id for one in dataset.list_inputs())


def picture(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 20)).save(path)


def coco(folder: Path) -> Any:
    images = [{"id": n, "file_name": f"{n}.png", "width": 40, "height": 20} for n in (1, 2)]
    for image in images:
        picture(folder / "coco" / str(image["file_name"]))
    boxes = [(1, 7, [4, 2, 8, 8]), (1, 9, [0, 0, 40, 20]), (2, 7, [1, 1, 2, 2])]
    annotations = [
        {"id": n, "image_id": image, "category_id": category, "bbox": box}
        for n, (image, category, box) in enumerate(boxes)
    ]
    categories = [{"id": 7, "name": "stop sign"}, {"id": 9, "name": "bus"}]
    file = folder / "instances.json"
    file.write_text(
        json.dumps({"images": images, "annotations": annotations, "categories": categories})
    )
    return COCODetectionDataLoader(str(folder / "coco"), str(file))


def voc(folder: Path) -> Any:
    """Two images of the layout, read here: the SDK has no loader for it."""
    found = []
    for name in ("p1", "p2"):
        picture(folder / f"voc/JPEGImages/{name}.png")
        edges = "<xmin>4</xmin><ymin>2</ymin><xmax>20</xmax><ymax>10</ymax>"
        written = folder / f"voc/Annotations/{name}.xml"
        written.parent.mkdir(exist_ok=True)
        written.write_text(
            f"<annotation><filename>{name}.png</filename><object><name>car</name>"
            f"<bndbox>{edges}</bndbox></object></annotation>"
        )
        tree = ElementTree.fromstring(written.read_text())
        box = [float(tree.findtext(f".//{edge}") or 0) for edge in ("xmin", "ymin", "xmax", "ymax")]
        found.append((name, folder / "voc/JPEGImages" / (tree.findtext("filename") or "")))
    left, top, right, bottom = box
    return Boxes(found, ["car"], [[left / 40, top / 20, right / 40, bottom / 20]])


def imagenet(folder: Path) -> Any:
    (folder / "imagenet").mkdir()
    (folder / "imagenet/LOC_synset_mapping.txt").write_text("n01 tench\nn02 goldfish\n")
    for synset, name in (("n01", "i1"), ("n02", "i2"), ("n02", "i3")):
        picture(folder / f"imagenet/train/{synset}/{name}.png")
    return ImageNetDataLoader(str(folder / "imagenet"))


if __name__ == "__main__":
    logging.disable()  # the SDK logs to standard output
    with tempfile.TemporaryDirectory() as temporary, contextlib.redirect_stdout(sys.stderr):
        seen = journey(Path(temporary))
    print(json.dumps(seen))
