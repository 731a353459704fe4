"""The app that a run works in: one that it made, or that was empty, and is empty again after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from types import TracebackType

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.conformance.allowance import Allowance
from fakeannot.conformance.calls import ApiCall, Json, Outcome, Place
from fakeannot.conformance.halting import BudgetSpent, Fault
from fakeannot.conformance.targets import Target

_UNFINISHED = frozenset((StatusCode.INPUT_PENDING, StatusCode.INPUT_IN_PROGRESS))
_REFUSED_KEY = range(StatusCode.CONN_ACCOUNT_ISSUES, StatusCode.CONN_BAD_REQUEST_FORMAT)
_MOST = 128
_NO_MODELS = {"id": "Empty", "app_id": "main", "user_id": "clarifai"}


class NotEmptied(Exception):
    """Things are listed in the app that were deleted from it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("deleted inputs are still listed")
        self.outcome = outcome


class Sandbox:
    """Calls to a target, confined to one or two apps that are cleared up at the end.

        with Sandbox(target, allowance, [Place("me", "conformance")], "fa3c") as sandbox:
            sandbox.send(ApiCall("ListInputs"))

    Args:
        places: the app, and perhaps a second one for calls that are about elsewhere.
        prefix: what the ids of everything that is made there begin with.
        patience: how many seconds to wait for inputs to be processed, or to be gone.

    Raises:
        Fault: on entering: the app is not empty, or cannot be made or read.
    """

    def __init__(
        self,
        target: Target,
        allowance: Allowance,
        places: Sequence[Place],
        prefix: str,
        patience: float = 60,
    ) -> None:
        self.target = target
        self.allowance = allowance
        self.places = list(places)
        self.prefix = prefix
        self._patience = patience
        self._made_apps: list[Place] = []
        self._inputs: list[dict[str, None]] = [{}, {}]

    def __enter__(self) -> Sandbox:
        try:
            for place in self.places:
                self._open(place)
        except BaseException:
            self._remove_apps()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            with self.allowance.clearing_up():
                self.clear()
        except (NotEmptied, BudgetSpent) as left:
            raise Fault(
                f"Not all could be removed from the app {self.places[0].app_id!r}: what is left "
                f"has ids that begin with {self.prefix!r}."
            ) from left
        finally:
            self._remove_apps()

    @property
    def made_apps(self) -> list[str]:
        """The apps that the run has made and will remove."""
        return [place.app_id for place in self._made_apps]

    def send(self, call: ApiCall) -> Outcome:
        """Make a call, once its turn has come; inputs that it posts are waited for.

        Raises:
            BudgetSpent: no call is left.
            Fault: there is no answer, or the inputs are not processed in time.
        """
        self.allowance.spend()
        outcome = self.target.send(call, self.places[call.elsewhere])
        if call.rpc == "PostInputs":
            posted = [str(one["id"]) for one in outcome.items("inputs") if _is_accepted(one)]
            self._inputs[call.elsewhere].update(dict.fromkeys(posted))
            self._await(posted, call.elsewhere)
        return outcome

    def clear(self) -> None:
        """Delete all inputs that were made, and with them all annotations.

        Raises:
            NotEmptied: what was deleted is still listed after a while.
            Fault: there are inputs in the app that somebody else has made.
        """
        for elsewhere in range(len(self.places)):
            if self._inputs[elsewhere]:
                self._clear(bool(elsewhere))
                self._inputs[elsewhere].clear()

    def _clear(self, elsewhere: bool) -> None:
        self._delete(self._inputs[elsewhere], elsewhere)
        for pause in self._pauses():
            found = self.send(ApiCall("ListInputs", {"per_page": _MOST}, elsewhere))
            ids = [str(one.get("id")) for one in found.items("inputs")]
            if not ids:
                return
            self._check_own(ids, elsewhere)
            self.allowance.wait(pause)
            self._delete(ids, elsewhere)
        raise NotEmptied(found)

    def _check_own(self, ids: Iterable[str], elsewhere: bool) -> None:
        for id_ in ids:
            if id_ not in self._inputs[elsewhere] and not id_.startswith(self.prefix):
                app_id = self.places[elsewhere].app_id
                raise Fault(f"Somebody else works in the app {app_id!r}: it has an input {id_!r}.")

    def _delete(self, ids: Collection[str], elsewhere: bool) -> None:
        wanted = list(ids)
        for start in range(0, len(wanted), _MOST):
            self.send(ApiCall("DeleteInputs", {"ids": wanted[start : start + _MOST]}, elsewhere))

    def _await(self, ids: list[str], elsewhere: bool) -> None:
        """Wait until these inputs are processed."""
        if not ids:
            return
        wanted = {"ids": ids, "per_page": len(ids)}
        for pause in self._pauses():
            found = self.send(ApiCall("ListInputs", wanted, elsewhere)).items("inputs")
            if not any(_code(one) in _UNFINISHED for one in found):
                return
            self.allowance.wait(pause)
        raise Fault(f"Inputs were not processed within {self._patience:g} seconds.")

    def _pauses(self) -> Iterable[float]:
        """Pauses that grow, within the patience there is."""
        pause, waited = 0.25, 0.0
        while waited <= self._patience:
            yield pause
            waited += pause
            pause = min(pause * 2, 5.0)

    def _open(self, place: Place) -> None:
        """Make sure that an app is there and empty."""
        elsewhere = place is not self.places[0]
        found = self.send(ApiCall("ListInputs", {"per_page": 1}, elsewhere))
        if found.code == StatusCode.CONN_DOES_NOT_EXIST:
            self._make(place, elsewhere)
            return
        if found.code in _REFUSED_KEY or found.status in (401, 403):
            raise Fault(f"{self.target.name} refuses the key: {_said(found)}")
        everything = {"per_page": 1, "list_all_annotations": True}
        annotations = self.send(ApiCall("ListAnnotations", everything, elsewhere))
        for answer, name in ((found, "inputs"), (annotations, "annotations")):
            if answer.code != StatusCode.SUCCESS:
                raise Fault(f"{self.target.name} cannot list {name}: {_said(answer)}")
            if answer.items(name):
                raise Fault(
                    f"The app {place.app_id!r} is not empty: it has {name}. Name an empty app, or "
                    "one that does not exist, which is then made for the run and removed after it."
                )

    def _make(self, place: Place, elsewhere: bool) -> None:
        app = {"id": place.app_id, "default_workflow": _NO_MODELS}
        made = self.send(ApiCall("PostApps", {"apps": [app]}, elsewhere))
        if made.code != StatusCode.SUCCESS:
            raise Fault(
                f"The app {place.app_id!r} does not exist, and cannot be made: {_said(made)}"
            )
        self._made_apps.append(place)

    def _remove_apps(self) -> None:
        with self.allowance.clearing_up():
            while self._made_apps:
                place = self._made_apps.pop()
                gone = self.send(ApiCall("DeleteApp", {}, place is not self.places[0]))
                if gone.code != StatusCode.SUCCESS:
                    raise Fault(f"The app {place.app_id!r} is left over: {_said(gone)}")


def _is_accepted(item: Json) -> bool:
    return isinstance(item, dict) and "id" in item and _code(item) in _UNFINISHED


def _code(item: Json) -> int:
    status = item.get("status") if isinstance(item, dict) else None
    code = status.get("code", 0) if isinstance(status, dict) else 0
    return code if isinstance(code, int) else 0


def _said(outcome: Outcome) -> str:
    status = outcome.body.get("status", {}) if isinstance(outcome.body, dict) else {}
    told = [str(status[name]) for name in ("code", "description", "details") if status.get(name)]
    return f"{outcome.status} {': '.join(told) or outcome.text[:200]}"
