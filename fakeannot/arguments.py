"""What the parts of the command line share; a misspelt option is told the nearest one."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from typing import Any

from fakeannot.admin_token import FORM, VARIABLE, can_be_token

LOOPBACK = "127.0.0.1"
PROFILES = ("documented", "current")


class ArgumentParser(argparse.ArgumentParser):
    """argparse's own, but for what is said of an option that there is none of."""

    # A command's options are read by a parser of its own, which argparse asks through this.
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        options, unknown = super().parse_known_args(args, namespace)
        for argument in unknown:
            if argument.startswith("-"):
                name = argument.partition("=")[0]
                self.error(f"there is no option {name}.{self._near(name)}")
        return options, unknown

    def _near(self, name: str) -> str:
        known = re.findall(r"--?[a-z][a-z-]*", self.format_usage())
        near = difflib.get_close_matches(name, known, n=1)
        return f" Did you mean {near[0]}?" if near else ""


def add_admin_token(parser: argparse.ArgumentParser, told: str) -> None:
    """Add `--admin-token`; what is not given is looked for in the environment."""
    parser.add_argument(
        "--admin-token",
        type=_token,
        metavar="TOKEN",
        default=os.environ.get(VARIABLE) or None,
        help=f"{told} (default: the environment variable {VARIABLE}, if there is one)",
    )


def _token(text: str) -> str:
    # Nor may it be empty, as an unset variable is: a server without one is not what was meant.
    if not can_be_token(text):
        raise argparse.ArgumentTypeError(FORM)
    return text


def failed(message: str) -> int:
    """Say what cannot be done as asked; the exit status that goes with it."""
    print(f"fakeannot: {message}", file=sys.stderr)
    return 2
