"""P4: the WSGI app through werkzeug's test client, against an app of constant bytes.

Run from the root of the repository: python -m bench.wsgi
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.test import Client, TestResponse

from bench.rounds import ratio
from bench.table import Line, print_table
from fakeannot import FakeClarifai

GOALS = {"GET 1": 1.3, "LIST 20": 1.3, "POST 1": 2.3}
BOX = {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.5, "right_col": 0.6}
REGION = {"region_info": {"bounding_box": BOX}, "data": {"concepts": [{"id": "car", "value": 1}]}}
ANNOTATION = {"input_id": "car", "data": {"regions": [REGION]}, "embed_model_version_id": "e1"}


def constant(answer: TestResponse) -> Client:
    """A client of an app that reads the body and always answers with the same bytes."""
    headers, body = list(answer.headers), answer.data

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", headers)
        return [body]

    return Client(app)


def cases(fake: FakeClarifai) -> dict[str, Callable[[Client], TestResponse]]:
    """The calls, each by a client of any app."""
    fake.app().add_input("car")
    made = [fake.app().add_annotation("car", {"regions": [REGION]}).id for _ in range(19)]
    headers, body = {"Authorization": f"Key {fake.api_key}"}, {"annotations": [ANNOTATION]}
    posted = json.dumps(body)
    return {
        "GET 1": lambda c: c.get(f"/v2/inputs/car/annotations/{made[0]}", headers=headers),
        "LIST 20": lambda c: c.get("/v2/annotations", headers=headers),
        "POST 1": lambda c: c.post("/v2/annotations", headers=headers, data=posted),
    }


def main() -> None:
    """Print the table: the calls alone, and with their JSON read as a test reads it."""
    fake = FakeClarifai()
    client, lines = fake.client(), []
    for name, case in cases(fake).items():
        answer = case(client)
        assert answer.status_code == 200, answer.text
        static = constant(answer)
        # B023: both are called before the loop goes on.
        alone = ratio(lambda: case(client), lambda: case(static))  # noqa: B023 - see above
        read = ratio(lambda: case(client).json, lambda: case(static).json)  # noqa: B023 - see above
        lines.append(Line(f"P4 {name} / constant bytes", alone.ratio, GOALS[name]))
        lines.append(Line("   with its JSON read", read.ratio))
    print_table(lines)


if __name__ == "__main__":
    main()
