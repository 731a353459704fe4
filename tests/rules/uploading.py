"""Archives, and uploads of them."""

from __future__ import annotations

import tarfile
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from tests.api import Answer, Api
from tests.rules.media import encoded


def zipped(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("street/", b"")
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def tarred(files: dict[str, bytes], mode: Any = "w:gz") -> bytes:
    made = BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        folder = tarfile.TarInfo("street")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, BytesIO(content))
    return made.getvalue()


def begin(api: Api, content: bytes, upload_id: str = "u", **fields: Any) -> dict[str, Any]:
    """The job of a new upload of inputs."""
    upload = {"id": upload_id, "content_length": len(content), "content_name": "a.zip"}
    answer = api.post("inputs/uploads", {"inputs_uploads": [{"upload": upload, **fields}]})
    assert answer.outcome == (200, 10000), answer.body
    job: dict[str, Any] = answer["inputs_add_jobs"][0]
    return job


def put(api: Api, *parts: tuple[int, bytes], upload_id: str = "u") -> Answer:
    sent = [{"range_start": start, "data": encoded(data)} for start, data in parts]
    # The contract reads no body on the short path, /v2/uploads/.
    path = f"/v2/users/fake-user/apps/fake-app/uploads/{upload_id}/content_parts"
    return api.call("PUT", path, {"content_parts": sent})


def job_of(api: Api, job: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = api.get(f"inputs/jobs/add/{job['id']}")["inputs_add_job"]
    return told
