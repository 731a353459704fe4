"""The walk of `tests/clients/README.md` with the official Python package `clarifai-grpc`.

    python walk.py CHANNEL [ADDRESS]

CHANNEL is insecure, secure, aio_insecure, aio_secure or json. ADDRESS is a host and port, or
a URL for json; without it, the channel is made with no argument, as the documentation has it, and
the environment says where to. Prints what came back as one JSON object.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
from typing import Any

from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import resources_pb2, service_pb2, service_pb2_grpc
from clarifai_grpc.grpc.api.status import status_pb2

KEY = (("authorization", "Key owner-pat"),)
STREET = resources_pb2.UserAppIDSet(user_id="owner", app_id="street")
PENDING, DONE = 24151, 24150
# Old versions of the package have fewer of these.
CHANNELS = {
    "insecure": "get_insecure_grpc_channel",
    "secure": "get_grpc_channel",
    "aio_insecure": "get_aio_insecure_grpc_channel",
    "aio_secure": "get_aio_grpc_channel",
    "json": "get_json_channel",
}


def channel_of(kind: str, address: str | None = None) -> Any:
    make = getattr(ClarifaiChannel, CHANNELS[kind])
    if address is None:
        return make()
    if kind.endswith("insecure"):
        host, _, port = address.rpartition(":")
        return make(host, int(port))
    return make(address)


class Walk:
    """The steps; each keeps what it saw under its name."""

    def __init__(self, stub: Any) -> None:
        self._stub = stub
        self.seen: dict[str, Any] = {}

    async def call(self, rpc: str, metadata: Any = KEY, **fields: Any) -> Any:
        method = getattr(self._stub, rpc)
        request = getattr(service_pb2, f"{rpc}Request")(user_app_id=STREET, **fields)
        answer = method(request, metadata=metadata)
        return await answer if inspect.isawaitable(answer) else answer

    async def go(self) -> None:
        await self.inputs()
        await self.posts()
        await self.lists()
        await self.patches()
        await self.deletes()
        refused = await self.call("ListAnnotations", metadata=(("authorization", "Key None"),))
        self.seen["refused"] = refused.status.code

    async def inputs(self) -> None:
        images = [image(name) for name in ("car", "bus", "bike")]
        added = await self.call("PostInputs", inputs=images)
        self.seen["added"] = [[one.id, one.status.code] for one in added.inputs]
        self.seen["inputs"] = [one.id for one in (await self.call("ListInputs")).inputs]

    async def posts(self) -> None:
        data = concepts(("tree", 1), ("water", 0))
        self.seen["labelled"] = await self.post("label", "car", data=data)
        box = {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.3, "right_col": 0.4}
        info = resources_pb2.RegionInfo(bounding_box=box)
        region = resources_pb2.Region(region_info=info, data=concepts(("wheel", 1)))
        data = resources_pb2.Data(regions=[region])
        boxed = resources_pb2.Annotation(id="box", input_id="car", data=data)
        answer = await self.call("PostAnnotations", annotations=[boxed])
        edges = answer.annotations[0].data.regions[0].region_info.bounding_box
        names = ("top_row", "left_col", "bottom_row", "right_col")
        self.seen["boxed"] = [round(getattr(edges, name), 4) for name in names]
        task = {"user_id": "labeler", "status": status_pb2.Status(code=PENDING)}
        self.seen["pending"] = await self.post("task", "bus", **task)
        many = [
            resources_pb2.Annotation(id=f"n{n:02}", input_id="bike", data=concepts(("n", 1)))
            for n in range(25)
        ]
        answer = await self.call("PostAnnotations", annotations=many)
        self.seen["many"] = [answer.status.code, len(answer.annotations)]

    async def post(self, name: str, input_id: str, **fields: Any) -> list[Any]:
        one = resources_pb2.Annotation(id=name, input_id=input_id, **fields)
        return shown((await self.call("PostAnnotations", annotations=[one])).annotations[0])

    async def lists(self) -> None:
        for page in (1, 2, 3, 4):
            self.seen[f"page_{page}"] = await self.ids(input_ids=["bike"], per_page=10, page=page)
        self.seen["default_page"] = len(await self.ids())
        self.seen["of_labeler"] = await self.ids(user_ids=["labeler"], list_all_annotations=True)

    async def ids(self, **fields: Any) -> list[str]:
        return [shown_id(one) for one in (await self.call("ListAnnotations", **fields)).annotations]

    async def patches(self) -> None:
        sky, tree = concepts(("sky", 1)), concepts(("tree", 1))
        self.seen["merged"] = await self.patch("merge", "label", "car", data=sky)
        self.seen["overwritten"] = await self.patch("overwrite", "label", "car", data=tree)
        both = concepts(("tree", 1), ("sky", 1))
        await self.patch("overwrite", "label", "car", data=both)
        self.seen["removed"] = await self.patch("remove", "label", "car", data=sky)
        done = status_pb2.Status(code=DONE)
        self.seen["done"] = await self.patch("merge", "task", "bus", status=done)

    async def patch(self, action: str, name: str, input_id: str, **fields: Any) -> list[Any]:
        one = resources_pb2.Annotation(id=name, input_id=input_id, **fields)
        answer = await self.call("PatchAnnotations", action=action, annotations=[one])
        return shown(answer.annotations[0])

    async def deletes(self) -> None:
        await self.call("DeleteAnnotation", input_id="car", annotation_id="box")
        gone = await self.call("GetAnnotation", input_id="car", annotation_id="box")
        self.seen["deleted_one"] = gone.status.code
        await self.call("DeleteAnnotations", ids=["n00", "n01"], input_ids=["bike", "bike"])
        left = await self.ids(input_ids=["bike"], per_page=100)
        self.seen["deleted_pairs"] = [left[0], left[1], len(left)]
        await self.call("DeleteAnnotations", input_ids=["bike"])
        self.seen["deleted_by_input"] = await self.ids(input_ids=["bike"])
        deleted = await self.call("DeleteInputs", ids=["car", "bus", "bike"])
        left = [one.id for one in (await self.call("ListInputs")).inputs]
        self.seen["deleted_inputs"] = [deleted.status.code, left]


def image(input_id: str) -> resources_pb2.Input:
    medium = resources_pb2.Image(url=f"https://example.com/{input_id}.jpg")
    return resources_pb2.Input(id=input_id, data=resources_pb2.Data(image=medium))


def concepts(*pairs: tuple[str, float]) -> resources_pb2.Data:
    made = [resources_pb2.Concept(id=name, value=value) for name, value in pairs]
    return resources_pb2.Data(concepts=made)


def shown_id(annotation: resources_pb2.Annotation) -> str:
    return "input-level" if annotation.input_level else annotation.id


def shown(annotation: resources_pb2.Annotation) -> list[Any]:
    """An annotation as the walk tells it: id, user, status, and its concepts with their values."""
    pairs = [[one.id, round(one.value, 4)] for one in annotation.data.concepts]
    return [annotation.id, annotation.user_id, annotation.status.code, pairs]


async def main(kind: str, address: str | None = None) -> None:
    walk = Walk(service_pb2_grpc.V2Stub(channel_of(kind, address)))
    await walk.go()
    print(json.dumps(walk.seen))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
