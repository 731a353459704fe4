"""Datasets are cleared up as inputs are, and no app but the run's own is a topic of its calls."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.conformance.calls import ApiCall, Json, Outcome, Place
from fakeannot.conformance.fake_target import FakeTarget
from fakeannot.conformance.halting import Fault
from fakeannot.conformance.machine import machine_for
from fakeannot.conformance.made_apps import OF_APPS
from fakeannot.conformance.sandbox import NotEmptied, Sandbox
from fakeannot.conformance.session import Session
from fakeannot.conformance.walking import walk
from fakeannot.conformance.wider_machine import WiderMachine
from tests.conformance.worlds import OTHER, PLACE, PREFIX, Altered, answer, quick, sandbox

THEIRS = {"id": "app-of-somebody", "description": "theirs"}


def datasets(*ids: str, elsewhere: bool = False) -> ApiCall:
    return ApiCall("PostDatasets", {"datasets": [{"id": PREFIX + one} for one in ids]}, elsewhere)


def patched(app_id: str) -> ApiCall:
    fields = {"apps": [{"id": app_id, "description": "patched"}], "action": "overwrite"}
    return ApiCall("PatchApps", fields)


class Strict(Altered):
    """A fake in which apps are to be made, and somebody's app is there."""

    def __init__(self) -> None:
        super().__init__()
        self.fake = FakeClarifai(user_id="user", app_id="app-of-somebody", strict="apps")
        self._inner = FakeTarget(self.fake)
        self._inner.send(ApiCall("PatchApps", {"apps": [THEIRS], "action": "overwrite"}), PLACE)

    def app(self, app_id: str) -> Json:
        told = self._inner.send(ApiCall("GetApp"), Place("user", app_id))
        return told.body.get("app")


def test_datasets_are_removed_from_both_apps_at_the_end() -> None:
    target = Altered()
    with sandbox(target, PLACE, OTHER) as box:
        box.send(datasets("d1", "d2"))
        box.send(ApiCall("PostDatasets", {"datasets": [{"description": "no id"}]}))
        box.send(datasets("d1", elsewhere=True))
    for place in (PLACE, OTHER):
        found = FakeTarget(target.fake).send(ApiCall("ListDatasets"), place)
        assert found.items("datasets") == []


def test_datasets_that_stay_listed_are_told() -> None:
    left = answer(10000, datasets=[{"id": f"{PREFIX}d1"}])
    target = Altered()
    box = sandbox(target).__enter__()
    box.send(datasets("d1"))
    target._change = lambda call, outcome: left if call.rpc == "ListDatasets" else outcome
    with pytest.raises(NotEmptied, match="deleted datasets are still listed"):
        box.clear()


def test_a_dataset_that_somebody_else_put_there_is_left_alone() -> None:
    target = Altered()
    box = sandbox(target).__enter__()
    box.send(datasets("d1"))
    target._inner.send(ApiCall("PostDatasets", {"datasets": [{"id": "theirs"}]}), PLACE)
    with pytest.raises(Fault, match="it has 'theirs' among its datasets"):
        box.__exit__(None, None, None)
    assert target._inner.send(ApiCall("GetDataset", {"dataset_id": "theirs"}), PLACE).code == 10000


def test_dataset_versions_are_waited_for_until_they_are_ready() -> None:
    def version(code: int) -> Outcome:
        return answer(10000, dataset_versions=[{"id": "v1", "status": {"code": code}}])

    told = [version(64005), version(64010), version(64015)]

    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        return told.pop(0) if call.rpc == "ListDatasetVersions" else outcome

    target = Altered(change)
    with sandbox(target) as box:
        box.send(datasets("d1"))
        fields = {"dataset_id": f"{PREFIX}d1", "dataset_versions": [{"id": "v1"}]}
        box.send(ApiCall("PostDatasetVersions", fields))
        assert told == []


def test_exports_are_waited_for_until_they_are_done() -> None:
    def version(code: int) -> Outcome:
        info = {"coco": {"status": {"code": code}}}
        return answer(10000, dataset_versions=[{"id": "v1", "export_info": info}])

    told = [version(64201), version(64203), version(64200)]

    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        if call.rpc == "PutDatasetVersionExports":
            return answer(10000, exports=[{"status": {"code": 64201}}])
        return told.pop(0) if call.rpc == "ListDatasetVersions" else outcome

    target = Altered(change)
    with sandbox(target) as box:
        box.send(ApiCall("PutDatasetVersionExports", {"exports": [{"format": "COCO"}]}))
        assert told == []


def test_of_the_url_of_an_export_nothing_is_kept_that_opens_it() -> None:
    url = "https://storage.example.com/v1.zip"
    info = {"coco": {"url": f"{url}?signature=secret", "status": {"description": "Done?"}}}
    version = {"id": "v1", "export_info": info, "description": "why?"}
    target = Altered(lambda *_: answer(10000, dataset_versions=[version]))
    (told,) = sandbox(target).send(ApiCall("ListDatasetVersions")).items("dataset_versions")
    coco = {"url": url, "status": {"description": "Done?"}}
    assert told == {"id": "v1", "export_info": {"coco": coco}, "description": "why?"}


