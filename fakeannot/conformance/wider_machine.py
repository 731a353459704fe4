"""The part of the state machine about concepts, datasets, searches and apps."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fakeannot.conformance import generation as gen
from fakeannot.conformance.calls import Json
from fakeannot.conformance.generation import some
from fakeannot.conformance.names import POSTED_CONCEPTS, SEARCHES, VERSIONS
from fakeannot.conformance.playing import Player

_FILTERED = ("PostInputsSearches", "PostAnnotationsSearches")
_INPUTS = some("i1", "i2", "none")
_concept_ids = some(*POSTED_CONCEPTS, "none")
_dataset_ids = some("d1", "d1", "d2", "none")
_version_ids = some(*VERSIONS, *VERSIONS, "none")
_search_ids = some(*SEARCHES, "none")
_overwrite = some("overwrite", "overwrite", "merge")
_RELATION = "PREFIX-relation"


class WiderMachine(Player):
    """Random calls about what annotations are put to use with."""

    # -- concepts ------------------------------------------------------------------------

    @rule(concepts=gen.posted_concepts)
    def post_concepts(self, concepts: Json) -> None:
        # They cannot be deleted, and are not to pile up in an app that stays.
        sandbox = self.session.sandbox
        if sandbox.places[0].app_id in sandbox.made_apps:
            self.call("PostConcepts", concepts=concepts)

    @rule(concepts=gen.posted_concepts, action=_overwrite)
    def patch_concepts(self, concepts: Json, action: str) -> None:
        self.call("PatchConcepts", concepts=concepts, action=action)

    @rule(id_=_concept_ids, listed=st.booleans())
    def read_posted_concept(self, id_: str, listed: bool) -> None:
        if listed:
            self.call("ListConcepts", id=id_)
        else:
            self.call("GetConcept", concept_id=id_)

    @rule(
        name=some("PREFIX-k", "PREFIX-kelp", "PREFIX-K*2"),
        language=some({}, {}, {"language": "es"}),
        page=gen.page,
    )
    def search_concepts(self, name: str, language: Json, page: Json) -> None:
        query = {"name": name, **language}
        self.call("PostConceptsSearches", concept_query=query, pagination=page)

    @rule(subject=_concept_ids, other=_concept_ids, predicate=gen.predicates, named=st.booleans())
    def relate_concepts(self, subject: str, other: str, predicate: str, named: bool) -> None:
        relation = {"object_concept": {"id": other}, "predicate": predicate}
        sent = {"id": _RELATION, **relation} if named else relation
        self.call("PostConceptRelations", concept_id=subject, concept_relations=[sent])

    @rule(subject=_concept_ids, ids=some([_RELATION], [_RELATION, "none"], []))
    def part_concepts(self, subject: str, ids: Json) -> None:
        self.call("DeleteConceptRelations", concept_id=subject, ids=ids)

    @rule(subject=_concept_ids, predicate=some({}, {"predicate": "hyponym"}), page=gen.page)
    def list_relations(self, subject: str, predicate: Json, page: Json) -> None:
        self.call("ListConceptRelations", concept_id=subject, **predicate, **page)

    @rule(id_=_concept_ids, languages=gen.languages, action=some("", "merge", "overwrite", "mend"))
    def name_concept(self, id_: str, languages: Json, action: str) -> None:
        sent = {"concept_id": id_, "concept_languages": languages}
        if action:
            self.call("PatchConceptLanguages", **sent, action=action)
        else:
            self.call("PostConceptLanguages", **sent)

    @rule(id_=_concept_ids, language=some("", "es", "en"))
    def read_languages(self, id_: str, language: str) -> None:
        if language:
            self.call("GetConceptLanguage", concept_id=id_, language=language)
        else:
            self.call("ListConceptLanguages", concept_id=id_)

    # -- datasets ------------------------------------------------------------------------

    @rule(datasets=gen.datasets)
    def post_datasets(self, datasets: Json) -> None:
        self.call("PostDatasets", datasets=datasets)

    @rule(datasets=gen.datasets, action=some("merge", "overwrite", "mend"))
    def patch_datasets(self, datasets: Json, action: str) -> None:
        self.call("PatchDatasets", datasets=datasets, action=action)

    @rule(page=gen.page, there=some(False, False, True))
    def list_datasets(self, page: Json, there: bool) -> None:
        self.call("ListDatasets", there, **page)

    @rule(id_=_dataset_ids)
    def get_dataset(self, id_: str) -> None:
        self.call("GetDataset", dataset_id=id_)

    @rule(ids=st.lists(_dataset_ids, max_size=2))
    def delete_datasets(self, ids: Json) -> None:
        self.call("DeleteDatasets", dataset_ids=ids)

    @rule(id_=_dataset_ids, inputs=st.lists(_INPUTS, max_size=2))
    def put_into_dataset(self, id_: str, inputs: list[str]) -> None:
        sent = [{"input": {"id": input_id}} for input_id in inputs]
        self.call("PostDatasetInputs", dataset_id=id_, dataset_inputs=sent)

    @rule(id_=_dataset_ids, page=gen.page)
    def list_dataset_inputs(self, id_: str, page: Json) -> None:
        self.call("ListDatasetInputs", dataset_id=id_, **page)

    @rule(id_=_dataset_ids, inputs=st.lists(_INPUTS, max_size=2))
    def take_out_of_dataset(self, id_: str, inputs: Json) -> None:
        self.call("DeleteDatasetInputs", dataset_id=id_, input_ids=inputs)

    @rule(id_=_dataset_ids, filters=st.lists(gen.search_filters, max_size=2))
    def find_into_dataset(self, id_: str, filters: Json) -> None:
        search = {"query": {"filters": filters}}
        self.call("PostDatasetInputs", dataset_id=id_, search=search)

    @rule(id_=_dataset_ids, version=gen.versions)
    def post_dataset_version(self, id_: str, version: Json) -> None:
        self.call("PostDatasetVersions", dataset_id=id_, dataset_versions=[version])

    @rule(id_=_dataset_ids, version=gen.versions, action=_overwrite)
    def patch_dataset_version(self, id_: str, version: Json, action: str) -> None:
        versions = {"dataset_versions": [version], "action": action}
        self.call("PatchDatasetVersions", dataset_id=id_, **versions)

    @rule(id_=_dataset_ids, ids=st.lists(_version_ids, max_size=2))
    def delete_dataset_versions(self, id_: str, ids: Json) -> None:
        self.call("DeleteDatasetVersions", dataset_id=id_, dataset_version_ids=ids)

    @rule(id_=_dataset_ids, version=_version_ids, types=gen.metrics_types, page=gen.page)
    def read_metrics(self, id_: str, version: str, types: Json, page: Json) -> None:
        named = {"dataset_id": id_, "dataset_version_id": version, "types": types}
        self.call("ListDatasetVersionMetricsGroups", **named, **page)

    @rule(id_=_dataset_ids, version=_version_ids, exports=gen.exports)
    def export_dataset_version(self, id_: str, version: str, exports: Json) -> None:
        named = {"dataset_id": id_, "dataset_version_id": version}
        self.call("PutDatasetVersionExports", **named, exports=exports)

    @rule(id_=_dataset_ids, version=_version_ids, listed=st.booleans())
    def read_dataset_versions(self, id_: str, version: str, listed: bool) -> None:
        if listed:
            self.call("ListDatasetVersions", dataset_id=id_)
        else:
            self.call("GetDatasetVersion", dataset_id=id_, dataset_version_id=version)

    # -- searches ------------------------------------------------------------------------

    @rule(rpc=some(*_FILTERED), filters=st.lists(gen.search_filters, max_size=2), page=gen.page)
    def search(self, rpc: str, filters: Json, page: Json) -> None:
        self.call(rpc, searches=[{"query": {"filters": filters}}], pagination=page)

    @rule(filters=st.lists(gen.search_filters, max_size=2))
    def count_hits(self, filters: Json) -> None:
        searches = [{"query": {"filters": filters}}]
        self.call("PostInputsSearches", searches=searches, only_count=True)

    @rule(ands=st.lists(gen.search_filters, max_size=2), page=gen.page)
    def search_as_of_old(self, ands: Json, page: Json) -> None:
        self.call("PostSearches", query={"ands": ands}, pagination=page)

    @rule(
        rpc=some(*_FILTERED), id_=some(*SEARCHES), filters=st.lists(gen.search_filters, max_size=1)
    )
    def save_search(self, rpc: str, id_: str, filters: Json) -> None:
        self.call(rpc, searches=[{"id": id_, "save": True, "query": {"filters": filters}}])

    @rule(id_=_search_ids, filters=gen.one_filter, action=_overwrite)
    def patch_search(self, id_: str, filters: Json, action: str) -> None:
        changed = {"id": id_, "query": {"filters": filters}}
        self.call("PatchSearches", searches=[changed], action=action)

    @rule(id_=_search_ids, page=gen.page, rpc=some("PostSearchesByID", *_FILTERED))
    def run_saved_search(self, id_: str, page: Json, rpc: str) -> None:
        named = {"id": id_} if rpc == "PostSearchesByID" else {"searches": [{"id": id_}]}
        self.call(rpc, **named, pagination=page)

    @rule(id_=_search_ids, page=gen.page, listed=st.booleans(), there=some(False, False, True))
    def read_searches(self, id_: str, page: Json, listed: bool, there: bool) -> None:
        if listed:
            self.call("ListSearches", there, **page)
        else:
            self.call("GetSearch", there, id=id_)

    @rule(id_=_search_ids)
    def delete_search(self, id_: str) -> None:
        self.call("DeleteSearch", id=id_)

    # -- apps ----------------------------------------------------------------------------

    @rule(fields=gen.app_fields, action=some("overwrite", "overwrite", "mend"))
    def patch_app(self, fields: dict[str, Any], action: str) -> None:
        self.call("PatchApps", apps=[{"id": "APP", **fields}], action=action)

    @rule(
        fields=gen.app_fields, action=some("overwrite", "overwrite", "mend"), details=st.booleans()
    )
    def patch_app_by_its_path(self, fields: dict[str, Any], action: str, details: bool) -> None:
        if details:
            self.call("PatchAppsDetails", apps=[fields], action=action)
        else:
            self.call("PatchApp", app=fields, action=action)

    @rule(name=some("PREFIX-app", "PREFIX-A*", "PREFIX-none"), page=gen.page)
    def search_apps(self, name: str, page: Json) -> None:
        self.call("PostAppsSearches", app_query={"name": name}, pagination=page)

    @rule(listed=st.booleans(), there=some(False, False, True))
    def read_app(self, listed: bool, there: bool) -> None:
        if listed:
            self.call("ListApps", id="APP")
        else:
            self.call("GetApp", there)
