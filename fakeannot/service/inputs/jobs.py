"""GetInputsAddJob, ListInputsAddJobs and CancelInputsAddJob: how posted inputs come along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import InputsAddJob
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.inputs.processing import count_read
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import BadRequest, DuplicateId
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import PER_PAGE, Shelf, added, find, put
from fakeannot.store.things import Kind, ThingRow
from fakeannot.store.timestamps import set_time

JOBS = Kind("inputs_add_jobs", InputsAddJob)
# A job's own: the inputs it counts, with nothing but their ids.
COUNTED = Kind("inputs_of_add_jobs", resources_pb2.Input)
# What a job of archives names: kept for themselves, and told of with the job as they are.
UPLOADS = Kind("uploads", resources_pb2.Upload)
EXTRACTIONS = Kind("inputs_extraction_jobs", resources_pb2.InputsExtractionJob)

_WAITING = (StatusCode.JOB_QUEUED, StatusCode.JOB_RUNNING)


@handles("GetInputsAddJob")
def get_inputs_add_job(call: Call, request: service_pb2.GetInputsAddJobRequest) -> Reply:
    row = _find(call, request.id)
    count_read(call, [one.id for one in call.things.all(COUNTED, row.id)])
    return single("inputs_add_job", Fresh(told(call, row)))


@handles("ListInputsAddJobs")
@enforces("things.oldest_first")
def list_inputs_add_jobs(call: Call, request: service_pb2.ListInputsAddJobsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    page = call.things.page(JOBS, "", start, size)
    return listing("inputs_add_jobs", [Fresh(told(call, row)) for row in page])


@handles("CancelInputsAddJob")
@enforces("jobs.cancel")
def cancel_inputs_add_job(call: Call, request: service_pb2.CancelInputsAddJobRequest) -> Reply:
    row = _find(call, request.id)
    job = told(call, row)
    if job.status.code in _WAITING:
        for upload in job.uploads:
            if upload.status.code == StatusCode.UPLOAD_IN_PROGRESS:
                change_status(call, UPLOADS, upload.id, StatusCode.UPLOAD_CANCELED)
        for one in job.extraction_jobs:
            cancel_extraction(call, one)
        change_status(call, JOBS, row.id, StatusCode.JOB_CANCELLED)
    return single("inputs_add_job", Fresh(told(call, _find(call, row.id))))


@enforces("jobs.extraction_cancel")
def cancel_extraction(call: Call, job: resources_pb2.InputsExtractionJob) -> None:
    """Give up an extraction that has not begun; another one stays as it is."""
    if job.status.code in _WAITING:
        change_status(call, EXTRACTIONS, job.id, StatusCode.JOB_CANCELLED)


def change_status(call: Call, kind: Kind, id_: str, code: int, details: str = "") -> None:
    """Put another status into a job or an upload, which must be there."""
    shelf = Shelf(call, kind, "job")
    message: Any = find(shelf, id_).message
    message.status.CopyFrom(status_message(code, details))
    set_time(message.modified_at, call.world.clock.stamp())
    put(shelf, message)


def check_job_id(job_id: str, at: Path = ("inputs_add_job_id",)) -> None:
    """Refuse the id of a job that no path could hold."""
    if "/" in job_id:
        details = f"The job ID {job_id!r} has a '/', which no path could hold."
        raise BadRequest(details, rule="things.id_without_slash", at=at)


def check_new_jobs(call: Call, field: str, job_ids: Sequence[str]) -> None:
    """Refuse the ids of jobs to be made, each in an item of `field`, if one cannot be had."""
    for index, job_id in enumerate(job_ids):
        at = (field, index, "inputs_add_job_id")
        check_job_id(job_id, at)
        if job_id and (job_id in job_ids[:index] or call.things.get(JOBS, job_id)):
            raise DuplicateId(rule="things.id_unique", at=at)


@enforces("jobs.made_by_post")
def count_in(call: Call, job_id: str, input_ids: Sequence[str], refused: int) -> None:
    """Count inputs, and how many were refused, in the job of that id, made if it is new."""
    row = call.things.get(JOBS, job_id)
    if row is None:
        job = make_job(call, InputsAddJob(id=job_id))
    else:
        applies("jobs.merged")
        job = row.message
    job.progress.failed_count += refused
    set_time(job.modified_at, call.world.clock.stamp())
    put(Shelf(call, JOBS, "job"), job)
    for input_id in input_ids:
        if call.things.get(COUNTED, input_id, job_id) is None:
            one = resources_pb2.Input(id=input_id)
            call.things.put(COUNTED, COUNTED.row(call.world.next_sequence(), one.id, one), job_id)


def make_job(call: Call, sent: InputsAddJob) -> InputsAddJob:
    """Store a new job, which has no progress yet."""
    sent.progress.SetInParent()
    (made,) = added(Shelf(call, JOBS, "job"), [sent])
    job: InputsAddJob = made
    return job


@enforces("jobs.progress", "jobs.status")
def told(call: Call, row: ThingRow) -> InputsAddJob:
    """A job as answers tell of it: with the counts, uploads and extractions as they are now."""
    job: InputsAddJob = row.message
    inputs = [call.app.inputs.get(one.id) for one in call.things.all(COUNTED, row.id)]
    counts = Counter(one.status for one in inputs if one is not None)
    job.progress.pending_count = counts[StatusCode.INPUT_PENDING]
    job.progress.success_count = counts[StatusCode.INPUT_SUCCESS]
    job.progress.failed_count += counts[StatusCode.INPUT_FAILED]
    for kind, named in ((UPLOADS, job.uploads), (EXTRACTIONS, job.extraction_jobs)):
        for one in named:
            now = call.things.get(kind, one.id)
            if now is not None:
                one.CopyFrom(now.message)
    if not job.status.code:
        is_waiting = job.progress.pending_count or any(
            one.status.code in _WAITING for one in job.extraction_jobs
        )
        code = StatusCode.JOB_RUNNING if is_waiting else StatusCode.JOB_COMPLETED
        job.status.CopyFrom(status_message(code))
    return job


def _find(call: Call, job_id: str) -> ThingRow:
    return find(Shelf(call, JOBS, "job"), job_id, ("id",))
