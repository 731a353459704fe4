"""Why a call was refused, and the smallest edit that is not: `fake.explain()`.

    finding.py ─► explaining.py ─► search.py ─► proposals/   what may help, by rule
                       │               └──────► trial.py     whether it does, on a copy
                  telling.py: as text and JSON

Nothing of it runs before somebody asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.testing.explanation.explaining import (
    Changed,
    Edit,
    Explanation,
    Reason,
    explained,
)
from fakeannot.testing.explanation.finding import NothingRefused, UnknownCall, found_call
from fakeannot.testing.explanation.telling import as_json
from fakeannot.testing.explanation.trial import Trials

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher
    from fakeannot.testing.journal_call import JournalCall

__all__ = [
    "Changed",
    "Edit",
    "Explanation",
    "NothingRefused",
    "Reason",
    "UnknownCall",
    "as_json",
    "explain",
]


def explain(dispatcher: Dispatcher, which: JournalCall | str | None = None) -> Explanation:
    """Why a call was refused, see `FakeClarifai.explain`."""
    call = found_call(dispatcher, which)
    with dispatcher.lock:
        trials = Trials(dispatcher.settings, dispatcher.state)
    return explained(call, call._record, trials)
