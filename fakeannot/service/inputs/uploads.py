"""PostUploads, PostInputsUploads, PutUploadContentParts, and reading and deleting uploads."""

from __future__ import annotations

from collections.abc import Sequence

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import InputsUpload, Upload, UploadContentPart
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.completion import hosted_suffix
from fakeannot.service.inputs.extraction import extract, queue
from fakeannot.service.inputs.jobs import JOBS, UPLOADS, check_new_jobs, make_job, told
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import Shelf, added, delete, find, got, listed, put
from fakeannot.store.things import Kind
from fakeannot.store.timestamps import set_time

# An upload's own, by where they begin; they go once the upload is whole.
PARTS = Kind("upload_content_parts", UploadContentPart)


@handles("PostUploads")
def post_uploads(call: Call, request: service_pb2.PostUploadsRequest) -> Reply:
    places = [("uploads", index) for index in range(len(request.uploads))]
    begun = _begun(call, "uploads", request.uploads, places)
    return listing("uploads", [Fresh(upload) for upload in begun])


@handles("PostInputsUploads")
@enforces("uploads.inputs_job")
def post_inputs_uploads(call: Call, request: service_pb2.PostInputsUploadsRequest) -> Reply:
    sent = request.inputs_uploads
    check_new_jobs(call, "inputs_uploads", [one.inputs_add_job_id for one in sent])
    places = [("inputs_uploads", index, "upload") for index in range(len(sent))]
    begun = _begun(call, "inputs_uploads", [one.upload for one in sent], places)
    jobs = [_job(call, one, upload) for one, upload in zip(sent, begun, strict=True)]
    return listing("inputs_add_jobs", [Fresh(job) for job in jobs])


@handles("PutUploadContentParts")
@enforces("uploads.parts")
def put_upload_content_parts(
    call: Call, request: service_pb2.PutUploadContentPartsRequest
) -> Reply:
    upload: Upload = find(_shelf(call), request.upload_id, ("upload_id",)).message
    check_count("content_parts", len(request.content_parts))
    for index, part in enumerate(request.content_parts):
        _check_part(upload, part, ("content_parts", index))
    for part in request.content_parts:
        _keep_part(call, upload.id, part)
    content = _whole(call, upload)
    if content is not None:
        _finish(call, upload, content)
    return got(_shelf(call), "upload", upload.id)


@handles("GetUpload")
def get_upload(call: Call, request: service_pb2.GetUploadRequest) -> Reply:
    return single("upload", find(_shelf(call), request.upload_id, ("upload_id",)))


@handles("ListUploads")
def list_uploads(call: Call, request: service_pb2.ListUploadsRequest) -> Reply:
    return listed(_shelf(call), request)


@handles("DeleteUploads")
def delete_uploads(call: Call, request: service_pb2.DeleteUploadsRequest) -> Reply:
    check_count("ids", len(request.ids))
    for upload_id in delete(_shelf(call), request.ids):
        call.things.drop(PARTS, upload_id)
    return Reply()


def _shelf(call: Call) -> Shelf:
    return Shelf(call, UPLOADS, "upload")


@enforces("uploads.begun")
def _begun(call: Call, field: str, sent: Sequence[Upload], places: Sequence[Path]) -> list[Upload]:
    """Store uploads of which nothing has come yet."""
    check_count(field, len(sent))
    for upload, place in zip(sent, places, strict=True):
        if not upload.content_length:
            details = "An upload needs its content_length, in bytes, which says when it is whole."
            raise BadRequest(details, rule="uploads.length", at=(*place, "content_length"))
    status = status_message(StatusCode.UPLOAD_IN_PROGRESS)
    new = [
        Upload(
            id=one.id,
            content_name=one.content_name,
            content_length=one.content_length,
            status=status,
        )
        for one in sent
    ]
    return added(_shelf(call), new, [(*place, "id") for place in places])


def _job(call: Call, sent: InputsUpload, upload: Upload) -> resources_pb2.InputsAddJob:
    """The job that adds what an archive has in it, once it is uploaded."""
    extraction = queue(call, "", sent)
    job = resources_pb2.InputsAddJob(
        id=sent.inputs_add_job_id,
        uploads=[Upload(id=upload.id)],
        extraction_jobs=[resources_pb2.InputsExtractionJob(id=extraction.id)],
    )
    row = call.things.get(JOBS, make_job(call, job).id)
    assert row is not None, "it was stored just now"
    return told(call, row)


def _check_part(upload: Upload, part: UploadContentPart, at: Path) -> None:
    if upload.status.code != StatusCode.UPLOAD_IN_PROGRESS:
        details = f"The upload {upload.id!r} takes no more: {upload.status.description}."
        raise BadRequest(details, rule="uploads.parts", at=at)
    end = part.range_start + len(part.data)
    if end > upload.content_length:
        details = (
            f"The part ends at byte {end}, the upload {upload.id!r} at {upload.content_length}, "
            "its content_length."
        )
        raise BadRequest(details, rule="uploads.parts", at=(*at, "range_start"))


def _keep_part(call: Call, upload_id: str, part: UploadContentPart) -> None:
    id_ = str(part.range_start)
    old = call.things.get(PARTS, id_, upload_id)
    sequence = call.world.next_sequence() if old is None else old.sequence
    call.things.put(PARTS, PARTS.row(sequence, id_, part), upload_id)


def _whole(call: Call, upload: Upload) -> bytes | None:
    """What was uploaded; None while bytes are missing."""
    parts = [row.message for row in call.things.all(PARTS, upload.id)]
    content = bytearray()
    for part in sorted(parts, key=lambda one: one.range_start):
        # A part behind a gap comes too early, and leaves the whole too short.
        content[part.range_start : part.range_start + len(part.data)] = part.data
    return bytes(content) if len(content) == upload.content_length else None


@enforces("uploads.done")
def _finish(call: Call, upload: Upload, content: bytes) -> None:
    """Keep an upload that is whole, and extract the inputs that it is for."""
    suffix = hosted_suffix(call, "uploads/content", call.world.media.keep(content))
    upload.content_url = f"{call.media_base}/orig/{suffix}"
    upload.status.CopyFrom(status_message(StatusCode.UPLOAD_DONE))
    set_time(upload.modified_at, call.world.clock.stamp())
    put(_shelf(call), upload)
    call.things.drop(PARTS, upload.id)
    for row in call.things.all(JOBS):
        if any(one.id == upload.id for one in row.message.uploads):
            for one in told(call, row).extraction_jobs:
                _extract(call, row.id, one, upload.content_url, content)


def _extract(
    call: Call, job_id: str, job: resources_pb2.InputsExtractionJob, url: str, content: bytes
) -> None:
    if job.status.code == StatusCode.JOB_QUEUED:
        job.url = url
        extract(call, job_id, job, content)
