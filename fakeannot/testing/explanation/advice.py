"""What to send instead, in one sentence for each rule that refuses; and where it is not a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HEADER: Final = "the Authorization header"

PLACES: Mapping[str, str] = {
    "access.header_malformed": HEADER,
    "access.key_none": HEADER,
    "access.key_format": HEADER,
    "access.key_unknown": HEADER,
    "access.key_expired": HEADER,
    "access.key_of_another_app": HEADER,
    "access.scopes": HEADER,
    "access.strangers": HEADER,
    "assignments.permission": HEADER,
    "http.unknown_path": "the path",
    "http.wrong_method": "the method",
    "http.body_limit": "the body",
    "json.broken": "the body",
    "json.wrong_value": "the body",
    "grpc.unknown_method": "the method",
    "grpc.garbage": "the message",
    "grpc.message_limit": "the message",
}
"""Where that is, of refusals that no field of the request is at fault for."""

SETTINGS: Mapping[str, str] = {
    "strict": 'A fake made without strict="{part}" would take it.',
    "unknown_fields": 'A fake made with unknown_fields="ignore" would take it.',
    "max_body_bytes": "A fake made with larger max_body_bytes would take it.",
}
"""What other setting would take the request, by the name of the setting."""

STRICT_PARTS: Mapping[str, str] = {
    "access.key_format": "keys",
    "access.key_unknown": "keys",
    "access.user_unknown": "users",
}

ADVICE: Mapping[str, str] = {
    "access.header_malformed": "Send `Authorization: Key ...`; the word is case-sensitive, with "
    "one space behind it.",
    "access.key_none": "The key was None when the header was made: read it before.",
    "access.key_format": "Send a key of 32 letters and digits.",
    "access.key_unknown": "Send a key that the fake knows: fake.api_key, fake.pat, or one of "
    "fake.add_key(...) or fake.add_user(...).",
    "access.key_expired": "Send a key that has not expired.",
    "access.key_of_another_app": "Send the key of the app that is named, or a personal access "
    "token.",
    "access.pat_needs_app": "With a personal access token, name the app: "
    "/v2/users/USER/apps/APP/..., or user_app_id in the request.",
    "access.scopes": "Send a key with the scopes that are missing.",
    "access.app_unknown": "Name an app that there is, or make it with fake.app(...).",
    "access.user_unknown": "Name a user that there is, or make them with fake.add_user(...).",
    "access.strangers": "Call as the app's owner, or make the caller a collaborator with "
    "fake.app().add_collaborator(...).",
    "annotations.id_unique": "Leave the id out to get a new one, or PATCH the annotation that "
    "has it.",
    "annotations.id_without_slash": "Choose an id without a slash.",
    "annotations.input_id": "Say which input, and for a PATCH which annotation, is meant.",
    "annotations.input_known": "Post the input first, or name one that there is.",
    "annotations.one_region": "Post an annotation for each region.",
    "annotations.one_frame": "Post an annotation for each frame.",
    "annotations.other_user": "Leave the user out, or call as the app's owner.",
    "annotations.status_values": "Send one of the ANNOTATION_... statuses, 24150 to 24159, or "
    "none.",
    "annotations.pairs_match": "Name an input for each id: the first id goes with the first input.",
    "annotations.get_unknown": "Name an annotation that the input has.",
    "annotations.patch_known": "Name an annotation that the input has.",
    "annotations.own_only": "Call as who made the annotation, or as the app's owner.",
    "annotations.model_made_fixed": "Post an annotation of your own instead.",
    "annotations.delete_needs_input": "Name the inputs whose annotations are to go.",
    "input_level.not_by_id": "Delete the input; this annotation goes with it, and only so.",
    "bulk.not_empty": "Send at least one item in the list.",
    "bulk.at_most_128": "Send at most 128 items a call, and the rest in further ones.",
    "lists.at_most_1000": "Ask for at most 1,000 a page, and for further pages.",
    "task_status.overwrite_only": 'Send the action "overwrite".',
    "patch.actions": 'Send the action "merge", "overwrite" or "remove".',
    "concepts.need_id": "Give every concept an id; a name alone names none.",
    "concepts.finite_value": "Send a value between 0 and 1, such as 1 for a label that applies.",
    "concepts.get_unknown": "Name a concept of the app; it comes into being when it is used.",
    "regions.known_id": "Send region_info to draw a region, or the id of one that the input has.",
    "regions.box_within": "Send edges as fractions of the image, 0 to 1, not as pixels.",
    "regions.box_order": "Send the smaller row as top_row, and the smaller column as left_col.",
    "regions.points_within": "Send points as fractions of the image, 0 to 1, not as pixels.",
    "inputs.get_unknown": "Name an input that there is.",
    "inputs.patch_unknown": "Name an input that there is.",
    "inputs.id_unique": "Leave the id out to get a new one, or PATCH the input that has it.",
    "inputs.id_without_slash": "Choose an id without a slash.",
    "inputs.need_media": "Send data with an image, video, audio or text that has a url or bytes.",
    "inputs.url_unique": "Set allow_duplicate_url on the medium, or name the input that has it.",
    "access.rate_limit": "Wait for a second, and call less often.",
    "apps.owner_only": "Call with a personal access token of the app's owner.",
    "apps.patch_actions": 'Send the action "overwrite", or "remove" with the URL of the app\'s '
    "own image.",
    "apps.patch_metadata": "Leave metadata_action out, or send just its op: overwrite or merge.",
    "apps.patch_id": "Leave the id in the body out, or name the app of the path.",
    "apps.rename_one": "Send one entry in ids, with the app's id and its new_id, and the action "
    '"overwrite".',
    "collaborators.by_id": "Name a user other than the app's owner by user.id.",
    "collaborators.scopes": "Send names of scopes, such as Annotations_Add, or none for all.",
    "collaborators.patch": 'Send the action "overwrite", with all the scopes there are to be.',
    "status_codes.unknown": "Send a code that GET /v2/status_codes lists.",
    "concepts.post_known": "PATCH the concept that there is, or choose another id.",
    "concepts.patch_overwrites": 'Send the action "overwrite".',
    "languages.need_id": "Send the code of the language as the id, such as ja.",
    "relations.predicates": "Send the predicate hyponym, hypernym or synonym.",
    "relations.ends": "Name another concept as the object; the subject is that of the path.",
    "relations.once": "Leave the relation out: it is there already.",
    "things.unknown": "Name one that there is, or post it first.",
    "things.id_unique": "Leave the id out to get a new one, or PATCH what has it.",
    "things.id_without_slash": "Choose an id without a slash.",
    "datasets.patch": 'To take the image away, send its own URL as image.url; else "overwrite" or '
    '"merge".',
    "datasets.inputs_by_search": "Send dataset_inputs or a search, not both.",
    "datasets.version_patch": 'Send the action "overwrite".',
    "datasets.version_unfiltered": "Send annotation_filter_config without an annotation_filter; "
    "the fake makes versions of all annotations.",
    "datasets.export_format": "Send a format: CLARIFAI_DATA_PROTOBUF, CLARIFAI_DATA_JSON or COCO.",
    "uploads.length": "Send the number of bytes that will come as content_length.",
    "uploads.parts": "Send parts that end within content_length, and none once it is whole.",
    "extraction.sources": "Upload the archive to the fake, and name its content_url.",
    "media.manifest": "Read the video from data.video.url, or supply a manifest with "
    "fake.reply(...).",
    "media.manifest_of_video": "Ask for the manifest of a video.",
    "searches.fields": "Leave the field out, or say it where searches go by it.",
    "searches.ands": "Send filters and ranks in place of ands.",
    "searches.not_built": "Leave it out: the fake keeps no past, and makes no clusters.",
    "searches.concept_named": "Give the concept an id or a name.",
    "searches.geo_shape": "Send a geo_point with a geo_limit, or a geo_box of two corners.",
    "searches.algorithms": "Send nearest_neighbor, brute_force or avg_concept_brute_force; for "
    "COSINE_DISTANCE one of the latter two.",
    "searches.one": "Run one search a call; save or count others.",
    "searches.patch": 'Send the action "overwrite".',
    "searches.rank_embedder": "Give the fake an embedder with fake.embedder(function), or rank by "
    "concepts.",
    "searches.rank_input": "Name an input that there is.",
    "searches.rank_model": "Name a concept, an image, a text or a vector to rank by as well.",
    "searches.rank_vector": "Send a vector as long as those of the embedder.",
    "tasks.auto": "Name users as workers, and let fake.workflow(...) annotate.",
    "tasks.people": "Give each worker and reviewer the id of a user.",
    "tasks.source_unknown": "Name a source that there is, or none for all inputs.",
    "tasks.partition": "Send 1 to as many workers_per_input as there are workers, and a weight "
    "over 0 for each if they are weighted.",
    "tasks.strategies": "Send a strategy that the contract has.",
    "tasks.reviewers_needed": "Send 0, 1 or, for all reviewers, -1.",
    "tasks.status": "Send one of the TASK_... statuses, 54001 to 54006, or none.",
    "tasks.additional_fields": "Name a field that there is, or all.",
    "tasks.patch": 'Send the action "overwrite".',
    "assignments.action": "Send an action with the configuration that goes with it, or an "
    "input_id alone.",
    "assignments.batch_or_bulk": "Name task_assignments by id, or workers, not both.",
    "assignments.by_input": "Name an input that is the caller's work in the task.",
    "assignments.idempotent": "Name work that awaits review.",
    "assignments.permission": "Call as a worker or reviewer of the task, as the action asks for.",
    "annotation_workers.list": "Ask for names or all, or leave it out.",
    "annotation_filters.patch": 'Send the action "overwrite".',
    "annotation_tracks.of_input": "Leave the track's input_id out, or name the input of the path.",
    "annotation_tracks.status": "Send one of the ANNOTATION_TRACK_... statuses, 24300 to 24304, or "
    "none.",
    "annotation_tracks.order": "Send the status that follows the track's, or none.",
    "annotation_tracks.span": "Send an end that is not before the start, or none.",
    "annotation_tracks.patch": 'Send the action "overwrite".',
    "stored_models.unknown": "Name a model of the app, or post it first.",
    "stored_workflows.unknown": "Name a workflow of the app, or post it first.",
    "predictions.inputs": "Send data with a url or bytes, or the id of an input of the app.",
    "json.unknown_field": "Use the names of the contract, each where the contract has it.",
    "json.wrong_value": "Send a value of the field's type.",
    "json.broken": "Send JSON: names and texts in double quotes, no comma at the end.",
    "http.unknown_path": "Use a path of the API.",
    "http.wrong_method": "Use a method that the path has.",
    "http.body_limit": "Send less in one call.",
    "api.not_built": "Supply an answer with fake.reply(...) or @fake.handler(...).",
    "grpc.not_built": "Supply an answer with fake.reply(...) or @fake.handler(...).",
    "grpc.unknown_method": "Call a method of the contract.",
    "grpc.garbage": "Send the request message of the method that is called.",
    "grpc.message_limit": "Send less in one call.",
}
"""What to send instead, by rule."""
