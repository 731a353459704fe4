"""PostInputsDataSources, and reading and cancelling the extraction of inputs from archives."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import InputsAddJob, InputsDataSource, InputsExtractionJob

from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.inputs.extraction import extract, queue
from fakeannot.service.inputs.jobs import (
    EXTRACTIONS,
    JOBS,
    cancel_extraction,
    check_new_jobs,
    make_job,
    told,
)
from fakeannot.service.refusals import NotImplementedYet
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import Shelf, find, listed


@handles("PostInputsDataSources")
@enforces("extraction.sources")
def post_inputs_data_sources(
    call: Call, request: service_pb2.PostInputsDataSourcesRequest
) -> Reply:
    sources = request.data_sources
    check_count("data_sources", len(sources))
    check_new_jobs(call, "data_sources", [source.inputs_add_job_id for source in sources])
    archives = [_archive(call, source, index) for index, source in enumerate(sources)]
    jobs = [
        _job(call, source, archive, request.call_back_url)
        for source, archive in zip(sources, archives, strict=True)
    ]
    return listing("inputs_add_jobs", [Fresh(job) for job in jobs])


@handles("GetInputsExtractionJob")
def get_inputs_extraction_job(
    call: Call, request: service_pb2.GetInputsExtractionJobRequest
) -> Reply:
    id_ = request.inputs_extraction_job_id
    return single("inputs_extraction_job", find(_shelf(call), id_, ("inputs_extraction_job_id",)))


@handles("ListInputsExtractionJobs")
def list_inputs_extraction_jobs(
    call: Call, request: service_pb2.ListInputsExtractionJobsRequest
) -> Reply:
    return listed(_shelf(call), request)


@handles("CancelInputsExtractionJobs")
def cancel_inputs_extraction_jobs(
    call: Call, request: service_pb2.CancelInputsExtractionJobsRequest
) -> Reply:
    check_count("ids", len(request.ids))
    jobs = [find(_shelf(call), id_, ("ids", at)).message for at, id_ in enumerate(request.ids)]
    for job in jobs:
        cancel_extraction(call, job)
    return listing("inputs_extraction_jobs", [find(_shelf(call), job.id) for job in jobs])


def _shelf(call: Call) -> Shelf:
    return Shelf(call, EXTRACTIONS, "extraction job")


def _archive(call: Call, source: InputsDataSource, index: int) -> bytes:
    """The archive that a source names, where the fake holds it."""
    url = source.url.url
    media = call.world.media.get(url.rpartition("/")[2])
    if media is None or not url.startswith(f"{call.media_base}/"):
        details = (
            f"The fake holds no archive at {url!r} and fetches none. Upload it by PostUploads and "
            "PutUploadContentParts, and name its content_url."
        )
        raise NotImplementedYet(
            details, rule="extraction.sources", at=("data_sources", index, "url", "url")
        )
    return media.content


def _job(call: Call, source: InputsDataSource, archive: bytes, call_back_url: str) -> InputsAddJob:
    extraction = queue(call, source.url.url, source)
    named = [InputsExtractionJob(id=extraction.id)]
    sent = InputsAddJob(
        id=source.inputs_add_job_id, call_back_url=call_back_url, extraction_jobs=named
    )
    job_id = make_job(call, sent).id
    extract(call, job_id, extraction, archive)
    row = call.things.get(JOBS, job_id)
    assert row is not None, "it was stored just now"
    return told(call, row)