def saved(*ids: str, rpc: str = "PostInputsSearches") -> ApiCall:
    return ApiCall(rpc, {"searches": [{"id": PREFIX + one, "save": True} for one in ids]})


def test_saved_searches_are_removed_one_by_one_at_the_end() -> None:
    target = Altered()
    with sandbox(target) as box:
        box.send(saved("s1", "s2"))
        box.send(saved("s3", rpc="PostAnnotationsSearches"))
        box.send(ApiCall("PostInputsSearches", {"searches": [{"query": {}}]}))
    deleted = [one.fields["id"] for one in target.calls if one.rpc == "DeleteSearch"]
    assert deleted == [f"{PREFIX}s1", f"{PREFIX}s2", f"{PREFIX}s3"]
    found = FakeTarget(target.fake).send(ApiCall("ListSearches"), PLACE)
    assert found.items("searches") == []


def test_an_app_with_a_saved_search_in_it_is_not_empty() -> None:
    target = Altered()
    target._inner.send(saved("theirs"), PLACE)
    with pytest.raises(Fault, match="is not empty: it has searches"):
        sandbox(target).__enter__()


def test_a_search_is_a_read_unless_it_is_saved() -> None:
    assert ApiCall("PostInputsSearches", {"searches": [{"query": {}}]}).is_read
    assert ApiCall("PostSearchesByID", {"id": "s1"}).is_read
    assert not saved("s1").is_read
    assert not ApiCall("PatchSearches", {"searches": [{"id": "s1"}]}).is_read


@pytest.mark.parametrize("rpc", sorted(OF_APPS))
def test_an_app_that_was_there_is_never_the_topic_of_a_call(rpc: str) -> None:
    target = Altered()
    with sandbox(target) as box:
        assert not box.lets_through(ApiCall(rpc))
        with pytest.raises(ValueError, match="apps alone that the run has made"):
            box.send(ApiCall(rpc))
    assert rpc not in target.rpcs


@pytest.mark.parametrize("fields", [{"app": {"id": "theirs"}}, {"apps": [{"id": "theirs"}]}])
@pytest.mark.parametrize("rpc", ["PatchApp", "PatchAppsDetails"])
def test_the_app_of_a_path_is_patched_under_its_own_name_only(rpc: str, fields: Json) -> None:
    with sandbox(Strict()) as box:
        with pytest.raises(ValueError, match="apps alone"):
            box.send(ApiCall(rpc, {**fields, "action": "overwrite"}))
        assert box.send(ApiCall("PatchApp", {"app": {"notes": "n"}, "action": "overwrite"}))
        box.clear()
        assert box.send(ApiCall("GetApp")).body["app"]["notes"] == "as made"


@pytest.mark.parametrize("app_id", ["app-of-somebody", "", "other-app"])
def test_a_patch_that_names_another_app_is_not_sent(app_id: str) -> None:
    target = Strict()
    with sandbox(target) as box, pytest.raises(ValueError, match="apps alone"):
        box.send(patched(app_id))
    assert target.app("app-of-somebody")["description"] == "theirs"
    assert "PatchApps" not in target.rpcs


def test_an_app_that_was_patched_says_for_the_next_example_what_it_did_at_first() -> None:
    target = Strict()
    with sandbox(target) as box:
        before = target.app("app")
        box.send(patched("app"))
        assert target.app("app")["description"] == "patched"
        box.clear()
        after = target.app("app")
        assert {**after, "modified_at": ""} == {**before, "modified_at": ""}
    assert target.app("app") is None


def test_other_apps_in_a_list_are_seen_by_nobody() -> None:
    with sandbox(Strict(), PLACE, OTHER) as box:
        told = box.send(ApiCall("ListApps"))
        found = box.send(ApiCall("PostAppsSearches", {"app_query": {"name": "a*"}}))
    assert [one["id"] for one in told.items("apps")] == ["other-app", "app"]
    assert [one["id"] for one in found.items("apps")] == ["other-app", "app"]


def test_the_whole_tour_touches_no_other_app_and_leaves_nothing() -> None:
    target = Strict()
    before = target.app("app-of-somebody")
    with Sandbox(target, quick(2_000), (PLACE, OTHER), PREFIX) as box:
        walk(Session(box), 1)
    assert {*target.rpcs} >= OF_APPS
    assert target.app("app-of-somebody") == before
    apps = target._inner.send(ApiCall("ListApps"), PLACE).items("apps")
    assert [one["id"] for one in apps] == ["app-of-somebody"]


@pytest.mark.parametrize(("target", "kept"), [(Altered, False), (Strict, True)])
def test_concepts_are_made_at_random_only_in_an_app_that_goes(target: Any, kept: bool) -> None:
    made = target()
    with sandbox(made) as box:
        player = machine_for(Session(box))()
        WiderMachine.post_concepts(player, concepts=[{"id": "k1"}])
        player.teardown()
    assert ("PostConcepts" in made.rpcs) == kept
