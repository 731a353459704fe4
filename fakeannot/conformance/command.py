"""`fakeannot conform` and `fakeannot replay`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakeannot.conformance.checking import Check, Observer
    from fakeannot.conformance.report import Report

_REAL = "clarifai.com"


class _NotAsAsked(Exception):
    """The command cannot be carried out as it was given."""


def add_commands(commands: Any) -> None:
    """Add both commands to the subparsers of `fakeannot`."""
    _add_conform(
        commands.add_parser(
            "conform",
            help="compare an API with the fake, call by call",
            description="Make the same random calls to an API and to a fake, and compare each "
            "answer. Works in an empty app, or makes one, and removes what it made. Exits with 0 "
            "if they agree, 1 if they differ, 2 if the target or the call is at fault.",
        )
    )
    replayed = commands.add_parser("replay", help="compare a recorded run with the fake, offline")
    replayed.add_argument("file", metavar="FILE", help="what `conform --record` wrote")
    replayed.add_argument("--json", action="store_true", help="print the report as JSON")
    replayed.set_defaults(run=_replay)


def _add_conform(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_conform)
    add = parser.add_argument
    add("--target", required=True, help="https://HOST, http://HOST:PORT, grpc:HOST:PORT or grpcs:")
    add("--pat-env", required=True, metavar="NAME", help="the environment variable with the key")
    add("--user", required=True, help="the user whose app it is, not `me`")
    add("--app", required=True, help="an empty app, or one to be made and removed again")
    add("--other-app", default="", metavar="APP", help="a second one, to see that apps are apart")
    add("--also", metavar="TARGET", help="another door of the same API, to compare their views")
    add("--max-calls", type=int, default=1_000, metavar="N", help="in all (default %(default)s)")
    add(
        "--rate",
        type=float,
        default=10,
        metavar="R",
        help="a second; 0: no limit (default 10)",
    )
    add("--seed", type=int, default=0, metavar="S", help="the same one makes the same calls")
    add("--only", default="", metavar="RULES", help="rules to look at, with commas; * is any text")
    add("--enough", type=int, default=10, metavar="N", help="stop after N errors (default 10)")
    add("--patience", type=float, default=60, metavar="SECONDS", help="to wait for inputs")
    add("--image", metavar="URL", help="an image that the target can download")
    add("--ca-file", metavar="FILE", help="certificates to trust, in PEM")
    add("--record", metavar="FILE", help="keep the calls and answers, for `fakeannot replay`")
    add("--json", action="store_true", help="print the report as JSON")
    add("--yes-real", action="store_true", help="yes, call the real service")
    add("--update-ledger", action="store_true", help="have confirmed rules be observed ones")


def _conform(options: argparse.Namespace) -> int:
    try:
        return _checked(options)
    except (_NotAsAsked, ValueError, OSError) as error:
        return _fail(str(error))


def _checked(options: argparse.Namespace) -> int:
    key = _key(options)
    _refuse_real(options)
    try:
        import hypothesis  # noqa: F401 # only whether it is there

        from fakeannot.conformance.checking import Check, Plan
        from fakeannot.conformance.session import IMAGE
        from fakeannot.conformance.targets import open_target
    except ModuleNotFoundError as error:
        raise _NotAsAsked(
            f"This needs the package {error.name}: pip install 'fakeannot[conform]'"
        ) from None
    plan = Plan(
        options.user,
        options.app,
        options.other_app,
        max_calls=options.max_calls,
        rate=options.rate,
        seed=options.seed,
        only=[one.strip() for one in options.only.split(",") if one.strip()],
        enough=options.enough,
        patience=options.patience,
        image=options.image or IMAGE,
    )
    with ExitStack() as stack:
        targets = [open_target(one, key, options.ca_file) for one in _addresses(options)]
        for target in targets:
            stack.callback(target.close)
        check = Check(targets[0], plan, also=targets[1] if targets[1:] else None)
        check.report.key_name = options.pat_env
        print(_announcement(check), file=sys.stderr, flush=True)
        report = _run(check, options, stack)
    return _ended(report, options)


def _addresses(options: argparse.Namespace) -> list[str]:
    return [options.target, *([options.also] if options.also else [])]


def _key(options: argparse.Namespace) -> str:
    key = os.environ.get(options.pat_env, "")
    if not key:
        raise _NotAsAsked(f"The environment variable {options.pat_env} has no key.")
    if options.user == "me":
        raise _NotAsAsked("--user me: name the user, so that answers can be compared.")
    return key


def _refuse_real(options: argparse.Namespace) -> None:
    from fakeannot.conformance.targets import host_of

    hosts = [host_of(one) for one in _addresses(options)]
    real = [host for host in hosts if host == _REAL or host.endswith(f".{_REAL}")]
    if real and not options.yes_real:
        raise _NotAsAsked(f"{real[0]} is the real service: say --yes-real if you mean it.")
    if options.update_ledger and not real:
        raise _NotAsAsked("--update-ledger: only the real service says what it does.")


def _announcement(check: Check) -> str:
    plan = check.plan
    apps = " and ".join(place.app_id for place in plan.places)
    pace = f", {plan.rate:g} a second" if plan.rate else ""
    return (
        f"fakeannot: at most {plan.max_calls} calls to {check.target.name}{pace}, in {apps} of "
        f"{plan.user_id}. Everything it makes has ids that begin with {check.prefix} and is "
        "removed at the end; concepts stay in an app that was there before."
    )


def _run(check: Check, options: argparse.Namespace, stack: ExitStack) -> Report:
    try:
        return check.run(_observer(check, options, stack))
    except KeyboardInterrupt:
        check.report.fault = "Interrupted; what was made is removed."
        return check.report


def _observer(check: Check, options: argparse.Namespace, stack: ExitStack) -> Observer:
    if not options.record:
        return lambda *_: None
    from fakeannot.conformance.trace import Recorder

    with ExitStack() as opened:
        file = opened.enter_context(Path(options.record).open("w", encoding="utf-8"))
        stack.push(opened.pop_all())
    return Recorder(file, check.plan.places, check.prefix, check.target.wire)


def _ended(report: Report, options: argparse.Namespace) -> int:
    _print(report, as_json=options.json)
    if options.update_ledger and not report.fault:
        from fakeannot.conformance.ledger import NoCheckout, rules_folder, update_ledger

        confirmed = [id_ for id_, verdict in report.verdicts().items() if verdict == "confirmed"]
        try:
            month = datetime.now(timezone.utc).strftime("%Y-%m")
            changed = update_ledger(rules_folder(), confirmed, month)
        except NoCheckout as error:
            return _fail(str(error))
        print(f"fakeannot: {len(changed)} rules of the ledger are observed now.", file=sys.stderr)
    return report.status


def _replay(options: argparse.Namespace) -> int:
    from fakeannot.conformance.trace import BadTrace, replay

    try:
        report = replay(options.file)
    except (BadTrace, OSError) as error:
        return _fail(str(error))
    _print(report, as_json=options.json)
    return report.status


def _print(report: Report, *, as_json: bool) -> None:
    print(json.dumps(report.as_json(), indent=1) if as_json else report.text())


def _fail(message: str) -> int:
    print(f"fakeannot: {message}", file=sys.stderr)
    return 2
