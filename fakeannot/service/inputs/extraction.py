"""Inputs out of archives."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import PurePosixPath

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.resources_pb2 import (
    Input,
    InputsDataSource,
    InputsExtractionJob,
    InputsUpload,
)
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.call import Call
from fakeannot.service.inputs.jobs import EXTRACTIONS, count_in
from fakeannot.service.inputs.writes import post_input
from fakeannot.service.refusals import Refusal
from fakeannot.service.things import Shelf, added, put
from fakeannot.store.rows import MEDIA_FIELDS
from fakeannot.store.timestamps import set_time


def queue(call: Call, url: str, sent: InputsUpload | InputsDataSource) -> InputsExtractionJob:
    """Store an extraction that is still to be done, as the upload or source asks for it."""
    job = InputsExtractionJob(
        url=url,
        status=status_message(StatusCode.JOB_QUEUED),
        input_id_conflict_resolution=sent.input_id_conflict_resolution,
        input_template=sent.input_template if sent.HasField("input_template") else None,
    )
    job.progress.pending_archives_count = 1
    (made,) = added(_shelf(call), [job])
    stored: InputsExtractionJob = made
    return stored


@enforces("extraction.inputs")
def extract(call: Call, job_id: str, job: InputsExtractionJob, content: bytes) -> None:
    """Add what is in an archive, and say in both jobs how that went."""
    from fakeannot.service.inputs.archive_files import BadArchive, files_in

    job.progress.pending_archives_count = 0
    try:
        files = files_in(content)
    except BadArchive as error:
        job.status.CopyFrom(status_message(StatusCode.ARCHIVE_EXTRACT_FAILED, str(error)))
        job.progress.failed_archives_count = 1
    else:
        _add(call, job_id, job, files)
        job.status.CopyFrom(status_message(StatusCode.JOB_COMPLETED))
        job.progress.completed_archives_count = 1
    set_time(job.modified_at, call.world.clock.stamp())
    put(_shelf(call), job)


def _shelf(call: Call) -> Shelf:
    return Shelf(call, EXTRACTIONS, "extraction job")


def _add(call: Call, job_id: str, job: InputsExtractionJob, files: list[tuple[str, bytes]]) -> None:
    suffix = job.input_id_conflict_resolution == resources_pb2.SUFFIX
    posted: list[str] = []
    refused = 0
    for name, content in files:
        kind = _kind(name)
        if kind is None:
            continue
        try:
            sent = _input(job, kind, name, content)
            posted.append(post_input(call, sent, suffix=suffix).id)
        except (Refusal, UnicodeDecodeError):
            refused += 1
        else:
            counted = f"{kind}_inputs_count"
            setattr(job.progress, counted, getattr(job.progress, counted) + 1)
    count_in(call, job_id, posted, refused)


@enforces("extraction.files")
def _kind(name: str) -> str | None:
    """What a file is by its name's ending; None for no medium."""
    kind = (guess_type(name)[0] or "").partition("/")[0]
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
    return kind if kind in MEDIA_FIELDS and not is_hidden else None


@enforces("extraction.template")
def _input(job: InputsExtractionJob, kind: str, name: str, content: bytes) -> Input:
    """The input of a file: what the template says, its medium, and the file's name for an id."""
    made = Input(dataset_ids=job.input_template.dataset_ids)
    made.data.CopyFrom(job.input_template.data)
    made.id = PurePosixPath(name).stem
    if kind == "text":
        made.data.text.raw = content.decode()
    else:
        getattr(made.data, kind).base64 = content
    return made
