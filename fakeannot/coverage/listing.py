"""The coverage written out: for a terminal, as JSON, and as the page docs/coverage.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from fakeannot.coverage.covered import STATES, Covered
from fakeannot.rules import rules
from fakeannot.rules.listing import EVIDENCE

_SHORTER = {
    "{user_app_id.user_id}": "{user}",
    "{user_app_id.app_id}": "{app}",
}
_HEAD = """\
# Coverage

Every RPC of the contract, and what the fake makes of it:

- *built*: it does what the ledger says, and what it does shows in the answers to other RPCs: a
  posted label is found by searches, counted, frozen in dataset versions and exported;
- *stored only*: things are kept, listed, changed and deleted with the same care, ids, times and
  refusals, but what the real service has them for is not done, so that answers about anything else
  are the same with them and without. No model is trained and none predicts, no workflow runs,
  nothing is chosen for a dataset version by an annotation filter, and no object is followed through
  a video because of a track, whose status changes by PATCH alone;
- *with a detector*: a detector of yours answers, see [supplying-answers.md](supplying-answers.md);
  without one it is refused;
- *refused*: REST refuses it with 501 and 10040, gRPC with UNIMPLEMENTED, unless you
  [supply an answer](supplying-answers.md).

The evidence is how many of the rules that its code names are known how, beside those of every
call; [fidelity.md](fidelity.md) has each. `fakeannot coverage` prints this list, with the rules
themselves if `--json` is given, and `fakeannot coverage --markdown` wrote this page.
"""


def as_text(listed: Sequence[Covered]) -> str:
    """A line for each RPC, and how many there are of each state."""
    width = max(len(one.rpc) for one in listed)
    states = max(map(len, STATES))
    lines = [
        f"{one.state:<{states}}  {one.rpc:<{width}}  {evidence_of(one)}".rstrip() for one in listed
    ]
    return "\n".join([*lines, counted(listed)])


def as_json(listed: Iterable[Covered]) -> str:
    """A list of objects with the attributes of `Covered`."""
    return json.dumps([one._asdict() for one in listed], indent=2)


def as_markdown(listed: Sequence[Covered]) -> str:
    """The page docs/coverage.md."""
    rows = [f"| {one.rpc} | {one.state} | {_routes(one)} | {evidence_of(one)} |" for one in listed]
    summary = f"{counted(listed)} The contract is that of clarifai-grpc {contract_version()}."
    table = "\n".join(["| RPC | state | routes | evidence |", "|---|---|---|---|", *rows])
    return f"{_HEAD}\n{summary}\n\n{table}\n"


def contract_version() -> str:
    """The version of the package that the contract is read from."""
    return version("clarifai-grpc")


def evidence_of(one: Covered) -> str:
    """How many of an RPC's rules are known how; empty for none."""
    known = [rules()[id_].evidence for id_ in one.rules]
    return ", ".join(f"{known.count(kind)} {kind}" for kind in EVIDENCE if kind in known)


def counted(listed: Sequence[Covered]) -> str:
    """How many RPCs there are of each state, as a sentence."""
    states = [one.state for one in listed]
    kinds = ", ".join(f"{states.count(state)} {state}" for state in STATES)
    return f"{len(listed)} RPCs: {kinds}."


def _routes(one: Covered) -> str:
    routes = "<br>".join(f"`{route}`" for route in one.routes)
    for long, short in _SHORTER.items():
        routes = routes.replace(long, short)
    return routes
