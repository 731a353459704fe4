"""Rules of inputs, of their input-level annotations, and of media."""

from __future__ import annotations

from fakeannot.rules.rule import (
    ANSWERS,
    CI,
    CONTRACT,
    DELETE_PAGE,
    DOCS,
    PAGE,
    documented,
    inferred,
    observed,
)

RULES = (
    observed("inputs.post_details", "A POST that adds all inputs says so in details.", ANSWERS, "2024-04"),
    observed("inputs.pending_on_post", "A posted input is answered as pending, 30001.", ANSWERS, "2024-04"),
    observed("inputs.processed_on_read", "Read back after processing, an input has status 30000.", CI, "2024"),
    inferred("inputs.processing", "Processing takes no time, or as long as the setting says.", "the real service takes seconds"),
    observed("inputs.failed", "An input that cannot be downloaded has status 30002, with the reason in details.", ANSWERS, "2019"),
    observed("inputs.id_given_or_made", "An input keeps the id it was sent with, or gets one.", ANSWERS, "2024-04"),
    observed("inputs.id_unique", "A taken input id is refused with 30104, Input has a duplicate ID.", "official Python SDK", "2023"),
    documented("inputs.suffix", "With conflict resolution SUFFIX, a taken id gets -1 to -9, then a random suffix.", CONTRACT, "2026"),
    documented("inputs.id_without_slash", "An input id has no slash.", DOCS, "2024"),
    observed("inputs.need_media", "An input without media is refused with 30104.", CI, "2023"),
    observed("inputs.url_unique", "A URL that another input has is refused with 30100, unless allow_duplicate_url.", ANSWERS, "2016"),
    inferred("inputs.url_trimmed", "Spaces around a medium's URL are cut off.", "the client libraries trim them"),
    observed("inputs.unknown_info", "A posted medium's format is unknown, in the words of each kind.", ANSWERS, "2024-04"),
    documented("inputs.list", "Inputs are listed oldest first, 128 a page, by ids and by status.", f"{CONTRACT}; the order is inferred", "2026"),
    observed("inputs.get_unknown", "An unknown input is refused with 11101 and HTTP 404.", CI, "2023"),
    observed("inputs.count", "The input count has all its numbers, zeros too.", "official Java client's stub", "2017"),
    documented("inputs.patch_data", "PATCH changes an input's data and nothing else.", CONTRACT, "2026"),
    observed("inputs.patch_status", "A patched input is answered with status 30200 and its whole data.", "official clients' stubs", "2019"),
    inferred("inputs.patch_unknown", "Patching an unknown input is refused with 11101 on the item.", "as observed for concepts"),
    documented("inputs.delete_cascades", "Deleting an input deletes all its annotations, the input-level one too.", DELETE_PAGE, "2024"),
    observed("inputs.delete_none", "DeleteInputs without ids is a success that deletes nothing.", "both official SDKs send it", "2026"),
    inferred("inputs.delete_unknown", "Unknown ids in DeleteInputs are no error.", "the call is asynchronous"),
    documented("input_level.made", "Every input gets an input-level annotation with the data it was posted with.", PAGE, "2020"),
    observed("input_level.listed", "Input-level annotations are listed like others.", CI, "2024"),
    documented("input_level.survives", "A bulk delete by input ids spares input-level annotations.", f"{PAGE}; {DELETE_PAGE}", "2024"),
    inferred("input_level.not_by_id", "An input-level annotation cannot be deleted by its id: 24155.", "it goes only with its input, says the delete page"),
    observed("input_level.patched", "An input shows the data of its input-level annotation: patching one changes both.", CI, "2020"),
    observed("media.never_echoed", "Uploaded bytes are never sent back inside JSON.", ANSWERS, "2025-02"),
    observed("media.hosted_url", "Uploaded bytes or text come back as a hosted URL by content hash.", ANSWERS, "2024-04"),
    observed("media.content_hash", "The same content has the same hash, 32 hex digits, in every app.", ANSWERS, "2024-01"),
    inferred("media.served", "A hosted URL serves the bytes that were uploaded.", "the SDK downloads inputs from it"),
)
