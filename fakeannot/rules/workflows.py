"""Rules of models and workflows: as stored resources, and what a user's detectors predict."""

from __future__ import annotations

from fakeannot.rules.rule import ANSWERS, CI, CONTRACT, DOCS, documented, inferred, observed

_SDK = "official Python SDK"

RULES = (
    observed("stored_models.post", "PostModels keeps models with what was sent, and answers with the first; no model sees anything.", f"{_SDK}, which sends one and reads one; that several are kept is inferred"),
    observed("stored_models.unknown", "An unknown model is refused with 21200 and HTTP 404.", "official Python REST client"),
    documented("stored_models.latest_version", "A model is told of with its latest version, or the one of version_id.", CONTRACT, "2026"),
    inferred("stored_models.named", "A model that has no name is told of with its id as its name.", f"as apps are; {_SDK} reads the name of every model that it lists"),
    documented("stored_models.list", "Models and workflows are listed 128 a page, the latest modified first, and a model's versions the latest first, or in the order asked for.", f"{CONTRACT}; of two alike, the later made comes first", "2026"),
    documented("stored_models.list_of_user", "Where no app is named, models and workflows of all apps of the user are listed that the caller may look into.", f"{CONTRACT}, which has the path", "2026"),
    documented("stored_models.filters", "Lists of models are narrowed by words, name, model_type_id, toolkits, use_cases and languages; none is featured, starred or bookmarked.", f"{CONTRACT}; words match from their beginning, not by meaning", "2026"),
    inferred("stored_models.delete", "Deleting a model takes its versions along, and delete_all all models of the app.", "a version is addressed within its model"),
    inferred("stored_models.versions_post", "PostModelVersions keeps versions as trained, 21100, or one with nothing in it if none is sent, and answers with the model.", "the fake trains nothing; the real service takes a while"),
    inferred("stored_workflows.unknown", "An unknown workflow is refused with 22102 and HTTP 404.", "as observed for models; the contract has the status"),
    documented("stored_workflows.versions", "A workflow has a version from the start, and one more with each change of its nodes; it is told of with the latest.", f"{CONTRACT}; which changes make one is inferred", "2026"),
    documented("stored_workflows.filters", "Lists of workflows are narrowed by words and by an id with wildcards; none is featured, starred or bookmarked.", f"{CONTRACT}; words match from their beginning, not by meaning", "2026"),
    inferred("stored_workflows.delete", "Deleting a workflow takes its versions along, and delete_all all workflows of the app.", "a version is addressed within its workflow"),
    inferred("predictions.by_detectors", "Predictions are made by the detectors of the version asked for, or, if it has none, by all; without any they are not built.", "a fake has no models"),
    observed("predictions.outputs", "PostModelOutputs answers with an output for each input, in their order: id, status 10000, time, model with its version, input and data.", ANSWERS, "2025-02"),
    documented("predictions.results", "PostWorkflowResults answers with the workflow and a result for each input, which has an output for each model.", CONTRACT, "2026"),
    inferred("predictions.completed", "What a detector leaves out of a prediction is filled in: ids of regions, names and app_id of concepts.", "as in annotations; answers of the real API have them"),
    inferred("predictions.inputs", "An input to predict on comes with a medium, or is known by its id in the app: else 30104 or 11101 on its output.", "a refusal without data is observed, of one without a url or bytes inferred"),
    observed("predictions.bytes_echoed", "Bytes of an input are echoed as those of the word true.", ANSWERS, "2025-02"),
    observed("predictions.one_reason", "If all inputs are refused for one reason, the answer has its code, and else 10020.", CI, "2023-09", against="the documents of 2020 have 10020 for all", setting="profile", profile="current"),
    observed("descriptions.input_failed", "30002 is Download failed; check URL.", ANSWERS, against="newer pages word it otherwise", setting="profile", profile="documented"),
    documented("descriptions.input_failed_now", "30002 is Download failed or we could not process it. Check URL or bytes you send in the request.", f"{DOCS}, page Status codes", against="older answers word it otherwise", setting="profile", profile="current"),
    documented("descriptions.scopes", "11007 is API key has insufficient scopes.", f"{DOCS} of 2020, page Status codes", "2020", against="newer pages word it otherwise", setting="profile", profile="documented"),
    documented("descriptions.scopes_now", "11007 is API key has insufficient permissions.", f"{DOCS}, page Status codes", against="older pages word it otherwise", setting="profile", profile="current"),
    observed("descriptions.throttled", "11005 is Too Many Requests.", "an answer that an official Python client's tests keep", "2018", against="the page Rate Limits words it otherwise", setting="profile", profile="documented"),
    documented("descriptions.throttled_now", "11005 is Making too many requests.", f"{DOCS}, page Rate Limits", against="older answers word it otherwise", setting="profile", profile="current"),
)
