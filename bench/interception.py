"""P1, P2, P3, P11: calls through an interception against a static `responses` stub.

Run from the root of the repository: python -m bench.interception

The stub answers with the same bytes and headers. It is active around the fake, under another
host, so that both can be called in turn; it forgets its calls as ours does, or it would slow down.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import requests
import responses

from bench.comparison import Row, in_clean_environment, print_rows
from bench.rounds import ratio
from fakeannot import FakeClarifai

OURS = "https://api.clarifai.com"
STUB = "https://stub.example.com"
HELD = 1000
MANY = 128


def posting(count: int) -> bytes:
    """The body of a POST, each with a region and two concepts."""
    box = {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.8, "right_col": 0.9}
    concepts = [{"id": "cat", "value": 1}, {"id": "dog", "value": 0}]
    region = {"region_info": {"bounding_box": box}, "data": {"concepts": concepts}}
    one = {"input_id": "i", "data": {"regions": [region]}}
    return json.dumps({"annotations": [one] * count}).encode()


class Bench:
    """A fake that holds some annotations, and a stub to compare it with."""

    def __init__(self, stub: responses.RequestsMock) -> None:
        self.fake = FakeClarifai()
        self.fake.app().add_input("i")
        self._stub = stub
        self._headers = {
            "Authorization": f"Key {self.fake.pat}",
            "Content-Type": "application/json",
        }
        self._base = f"/v2/users/{self.fake.user_id}/apps/{self.fake.app_id}"

    def fill(self) -> str:
        """Post what is held; the id of one."""
        for _ in range(HELD // 100):
            answer = self.call("POST", OURS, "/annotations", data=posting(100))
        return str(answer.json()["annotations"][0]["id"])

    def call(self, method: str, host: str, path: str, **body: object) -> requests.Response:
        """One call, as code under test makes it."""
        send: Callable[..., requests.Response] = getattr(requests, method.lower())
        return send(f"{host}{self._base}{path}", headers=self._headers, **body)

    def row(self, case: str, goal: float | None, method: str, path: str, **body: object) -> Row:
        """Ours and the stub in turn."""
        answer = self.call(method, OURS, path, **body)
        assert answer.status_code == 200, answer.text
        where = f"{STUB}{self._base}{path.partition('?')[0]}"
        self._stub.upsert(method, where, body=answer.content, headers=dict(answer.headers))

        def stub() -> None:
            self.call(method, STUB, path, **body)
            self._stub.calls.reset()

        return Row(case, ratio(lambda: self.call(method, OURS, path, **body), stub), goal)


def rows() -> Iterator[Row]:
    """All cases."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as stub:
        bench = Bench(stub)
        with bench.fake.intercept():
            made, path = bench.fill(), "/annotations"
            yield bench.row("P1 GET 1", 1.1, "GET", f"/inputs/i/annotations/{made}")
            yield bench.row("P1 LIST 20", 1.1, "GET", "/annotations?per_page=20")
            yield bench.row("   LIST 20, last page", None, "GET", "/annotations?page=50")
            for count, case, goal in ((1, "P2 POST 1", 1.4), (MANY, f"P3 POST {MANY}", 9)):
                body = posting(count)
                yield bench.row(f"{case}, json=", goal, "POST", path, json=json.loads(body))
                yield bench.row(f"{case}, as bytes", goal, "POST", path, data=body)
    yield Row("P11 fresh fake, enter and exit", ratio(fresh, empty), 3)


def fresh() -> None:
    """A fake, entered and left."""
    with FakeClarifai().intercept():
        pass


def empty() -> None:
    """A mock of `responses`, entered and left."""
    with responses.RequestsMock():
        pass


def main() -> None:
    """Print the table."""
    print_rows(rows())


if __name__ == "__main__":
    in_clean_environment("bench.interception")
    main()
