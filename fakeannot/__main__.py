"""`python -m fakeannot` is the command `fakeannot`."""

from __future__ import annotations

import sys

from fakeannot.cli import main

if __name__ == "__main__":
    sys.exit(main())
