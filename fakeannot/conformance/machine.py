"""The state machine: which calls are made, in any order, with which arguments."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from fakeannot.conformance import generation as gen
from fakeannot.conformance.calls import ApiCall, Json
from fakeannot.conformance.generation import some
from fakeannot.conformance.laws import Laws
from fakeannot.conformance.names import CONCEPTS, NEVER_USED
from fakeannot.conformance.oddities import IN_HEADERS, ODDITIES
from fakeannot.conformance.session import Session
from fakeannot.conformance.wider_machine import WiderMachine

_SIZES = (25, 21, 129, 128, 127)
_INPUT = {"data": {"image": {"url": "IMAGE", "allow_duplicate_url": True}}}
elsewhere = some(False, False, False, False, True)


class ConformanceMachine(Laws, WiderMachine):
    """Random calls to a target and to a fake, compared one by one, and laws checked in between.

    `machine_for` makes one for a target.
    """

    # -- beginnings ----------------------------------------------------------------------

    @initialize(
        inputs=some(["i1", "i2"], ["i1", "i2"], ["i1"], []),
        labelled=st.booleans(),
        crowded=some(False, False, True),
        twice=some(False, False, True),
    )
    def begin(self, inputs: list[str], labelled: bool, crowded: bool, twice: bool) -> None:
        """Begin with a few inputs, perhaps of the same ids elsewhere, or over a page's worth."""
        concepts = {"concepts": [{"id": "c1"}]} if labelled else {}
        sent = [{"id": id_, "data": {**_INPUT["data"], **concepts}} for id_ in inputs]
        for there in (False, True) if twice else (False,):
            if sent:
                self.call("PostInputs", there, inputs=sent)
        if sent and crowded:
            many = [{"input_id": inputs[n % len(inputs)]} for n in range(_SIZES[0])]
            self.call("PostAnnotations", annotations=many)

    # -- inputs --------------------------------------------------------------------------

    @rule(inputs=gen.posted_inputs, there=elsewhere, suffix=some(False, False, True))
    def post_inputs(self, inputs: Json, there: bool, suffix: bool) -> None:
        how = {"input_id_conflict_resolution": "SUFFIX"} if suffix else {}
        self.call("PostInputs", there, inputs=inputs, **how)

    @rule(inputs=gen.patched_inputs, action=some(*gen.ACTIONS))
    def patch_inputs(self, inputs: Json, action: str) -> None:
        self.call("PatchInputs", inputs=inputs, action=action)

    @rule(id_=some("i1", "i2", "i3", "none"), there=elsewhere)
    def get_input(self, id_: str, there: bool) -> None:
        self.call("GetInput", there, input_id=id_)

    @rule(
        page=gen.page,
        ids=st.lists(some("i1", "i2", "none"), max_size=2),
        status=some(None, 30000, "INPUT_PENDING"),
        there=elsewhere,
    )
    def list_inputs(self, page: Json, ids: Json, status: Json, there: bool) -> None:
        filters = {"ids": ids} if ids else {}
        wanted = {"status": {"code": status}} if status else {}
        self.call("ListInputs", there, **page, **filters, **wanted)

    @rule(there=elsewhere)
    def count_inputs(self, there: bool) -> None:
        self.call("GetInputCount", there)

    @rule(id_=some("i1", "i2", "i3", "none"), there=elsewhere)
    def delete_input(self, id_: str, there: bool) -> None:
        self.call("DeleteInput", there, input_id=id_)

    @rule(ids=st.lists(some("i1", "i2", "none"), max_size=2))
    def delete_inputs(self, ids: Json) -> None:
        self.call("DeleteInputs", ids=ids)

    # -- annotations ---------------------------------------------------------------------

    @rule(annotations=gen.posted_annotations, there=elsewhere)
    def post_annotations(self, annotations: Json, there: bool) -> None:
        self.call("PostAnnotations", there, annotations=annotations)

    @rule(size=some(*_SIZES), inputs=some(["i1"], ["i1", "i2"], ["i1", "none"]))
    def post_many(self, size: int, inputs: list[str]) -> None:
        sent = [{"input_id": inputs[n % len(inputs)]} for n in range(size)]
        self.call("PostAnnotations", annotations=sent)

    @rule(filters=gen.filters, page=gen.page, there=elsewhere)
    def list_annotations(self, filters: Json, page: Json, there: bool) -> None:
        self.call("ListAnnotations", there, **filters, **page)

    @rule(page=gen.page, there=elsewhere)
    def list_all(self, page: Json, there: bool) -> None:
        self.call("ListAnnotations", there, **page)

    @rule(numbers=st.lists(gen.numbers, min_size=1, max_size=3), missing=some(0, 0, 1, -1, -3))
    def list_pairs(self, numbers: list[int], missing: int) -> None:
        self.call("ListAnnotations", **self._pairs(numbers, missing))

    @rule(number=gen.numbers, there=elsewhere)
    def get_annotation(self, number: int, there: bool) -> None:
        self.call("GetAnnotation", there, **_of_one(self.annotation(number, there)))

    @rule(
        patches=st.lists(st.tuples(gen.numbers, gen.patched_rest), min_size=1, max_size=2),
        action=some(*gen.ACTIONS),
        delete=some(False, False, True),
    )
    def patch_annotations(self, patches: Any, action: str, delete: bool) -> None:
        sent = [{**rest, **self.annotation(number)} for number, rest in patches]
        how = {"delete_if_empty_data": True} if delete else {}
        self.call("PatchAnnotations", annotations=sent, action=action, **how)

    @rule(
        task=some("t1", "t2"),
        status=some(*gen.STATUSES, "SUCCESS"),
        users=some([], ["me"], ["nobody"]),
        before=some([], ["ANNOTATION_PENDING"]),
        action=some("overwrite", "overwrite", "merge"),
    )
    def patch_status(self, task: str, status: Json, users: Json, before: Json, action: str) -> None:
        named = {"user_ids": users, "status_codes": before}
        fields = {name: value for name, value in named.items() if value}
        self.call(
            "PatchAnnotationsStatus", task_id=task, status_code=status, action=action, **fields
        )

    @rule(number=gen.numbers, there=elsewhere)
    def delete_annotation(self, number: int, there: bool) -> None:
        self.call("DeleteAnnotation", there, **_of_one(self.annotation(number, there)))

    @rule(
        numbers=st.lists(gen.numbers, max_size=3), missing=some(0, 0, 1, -1, -3), route=some(0, 1)
    )
    def delete_pairs(self, numbers: list[int], missing: int, route: int) -> None:
        fields = self._pairs(numbers, missing)
        self.play(ApiCall("DeleteAnnotations", fields, route=route))

    @rule(inputs=st.lists(some("i1", "i2", "none"), min_size=1, max_size=2), there=elsewhere)
    def delete_of_inputs(self, inputs: Json, there: bool) -> None:
        self.call("DeleteAnnotations", there, input_ids=inputs)

    def _pairs(self, numbers: list[int], missing: int) -> dict[str, Json]:
        """Input ids and ids of annotations: the latter without the last ones if some are missing,
        the former if a negative number of them is."""
        found = [self.annotation(number) for number in numbers]
        input_ids, ids = ([one[name] for one in found] for name in ("input_id", "id"))
        input_ids = input_ids[: max(len(input_ids) + min(missing, 0), 0)]
        return {"input_ids": input_ids, "ids": ids[: len(ids) - max(missing, 0)]}

    # -- what is wrong, or unusual -------------------------------------------------------

    @rule(id_=some(*CONCEPTS, NEVER_USED))
    def get_concept(self, id_: str) -> None:
        # Concepts outlive examples: of one that this example has not used, the target may know.
        used = self.example.has_concept(self.example.names.of(id_))
        self.call("GetConcept", concept_id=id_ if used else NEVER_USED)

    @rule(
        action=some("mend", ""),
        rpc=some("PatchAnnotations", "PatchInputs"),
        count=some(1, 0, 129),
    )
    def patch_in_no_known_way(self, action: str, rpc: str, count: int) -> None:
        field = "annotations" if rpc == "PatchAnnotations" else "inputs"
        sent = {field: [{"id": "a1"}] * count}
        self.call(rpc, action="merge" if count != 1 else action, **sent)

    @rule(rpc=some("PostAnnotations", "PostInputs", "DeleteAnnotations", "DeleteInputs"),
          count=some(0, 129))  # fmt: skip
    def send_none_or_too_many(self, rpc: str, count: int) -> None:
        field, item = _ITEMS[rpc]
        self.call(rpc, **{field: [item] * count})

    @rule(oddity=some(*ODDITIES), call=st.integers(0, 3))
    def send_something_odd(self, oddity: str, call: int) -> None:
        if self.example.wire == "rest" or oddity in IN_HEADERS:
            made = _ODD_CALLS[call]
            self.play(ApiCall(made.rpc, made.fields, oddity=oddity))


_ITEMS: dict[str, tuple[str, Json]] = {
    "PostAnnotations": ("annotations", {"input_id": "i1"}),
    "PostInputs": ("inputs", _INPUT),
    "DeleteAnnotations": ("input_ids", "none"),
    "DeleteInputs": ("ids", "none"),
}
_ODD_CALLS = (
    ApiCall("ListAnnotations", {"per_page": 2}),
    ApiCall("PostAnnotations", {"annotations": [{"input_id": "i1", "data": {}}]}),
    ApiCall("DeleteAnnotations", {"input_ids": ["i1"]}),
    ApiCall("GetInput", {"input_id": "i1"}),
)


def _of_one(annotation: dict[str, str]) -> dict[str, str]:
    return {"input_id": annotation["input_id"], "annotation_id": annotation["id"]}


def machine_for(session: Session) -> type[ConformanceMachine]:
    """The state machine that explores what a session is about."""
    return type("Conformance", (ConformanceMachine,), {"session": session})
