"""Wrong fakes, each of which the conformance check has to find; see `__main__` for the table."""

from __future__ import annotations

from tests.conformance.mutants import (
    deleting,
    listing,
    patching,
    posting,
    saved,
    versions,
    wider,
    wire,
)
from tests.conformance.mutants.mutant import MUTANTS, Mutant

__all__ = ["MUTANTS", "Mutant", "deleting", "listing", "patching", "posting"]
__all__ += ["saved", "versions", "wider", "wire"]
