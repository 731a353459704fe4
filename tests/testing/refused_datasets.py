"""Calls that are refused about datasets, their versions, uploads, archives and videos."""

from __future__ import annotations

from typing import Any

from tests.testing.furnished import ARCHIVE, BELOW_APP, PICTURE
from tests.testing.refused_neighbours import neighbour

DATASETS = f"{BELOW_APP}/datasets"
VERSION = "dataset_versions[0]"
FILTERED: Any = {"annotation_filter": {"search": {"query": {}}}}
# By its hash, the content of the archive that is uploaded whole.
HELD = (
    "https://data.clarifai.com/orig/users/fake-user/apps/fake-app/uploads/content/"
    "a13e4c87912dea872a362be921affe38"
)


def patched(action: str, id_: str) -> Any:
    return {"action": action, "datasets": [{"id": id_}]}


DATASET_CALLS = (
    neighbour(
        "things.unknown", f"GET {DATASETS}/street", "dataset_id", 'path: "street" -> "streets"'
    ),
    neighbour(
        "things.unknown",
        f"GET {DATASETS}/squares/versions/v1",
        "dataset_version_id",
        'path: "squares" -> "streets"',
    ),
    neighbour(
        "things.unknown",
        f"GET {DATASETS}/streets/inputs/square",
        "input_id",
        'path: "square" -> "street"',
    ),
    neighbour(
        "things.id_unique",
        f"POST {DATASETS}",
        "datasets[0].id",
        'datasets[0].id: "streets" -> "streets-2"',
        body={"datasets": [{"id": "streets"}]},
    ),
    neighbour(
        "things.id_without_slash",
        f"POST {DATASETS}",
        "datasets[0].id",
        'datasets[0].id: "a/b" -> "a-b"',
        body={"datasets": [{"id": "a/b"}]},
    ),
    neighbour(
        "datasets.patch",
        f"PATCH {DATASETS}",
        "datasets[0].image.url",
        'action: "remove" -> "overwrite"',
        body=patched("remove", "squares"),
    ),
    neighbour(
        "datasets.patch",
        f"PATCH {DATASETS}",
        "datasets[0].image.url",
        f'datasets[0].image.url: "{PICTURE}?" -> "{PICTURE}"',
        body={
            "action": "remove",
            "datasets": [{"id": "streets", "image": {"url": f"{PICTURE}?"}}],
        },
    ),
    neighbour(
        "datasets.inputs_by_search",
        f"POST {DATASETS}/squares/inputs",
        "search",
        "search: {} -> nothing",
        body={"dataset_inputs": [{"input": {"id": "square"}}], "search": {}},
    ),
    neighbour(
        "inputs.get_unknown",
        f"POST {DATASETS}/squares/inputs",
        "dataset_inputs[0].input.id",
        'dataset_inputs[0].input.id: "squire" -> "square"',
        body={"dataset_inputs": [{"input": {"id": "squire"}}]},
    ),
    neighbour(
        "datasets.version_patch",
        f"PATCH {DATASETS}/streets/versions",
        "action",
        'action: "remove" -> "overwrite"',
        body={"action": "remove", "dataset_versions": [{"id": "v1"}]},
    ),
    neighbour(
        "datasets.version_unfiltered",
        f"POST {DATASETS}/streets/versions",
        f"{VERSION}.annotation_filter_config",
        f"{VERSION}.annotation_filter_config.annotation_filter: "
        '{"search": {"query": {}}} -> nothing',
        body={
            "dataset_versions": [
                {"annotation_filter_config": {**FILTERED, "ignore_empty_inputs": True}}
            ]
        },
    ),
    neighbour(
        "datasets.version_unfiltered",
        f"POST {DATASETS}/streets/versions",
        f"{VERSION}.model_predict_config",
        f'{VERSION}.model_predict_config: {{"model": {{"id": "detector"}}}} -> nothing',
        body={"dataset_versions": [{"model_predict_config": {"model": {"id": "detector"}}}]},
    ),
    neighbour(
        "datasets.export_format",
        f"PUT {DATASETS}/streets/versions/v1/exports",
        "exports[0].format",
        'exports[0].format: nothing -> "COCO"',
        body={"exports": [{}]},
    ),
    neighbour(
        "uploads.length",
        f"POST {BELOW_APP}/uploads",
        "uploads[0].content_length",
        "uploads[0].content_length: nothing -> 1",
        body={"uploads": [{"content_name": "a.zip"}]},
    ),
    neighbour(
        "uploads.parts",
        f"PUT {BELOW_APP}/uploads/part/content_parts",
        "content_parts[0].range_start",
        "content_parts[0].range_start: 3 -> 1",
        body={"content_parts": [{"range_start": 3, "data": "AAAA"}]},
    ),
    neighbour(
        "uploads.parts",
        f"PUT {BELOW_APP}/uploads/part/content_parts",
        "content_parts[0].range_start",
        f'content_parts[0].data: "{ARCHIVE}" -> "{ARCHIVE[:4]}Bg=="',
        body={"content_parts": [{"data": ARCHIVE}]},
    ),
    neighbour(
        "uploads.parts",
        f"PUT {BELOW_APP}/uploads/whole/content_parts",
        "content_parts[0]",
        'path: "whole" -> "part"',
        body={"content_parts": [{"data": "AAAA"}]},
    ),
    neighbour(
        "extraction.sources",
        f"POST {BELOW_APP}/inputs/data_sources",
        "data_sources[0].url.url",
        f'data_sources[0].url.url: "https://example.com/a.zip" -> "{HELD}"',
        body={"data_sources": [{"url": {"url": "https://example.com/a.zip"}}]},
    ),
    neighbour("media.manifest", "GET inputs/clip/video_manifest", "the request"),
    neighbour("media.manifest_of_video", "GET inputs/street/video_manifest", "input_id"),
)
