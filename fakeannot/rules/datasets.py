"""Rules of datasets, of the inputs in them, and of their versions."""

from __future__ import annotations

from fakeannot.rules.rule import CONTRACT, documented, inferred, observed

_SDK = "official Python SDK"

RULES = (
    documented("datasets.post", "Datasets are added all or none; who owns them, when they came and how they are starred is for the service to say.", CONTRACT, "2026"),
    documented("datasets.list", "Datasets are listed 128 a page, the newest change first unless sort_by_id, sort_by_star_count, sort_by_created_at or sort_ascending say otherwise.", CONTRACT, "2026"),
    documented("datasets.list_of_user", "Without an app, the datasets of all apps of the user are listed that the caller may look into.", f"{CONTRACT}: there is a path for it; who sees what is inferred", "2026"),
    documented("datasets.filters", "A list of datasets is filtered by words that those of id, description and notes begin with, and by an id with wildcards; none is starred or bookmarked.", f"{CONTRACT}; wildcards and stars are inferred", "2026"),
    observed("datasets.latest_version", "A dataset is read with its latest version, without metrics.", f"{_SDK}, which expects one; that metrics are left out is inferred"),
    documented("datasets.patch", "PATCH overwrites or merges what is sent of a dataset; remove takes just its image away, named by its url.", CONTRACT, "2026"),
    inferred("datasets.delete_cascades", "Deleting a dataset deletes its versions and leaves its inputs in the app.", "a version is addressed within its dataset, an input is not"),
    inferred("datasets.of_posted_unknown", "An input posted with the dataset_ids of no dataset is refused with 11101.", "as an input added to an unknown dataset"),
    documented("datasets.inputs_item_by_item", "Inputs are added to a dataset one by one: the answer is 10000, 10010 or 10020, and each input's status says whether it was added.", CONTRACT, "2026"),
    documented("datasets.inputs_once", "An input is in a dataset once; adding it again is a success.", f"{CONTRACT}: the status for duplicates is unused", "2026"),
    documented("datasets.inputs_by_search", "Inputs are added to a dataset by naming them or by a search, and a search adds all that it finds.", f"{CONTRACT}; that both at once are refused is inferred", "2026"),
    observed("datasets.search_filters", "The search for a dataset finds inputs as PostInputsSearches does.", f"{_SDK}, which merges datasets by dataset_ids; of other filters inferred"),
    documented("datasets.inputs_list", "Inputs of a dataset are listed 128 a page, in the order in which they were added, as they are now.", f"{CONTRACT}; the order is inferred", "2026"),
    inferred("datasets.inputs_delete", "Taking inputs out of a dataset leaves them in the app.", "there is DeleteInputs for that"),
    inferred("datasets.inputs_deleted", "A deleted input leaves all its datasets.", "there is nothing to list any more"),
    inferred("datasets.version_pending", "A posted version is answered as pending, 64005, and read as ready, 64015.", "as inputs are"),
    documented("datasets.version_defaults", "A version takes its dataset's default processing info and annotation filter, unless it comes with its own.", f"{CONTRACT}; of the filter inferred", "2026"),
    documented("datasets.version_origin", "A posted version is of manual origin; versions of other origins there are none.", f"{CONTRACT}: the origin cannot be set", "2026"),
    inferred("datasets.version_frozen", "A version holds the inputs and annotations of its dataset as they were when it was made.", "what a version is for; edits and deletions after it do not change it"),
    inferred("datasets.version_annotations", "A version holds the trusted annotations of its inputs that are done, 24150; of two values of a concept the newer one.", "other annotations are not in a plain list or not finished"),
    documented("datasets.version_ignores_empty", "With ignore_empty_inputs, inputs without annotations are left out of a version.", CONTRACT, "2026"),
    inferred("datasets.version_unfiltered", "A version by an annotation filter's query or by a model's predictions is refused with 10040.", "the fake makes none"),
    documented("datasets.version_patch", "A version's description, metadata and visibility can be overwritten, and nothing else.", f"{CONTRACT}; which fields is inferred", "2026"),
    observed("datasets.metrics", "The metrics groups of a version are its total, and a group for each type of input, each concept, and each number of concepts, boxes, polygons, points and masks; all counts are told, zeros too.", f"{_SDK}, which reads the total, the types and the concepts"),
    documented("datasets.metrics_filters", "Metrics groups are filtered by type, value and parent path, which no group has, 128 a page.", f"{CONTRACT}; that there are no paths is inferred", "2026"),
    inferred("datasets.export_done", "An export is done, 64200, when it is asked for, and its url serves an archive as application/zip.", "the real service takes a while, which clients wait for"),
    documented("datasets.export_format", "An export names its format: CLARIFAI_DATA_PROTOBUF, CLARIFAI_DATA_JSON or COCO.", f"{CONTRACT}; that another is refused is inferred", "2026"),
    observed("datasets.export_clarifai", "A Clarifai export has a mimetype and batches of inputs, each named SPLIT/NAME_nCOUNT, with just the ids and the data of inputs.", f"{_SDK}, and {CONTRACT}; the one split is all"),
    documented("datasets.export_coco", "A COCO export has one JSON file with the regions of all images whose size is known: told, or with the extra images seen in the upload.", f"{CONTRACT}; the file's name, and that others are left out, is inferred", "2026"),
)
