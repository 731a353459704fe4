"""What happened in a fake, as properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher
    from fakeannot.testing.explanation import Explanation
    from fakeannot.testing.journal import Journal
    from fakeannot.testing.journal_call import JournalCall


class Observable:
    """What lets look at the calls of a fake."""

    _dispatcher: Dispatcher

    @property
    def journal(self) -> Journal:
        """The calls that were made, and assertions on them."""
        from fakeannot.testing.journal import Journal

        return Journal(self._dispatcher)

    def explain(self, which: JournalCall | str | None = None) -> Explanation:
        """Why a call was refused, and the smallest edit with which it succeeds as the fake is now.

        Edits are tried on copies; the fake, its ids and its journal stay as they are, and nothing
        that was supplied is run.

        >>> print(fake.explain())

        Args:
            which: a call of the journal, or a req_id or what it ends in; else the latest refused.

        Raises:
            NothingRefused: no call that is kept was refused.
            UnknownCall: no call that is kept has that req_id.
        """
        from fakeannot.testing.explanation import explain

        return explain(self._dispatcher, which)
