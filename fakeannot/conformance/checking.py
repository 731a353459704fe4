"""A whole run: open the sandbox, explore, clear up, report."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fnmatch import fnmatch

from fakeannot.conformance.allowance import Allowance
from fakeannot.conformance.calls import ApiCall, Outcome, Place
from fakeannot.conformance.differences import Difference
from fakeannot.conformance.example import Example, Played
from fakeannot.conformance.halting import BudgetSpent, Fault
from fakeannot.conformance.report import Report
from fakeannot.conformance.sandbox import Sandbox
from fakeannot.conformance.session import IMAGE, Session
from fakeannot.conformance.targets import Target, open_target

_SHARE_FOR_SHRINKING = 5


@dataclass(frozen=True)
class Plan:
    """How a run is to be made.

    Attributes:
        user_id, app_id: the app to work in: an empty one, or one that is not there yet.
        other_app_id: a second one, to see that apps are apart; none if empty.
        max_calls: how many calls may be made in all.
        rate: how many a second; 0 for as fast as can be.
        seed: the same one makes the same calls.
        only: ids of rules, `*` for any text: differences that are of none of them are passed over.
        enough: after how many differences of tier error to stop.
        patience: how many seconds to wait for inputs to be processed, or to be gone.
        image: the URL of an image that the target can download.
        tour: whether to try each rule once before all is left to chance.
    """

    user_id: str
    app_id: str
    other_app_id: str = ""
    max_calls: int = 1_000
    rate: float = 0
    seed: int = 0
    only: Collection[str] = ()
    enough: int = 10
    patience: float = 60
    image: str = IMAGE
    tour: bool = True

    @property
    def places(self) -> list[Place]:
        apps = [self.app_id, *([self.other_app_id] if self.other_app_id else [])]
        return [Place(self.user_id, app_id) for app_id in apps]

    def concerns(self, difference: Difference) -> bool:
        """Whether a difference is one that is looked for."""
        patterns = self.only or ("*",)
        return any(fnmatch(id_, one) for id_ in difference.rules for one in patterns)


Observer = Callable[[Example, Played], None]


class Check:
    """One run.

    Args:
        target: what to check.
        also: another door of the same service, to see that both show the same.
        prefix: what all ids begin with; made up if not given.

    Attributes:
        report: what was found out so far, also if the run was interrupted.
    """

    def __init__(
        self, target: Target, plan: Plan, *, also: Target | None = None, prefix: str = ""
    ) -> None:
        self.target = target
        self.plan = plan
        self.prefix = prefix or f"fa{secrets.token_hex(2)}-"
        self.report = Report(target.name, target.wire, plan.places, seed=plan.seed)
        if target.wire == "rest" and "://" in target.name:
            self.report.base = target.name
        self._also = also

    def run(self, observer: Observer = lambda *_: None) -> Report:
        """Explore until the budget is spent or enough is found, and clear up.

        Args:
            observer: is given each call.

        Raises:
            ValueError: the plan's budget or rate cannot be.
        """
        from fakeannot.conformance.exploration import explore

        plan = self.plan
        allowance = Allowance(plan.max_calls, plan.rate)
        sandbox = Sandbox(self.target, allowance, plan.places, self.prefix, plan.patience)
        session = Session(
            sandbox,
            image=plan.image,
            concerns=plan.concerns,
            observer=observer,
            second_view=self._second_view(allowance),
            shrink_calls=max(plan.max_calls // _SHARE_FOR_SHRINKING, 60),
        )
        self.report.findings, self.report.agreed = session.findings, session.agreed
        try:
            with sandbox:
                explore(session, plan.seed, plan.enough, tour=plan.tour)
        except Fault as fault:
            self.report.fault = str(fault)
        except BudgetSpent:
            self.report.fault = "The calls did not suffice to begin, or to clear up."
        finally:
            self.report.calls, self.report.examples = allowance.made, session.examples
        return self.report

    def _second_view(self, allowance: Allowance) -> Callable[[ApiCall], Outcome] | None:
        also = self._also
        if also is None:
            return None

        def view(call: ApiCall) -> Outcome:
            allowance.spend()
            return also.send(call, self.plan.places[call.elsewhere])

        return view


def check(
    target: Target | str, *, key: str = "", user_id: str, app_id: str, **plan: object
) -> Report:
    """Check any implementation of the API against a fake.

    >>> report = check("http://127.0.0.1:8000", key=key, user_id="me-really", app_id="empty-one")
    >>> assert report.status == 0, report.text()

    Args:
        target: a `Target`, or the address of one, see `open_target`.
        key: the key for an address.
        plan: the other attributes of `Plan`.
    """
    opened = open_target(target, key) if isinstance(target, str) else target
    try:
        return Check(opened, Plan(user_id, app_id, **plan)).run()  # type: ignore[arg-type]  # by name
    finally:
        if isinstance(target, str):
            opened.close()
