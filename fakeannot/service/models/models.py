"""PostModels, ListModels, GetModel, PatchModels, DeleteModel and DeleteModels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Model

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, UserCall, handles, handles_for_user
from fakeannot.service.completion import host
from fakeannot.service.models.lists import found_in_apps, has_words, sorted_page
from fakeannot.service.models.versions import (
    MODEL_VERSIONS,
    MODELS,
    accepted,
    find_model,
    model_shelf,
    model_version_shelf,
    newest,
    patched,
)
from fakeannot.service.patching import check_action
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import added, delete, find
from fakeannot.service.wildcards import is_like
from fakeannot.store.things import ThingRow


@handles("PostModels", stored_only=True)
@enforces("stored_models.post")
def post_models(call: Call, request: service_pb2.PostModelsRequest) -> Reply:
    sent = [request.model] if request.HasField("model") else list(request.models)
    at: list[Path] = [("model", "id")] if request.HasField("model") else []
    made = added(model_shelf(call), _accepted(call, sent), at)
    return single("model", Fresh(_named(made[0])))


@handles_for_user("ListModels", stored_only=True)
def list_models(call: UserCall, request: service_pb2.ListModelsRequest) -> Reply:
    found = found_in_apps(call, "ListModels", MODELS)
    selected = [one for one in found if _selects(request, one.row.message)]
    page = sorted_page(selected, request, "sort_by_modified_at")
    return listing("models", [Fresh(told(one.call, one.row.message)) for one in page])


@handles("GetModel", stored_only=True)
def get_model(call: Call, request: service_pb2.GetModelRequest) -> Reply:
    model = find_model(call, request.model_id).message
    return single("model", Fresh(told(call, model, request.version_id)))


@handles("PatchModels", stored_only=True)
def patch_models(call: Call, request: service_pb2.PatchModelsRequest) -> Reply:
    check_action(request.action)
    check_count("models", len(request.models))
    for index, sent in enumerate(request.models):
        find_model(call, sent.id, ("models", index, "id"))
    changes = _accepted(call, request.models)
    changed = patched(model_shelf(call), changes, request.action)
    return listing("models", [Fresh(told(call, model)) for model in changed])


@handles("DeleteModel", stored_only=True)
def delete_model(call: Call, request: service_pb2.DeleteModelRequest) -> Reply:
    return _delete(call, [find_model(call, request.model_id).id])


@handles("DeleteModels", stored_only=True)
def delete_models(call: Call, request: service_pb2.DeleteModelsRequest) -> Reply:
    if request.delete_all:
        return _delete(call, [row.id for row in call.things.all(MODELS)])
    check_count("ids", len(request.ids))
    return _delete(call, request.ids)


@enforces("stored_models.latest_version")
def told(call: Call, model: Model, version_id: str = "") -> Model:
    """A model as answers tell of it: named, with the version of that id, or the latest one."""
    versions: Iterable[ThingRow] = newest(call, MODEL_VERSIONS, model.id)
    if version_id:
        versions = [find(model_version_shelf(call, model.id), version_id, ("version_id",))]
    for version in versions:
        model.model_version.CopyFrom(version.message)
    return _named(model)


@enforces("stored_models.named")
def _named(model: Model) -> Model:
    model.name = model.name or model.id
    return model


def _accepted(call: Call, sent: Iterable[Model]) -> Sequence[Model]:
    """What is taken over of models that were sent; an uploaded picture is hosted."""
    taken = [accepted(one, "model_version") for one in sent]
    for model in taken:
        if model.HasField("image"):
            host(call, "image", model.image)
    return taken


@enforces("stored_models.filters")
def _selects(request: service_pb2.ListModelsRequest, model: Model) -> bool:
    texts = (model.id, model.name, model.description, model.notes)
    return (
        not (request.featured_only or request.starred_only or request.bookmark)
        and request.model_type_id in ("", model.model_type_id)
        and is_like(model.name or model.id, request.name)
        and has_words((request.query, request.search), texts)
        and all(
            set(getattr(request, tags)) <= set(getattr(model, tags))
            for tags in ("toolkits", "use_cases", "languages")
        )
    )


@enforces("stored_models.delete")
def _delete(call: Call, ids: Iterable[str]) -> Reply:
    for model_id in delete(model_shelf(call), ids):
        call.things.drop(MODEL_VERSIONS, model_id)
    return Reply()
