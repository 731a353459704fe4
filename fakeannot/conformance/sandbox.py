"""The app that a run works in: one that it made, or that was empty, and is empty again after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from types import TracebackType

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.conformance.allowance import Allowance
from fakeannot.conformance.calls import ApiCall, Outcome, Place
from fakeannot.conformance.halting import BudgetSpent, Fault
from fakeannot.conformance.kinds import DATASETS, INPUTS, KINDS, SEARCHES, Kind
from fakeannot.conformance.made_apps import (
    LISTS_OF_APPS,
    OF_APPS,
    PATCHES_OF_APPS,
    as_made,
    made_app,
    patched_apps,
    without_others,
)
from fakeannot.conformance.progress import OF_VERSIONS, is_unfinished, unsigned
from fakeannot.conformance.targets import Target

_REFUSED_KEY = range(StatusCode.CONN_ACCOUNT_ISSUES, StatusCode.CONN_BAD_REQUEST_FORMAT)
_MOST = 128


class NotEmptied(Exception):
    """Things are listed in the app that were deleted from it."""

    def __init__(self, kind: Kind, outcome: Outcome) -> None:
        super().__init__(f"deleted {kind.name} are still listed")
        self.kind = kind
        self.outcome = outcome


class Sandbox:
    """Calls to a target, confined to one or two apps that are cleared up at the end.

        with Sandbox(target, allowance, [Place("me", "conformance")], "fa3c") as sandbox:
            sandbox.send(ApiCall("ListInputs"))

    Args:
        places: the app, and perhaps a second one for calls that are about elsewhere.
        prefix: what the ids of everything that is made there begin with. If it is empty, whatever
            is found there later is taken for the run's own.
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
        # Ids of what was posted, of each kind in each app.
        self._posted: dict[tuple[Kind, bool], dict[str, None]] = {
            (kind, elsewhere): {} for kind in KINDS for elsewhere in (False, True)
        }
        self._patched_apps: set[bool] = set()

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
        """Make a call, once its turn has come; inputs and versions that it posts are waited for.

        Raises:
            BudgetSpent: no call is left.
            Fault: there is no answer, or what is posted is not processed in time.
            ValueError: the call is about an app that is not the run's own.
        """
        if not (self.lets_through(call) and patched_apps(call) <= {*self.made_apps}):
            raise ValueError(f"{call.rpc} is for apps alone that the run has made: {call.fields}")
        self.allowance.spend()
        outcome = self.target.send(call, self.places[call.elsewhere])
        if call.rpc in PATCHES_OF_APPS:
            self._patched_apps.add(call.elsewhere)
        elif call.rpc in LISTS_OF_APPS:
            return without_others(outcome, self.made_apps)
        self._remember(call, outcome)
        return outcome._replace(body=unsigned(outcome.body))

    def lets_through(self, call: ApiCall) -> bool:
        """Whether there is a place for a call; one about an app itself needs one of the run's."""
        if call.elsewhere and len(self.places) < 2:
            return False
        return call.rpc not in OF_APPS or self.places[call.elsewhere] in self._made_apps

    def _remember(self, call: ApiCall, outcome: Outcome) -> None:
        """Note what was posted, and wait until it is processed."""
        if call.rpc == INPUTS.posts:
            posted = [
                str(one["id"])
                for one in outcome.items("inputs")
                if is_unfinished(one) and "id" in one
            ]
            self._posted[INPUTS, call.elsewhere].update(dict.fromkeys(posted))
            self.wait_for(posted, call.elsewhere)
        elif call.rpc == DATASETS.posts:
            made = [str(one.get("id")) for one in outcome.items("datasets")]
            self._posted[DATASETS, call.elsewhere].update(dict.fromkeys(made))
        elif "Searches" in call.rpc and not call.is_read:
            saved = [str(one.get("id")) for one in outcome.items("searches")]
            self._posted[SEARCHES, call.elsewhere].update(dict.fromkeys(saved))
        elif outcome.items(OF_VERSIONS.get(call.rpc, "")):
            wanted = {"dataset_id": call.fields.get("dataset_id", ""), "per_page": _MOST}
            versions = ApiCall("ListDatasetVersions", wanted, call.elsewhere)
            self._wait(versions, "dataset_versions")

    def clear(self) -> None:
        """Delete all datasets, saved searches and inputs that were made, with the latter all
        annotations, and have apps say of themselves what they did at first.

        Raises:
            NotEmptied: what was deleted is still listed after a while.
            Fault: there are things in the app that somebody else has made.
        """
        for (kind, elsewhere), posted in self._posted.items():
            if posted or (not self.prefix and elsewhere < len(self.places)):
                self._clear(kind, elsewhere)
                posted.clear()
        for elsewhere in list(self._patched_apps):
            self.send(as_made(self.places[elsewhere].app_id, elsewhere))
        self._patched_apps.clear()

    def _clear(self, kind: Kind, elsewhere: bool) -> None:
        posted = self._posted[kind, elsewhere]
        self._delete(kind, posted, elsewhere)
        for pause in self._pauses():
            found = self.send(ApiCall(kind.lists, {"per_page": _MOST}, elsewhere))
            ids = [str(one.get("id")) for one in found.items(kind.name)]
            if not ids:
                return
            self._check_own(kind, ids, elsewhere)
            if not posted.keys().isdisjoint(ids):
                self.allowance.wait(pause)  # for what was deleted before, and is still listed
            posted.update(dict.fromkeys(ids))
            self._delete(kind, ids, elsewhere)
        raise NotEmptied(kind, found)

    def _check_own(self, kind: Kind, ids: Iterable[str], elsewhere: bool) -> None:
        for id_ in ids:
            if id_ not in self._posted[kind, elsewhere] and not id_.startswith(self.prefix):
                app_id = self.places[elsewhere].app_id
                raise Fault(
                    f"Somebody else works in the app {app_id!r}: it has {id_!r} among its "
                    f"{kind.name}."
                )

    def _delete(self, kind: Kind, ids: Collection[str], elsewhere: bool) -> None:
        wanted = list(ids)
        for start in range(0, len(wanted), 1 if kind.one_by_one else _MOST):
            named = wanted[start] if kind.one_by_one else wanted[start : start + _MOST]
            self.send(ApiCall(kind.deletes, {kind.ids: named}, elsewhere))

    def wait_for(self, ids: list[str], elsewhere: bool = False) -> None:
        """Wait until these inputs, no more than a page has, are processed.

        Raises:
            Fault: they are not in time.
        """
        if not ids:
            return
        wanted = {"ids": ids, "per_page": len(ids)}
        self._wait(ApiCall("ListInputs", wanted, elsewhere), "inputs")

    def _wait(self, call: ApiCall, name: str) -> None:
        """Ask again until none of what is listed is unfinished."""
        for pause in self._pauses():
            if not any(map(is_unfinished, self.send(call).items(name))):
                return
            self.allowance.wait(pause)
        said = name.replace("_", " ").capitalize()
        raise Fault(f"{said} were not processed within {self._patience:g} seconds.")

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
        kept = (
            (self.send(ApiCall(kind.lists, {"per_page": 1}, elsewhere)), kind.name)
            for kind in (DATASETS, SEARCHES)
        )
        listed = ((found, "inputs"), (annotations, "annotations"), *kept)
        for answer, name in listed:
            if answer.code != StatusCode.SUCCESS:
                raise Fault(f"{self.target.name} cannot list {name}: {_said(answer)}")
            if answer.items(name):
                raise Fault(
                    f"The app {place.app_id!r} is not empty: it has {name}. Name an empty app, or "
                    "one that does not exist, which is then made for the run and removed after it."
                )

    def _make(self, place: Place, elsewhere: bool) -> None:
        made = self.send(ApiCall("PostApps", {"apps": [made_app(place.app_id)]}, elsewhere))
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


def _said(outcome: Outcome) -> str:
    status = outcome.body.get("status", {}) if isinstance(outcome.body, dict) else {}
    told = [str(status[name]) for name in ("code", "description", "details") if status.get(name)]
    return f"{outcome.status} {': '.join(told) or outcome.text[:200]}"
