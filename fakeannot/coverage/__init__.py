"""What the fake covers of the contract: each RPC, how far it is built, and on what evidence.

Nothing imports it but the command; `fakeannot coverage --markdown` writes docs/coverage.md.
"""

from fakeannot.coverage.covered import Covered, covered
from fakeannot.coverage.listing import as_json, as_markdown, as_text

__all__ = ["Covered", "as_json", "as_markdown", "as_text", "covered"]
