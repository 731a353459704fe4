"""What searches find: queries made into tests and scores, and these asked of inputs or annotations.

`plan` reads a query, `finding` asks it of an app; `inputs_matching` is for who fills datasets.
"""

from __future__ import annotations

from fakeannot.service.searching.finding import inputs_matching

__all__ = ["inputs_matching"]
