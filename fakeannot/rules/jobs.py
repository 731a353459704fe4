"""Rules of jobs that add inputs, of uploads of archives, and of extraction from them."""

from __future__ import annotations

from fakeannot.rules.rule import CONTRACT, documented, inferred, observed

_SDK = "official SDKs"

RULES = (
    documented("jobs.made_by_post", "A POST of inputs with an inputs_add_job_id makes a job of that id, which counts them.", CONTRACT, "2026"),
    documented("jobs.merged", "Inputs posted with the id of a job that is there are counted along with its others.", CONTRACT, "2026"),
    observed("jobs.progress", "A job is told with its progress, zeros too: inputs that are pending, processed, and failed or refused.", f"{_SDK}, which wait until nothing is pending or in progress; that deleted inputs no longer count is inferred"),
    inferred("jobs.status", "A job is running, 64001, while something is to be done, and then completed, 64002.", "the contract has no other words for it"),
    inferred("jobs.cancel", "Cancelling a job ends its uploads and what has not been extracted; inputs that were added stay, and a completed job stays so.", "inputs can be deleted by DeleteInputs"),
    inferred("jobs.extraction_cancel", "Cancelling an extraction that has begun changes nothing.", "there is nothing left to cancel"),
    documented("uploads.begun", "A posted upload is in progress, 68000, and waits for its content.", CONTRACT, "2026"),
    inferred("uploads.length", "An upload without its content_length is refused with 11100.", "nothing else says when it is whole"),
    documented("uploads.parts", "The content of an upload comes in parts, in any order, until it is whole; a part beyond its end, or after it, is refused with 11100.", f"{CONTRACT}; the refusals are inferred", "2026"),
    documented("uploads.done", "An upload that is whole is done, 68001, has a content_url, and if it is an archive of inputs they are extracted.", CONTRACT, "2026"),
    documented("uploads.inputs_job", "An upload of inputs is answered with a new job that names the upload and the extraction.", CONTRACT, "2026"),
    documented("extraction.inputs", "The files of an archive, zip or tar, become inputs that the job counts; one that cannot be read fails, 67000.", f"{CONTRACT}; the formats and the code are inferred", "2026"),
    inferred("extraction.files", "Images, videos, audio and text by the ending of a file's name become inputs; other and hidden files are passed over.", "the contract names the four kinds"),
    documented("extraction.template", "An extracted input has the data and datasets of the template; its id is the file's name without ending.", f"{CONTRACT}; the id is inferred", "2026"),
    inferred("extraction.sources", "Data sources are archives that the fake holds, by their hosted URL; any other is refused with 10040.", "the fake opens no connection"),
)
