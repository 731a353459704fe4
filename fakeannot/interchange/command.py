"""`fakeannot import` and `fakeannot export`: files into files, without a server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fakeannot.interchange.layout import laid_out

if TYPE_CHECKING:
    from fakeannot.app import App


# How deep the lists of inputs, images and annotations lie: each of these gets a line.
_SEED_DEPTH, _COCO_DEPTH = 4, 2


def add_commands(commands: Any) -> None:
    """Add both commands to the subparsers of `fakeannot`."""
    _add_import(
        commands.add_parser(
            "import",
            help="make a seed of annotations from another tool",
            description="Make a seed, for `fakeannot serve --seed` and `fake.load`, of a file of "
            "COCO or CSV or of a directory of Pascal VOC. What has no place is told on stderr.",
        )
    )
    _add_export(
        commands.add_parser(
            "export",
            help="write the regions of a seed in the form of another tool",
            description="Write the regions of one app of a seed as COCO. What has no place is "
            "told on stderr.",
        )
    )


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_import)
    add = parser.add_argument
    add("file", metavar="FILE", help="what to read; for voc a directory of XML files, or one")
    add("--format", required=True, choices=("coco", "voc", "csv"))
    add("--boxes", action="store_true", help="take the box of what has polygons too (coco)")
    add("--output", metavar="FILE", help="where to write the seed (default: stdout)")
    _add_app(parser)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_export)
    add = parser.add_argument
    add("file", metavar="SEED", help="a JSON file with apps, inputs and annotations")
    add("--format", default="coco", choices=("coco",), help="(default %(default)s)")
    add("--categories", metavar="FILE", help="a COCO file whose categories keep their ids")
    add("--size", type=_size, metavar="WxH", help="of images whose size the seed does not say")
    add("--output", metavar="FILE", help="where to write COCO (default: stdout)")
    _add_app(parser)


def _add_app(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--app", default="", help="the app (default: a seed's only one, or the fake's own)")
    add("--user", default="", help="who owns the app (default: as with --app)")


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not all(side.isdecimal() and 0 < len(side) < 10 and int(side) for side in (width, height)):
        raise argparse.ArgumentTypeError(f"{text!r}: a size is WIDTHxHEIGHT, such as 640x480")
    return int(width), int(height)


def _import(options: argparse.Namespace) -> int:
    from fakeannot.interchange import BadFile

    try:
        return _write(_read(options), options.output, _SEED_DEPTH)
    except BadFile as error:
        return _fail(str(error))


def _read(options: argparse.Namespace) -> dict[str, Any]:
    from fakeannot.interchange import read_coco, read_csv, read_voc

    file, app = options.file, {"app_id": options.app, "user_id": options.user}
    if options.format == "coco":
        return read_coco(file, boxes=options.boxes, tell=_tell, **app)
    return read_voc(file, tell=_tell, **app) if options.format == "voc" else read_csv(file, **app)


def _export(options: argparse.Namespace) -> int:
    from fakeannot.interchange import BadFile, write_coco
    from fakeannot.interchange.coco_reading import read_categories

    try:
        categories = read_categories(options.categories) if options.categories else []
        app = _app(options)
    except BadFile as error:
        return _fail(str(error))
    written = write_coco(app, categories=categories, size=options.size, tell=_tell)
    return _write(written, options.output, _COCO_DEPTH)


def _app(options: argparse.Namespace) -> App:
    """The app that is meant, in a fake that was filled from the seed."""
    from fakeannot.fake import FakeClarifai
    from fakeannot.interchange.files import BadFile, read_json
    from fakeannot.seeds import BadSeed

    fake, seed = FakeClarifai(), read_json(options.file)
    try:
        fake.load(seed)
    except BadSeed as error:
        raise BadFile(f"{options.file}: {error}") from None
    apps = seed.get("apps", [])
    if len(apps) == 1 and not (options.app or options.user):
        return fake.app(apps[0].get("id", ""), apps[0].get("user_id", ""))
    app = fake.app(options.app, options.user)
    if not app.inputs():
        which = f"the app {app.id!r} of {app.user_id!r}"
        raise BadFile(f"{options.file}: {which} has no inputs there; say --app and --user")
    return app


def _write(made: dict[str, Any], output: str | None, depth: int) -> int:
    text = laid_out(made, depth) + "\n"
    try:
        if output is None:
            print(text, end="", flush=True)
        else:
            Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        return _fail(f"{output or 'stdout'}: {error.strerror}")
    return 0


def _tell(line: str) -> None:
    print(f"fakeannot: {line}", file=sys.stderr)


def _fail(message: str) -> int:
    _tell(message)
    return 2
