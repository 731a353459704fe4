"""Looking at a fake's annotations, as methods: drawn, and compared with a golden file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from fakeannot.app import App
    from fakeannot.lens import Drawing
    from fakeannot.lens.golden import Options


class Drawable:
    """What shows the annotations of a fake; it needs `fakeannot[lens]`."""

    if TYPE_CHECKING:

        def app(self, app_id: str = "", user_id: str = "") -> App: ...

    def draw(self, input_id: str, *, app: App | None = None) -> Drawing:
        """An input of the default app, or of another, with its labels as SVG.

        Raises:
            UnknownInput: the app has no such input; it is a `KeyError`.
            LensUnavailable: a library of the extra is not installed.
        """
        from fakeannot.lens import draw

        return draw(app or self.app(), input_id)

    def assert_annotations(
        self, golden: str | Path, *, app: App | None = None, **options: Unpack[Options]
    ) -> None:
        """Fail unless the annotations of the default app, or of another, are those of a file.

        Args:
            options: see `fakeannot.lens.assert_annotations`.
        """
        __tracebackhide__ = True
        from fakeannot.lens import assert_annotations

        assert_annotations(app or self.app(), golden, **options)
