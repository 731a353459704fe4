"""Below `/__fakeannot/` nobody is answered for a site that the browser happens to visit."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from werkzeug.test import Client, TestResponse

from fakeannot import FakeClarifai
from fakeannot.doors.control import Control
from fakeannot.doors.http import HttpRequest
from fakeannot.doors.wsgi import WsgiApp
from fakeannot.inspector.guard import ForeignPage, Guard
from fakeannot.worlds.doors import WorldsRestDoor
from tests.inspector.routes import ROUTES, opened

HERE = "127.0.0.1:8080"
OWN = {"Host": HERE, "Origin": f"http://{HERE}", "Sec-Fetch-Site": "same-origin"}
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}
CHANGES = [
    ("POST", "/__fakeannot/reset"),
    ("POST", "/__fakeannot/clear"),
    ("POST", "/__fakeannot/snapshot"),
    ("PUT", "/__fakeannot/snapshot"),
    ("DELETE", "/__fakeannot/journal"),
    ("POST", "/__fakeannot/faults"),
    ("DELETE", "/__fakeannot/faults"),
    ("POST", "/__fakeannot/clock"),
    ("DELETE", "/__fakeannot/worlds/w1"),
]


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai()
    made.app().add_input("car")
    return made


@pytest.fixture
def client(fake: FakeClarifai) -> Client:
    return fake.client()


def token_of(client: Client, **headers: str) -> str:
    page = client.get("/__fakeannot/", headers={"Accept": "text/html", "Host": HERE, **headers})
    found = re.search(r'name="fakeannot-token" content="([0-9a-f]{32})"', page.text)
    assert found
    return found[1]


def refused(answer: TestResponse) -> str:
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["ok"] is False
    return str(answer.json["error"])


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": HERE, "Origin": "https://evil.example"},
        {"Host": HERE, "Origin": "null"},
        {"Host": HERE, "Origin": "http://127.0.0.1:9999"},
        {"Host": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Host": HERE, "Sec-Fetch-Site": "same-site", "Origin": f"http://{HERE}"},
        {"Host": "evil.example:8080", "Origin": "http://evil.example:8080"},
    ],
    ids=["another site", "a sandbox", "another port", "a form", "a sibling", "rebound"],
)
def test_no_other_site_changes_anything(
    fake: FakeClarifai, client: Client, method: str, path: str, headers: Mapping[str, str]
) -> None:
    before = fake.document()
    given = {**headers, "X-Fakeannot-Token": token_of(client)}
    refused(client.open(path, method=method, headers=given, json={}))
    assert fake.document() == before


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("token", ["", "0" * 32, "ä"])
def test_even_its_own_origin_has_to_show_the_token(
    fake: FakeClarifai, client: Client, method: str, path: str, token: str
) -> None:
    headers = {**OWN, "X-Fakeannot-Token": token}
    told = refused(client.open(path, method=method, headers=headers, json={}))
    assert "token" in told
    assert [one.id for one in fake.app().inputs()] == ["car"]


def test_the_page_may_change_the_fake(fake: FakeClarifai, client: Client) -> None:
    headers = {**OWN, **BROWSER, "X-Fakeannot-Token": token_of(client)}
    assert client.post("/__fakeannot/reset", headers=headers).status_code == 200
    assert fake.app().inputs() == []


def test_who_is_no_page_may_change_the_fake_without_a_token(
    fake: FakeClarifai, client: Client
) -> None:
    headers = {"Host": HERE, "User-Agent": "curl/8.5.0"}
    assert client.post("/__fakeannot/reset", headers=headers).status_code == 200
    assert fake.app().inputs() == []


THIS_MACHINE = ["127.0.0.1", "::1", "localhost"]
OTHERS = ["0.0.0.0", "::", "192.168.1.7", "fake.example", ""]


def served_on(own_host: str, fake: FakeClarifai) -> Client:
    """A client of a server that listens there, as far as it can be seen from the app."""

    class Told:
        names = (own_host,)
        ca_pem = None

        def answering(self) -> dict[str, bool]:
            return {"http": True}

    control = Control(fake.worlds, Told())  # type: ignore[arg-type]  # asked for nothing else
    return Client(WsgiApp(WorldsRestDoor(fake.worlds), control, 1000))


@pytest.mark.parametrize(
    "host",
    [HERE, "localhost", "LOCALHOST:80", "w1.localhost:8080", "[::1]:8080", "192.168.1.7:8080"],
)
@pytest.mark.parametrize("own_host", [*THIS_MACHINE, *OTHERS])
def test_everybody_may_read_where_no_site_can_lead_a_browser(
    fake: FakeClarifai, own_host: str, host: str
) -> None:
    answer = served_on(own_host, fake).get("/__fakeannot/journal", headers={"Host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["fake:8080", "fake.internal", "host.docker.internal.", "a.test"])
def test_names_that_no_site_has_are_for_servers_that_other_machines_may_reach(
    fake: FakeClarifai, host: str
) -> None:
    for own_hosts, status in ((OTHERS, 200), (THIS_MACHINE, 403)):
        for own_host in own_hosts:
            answer = served_on(own_host, fake).get("/__fakeannot/journal", headers={"Host": host})
            assert answer.status_code == status


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example", "."],
)
@pytest.mark.parametrize("headers", [{}, BROWSER, OWN], ids=["curl", "a browser", "the page"])
@pytest.mark.parametrize("own_host", ["127.0.0.1", "0.0.0.0"])
def test_nothing_is_to_be_had_under_a_name_that_any_site_may_give(
    fake: FakeClarifai, own_host: str, headers: Mapping[str, str], host: str
) -> None:
    client, before = served_on(own_host, fake), fake.document()
    for route in ROUTES:
        answer = opened(client, route, {**headers, "Host": host})
        if route.path == "health":
            assert answer.status_code == 200
        else:
            assert "DNS rebinding" in refused(answer)
    assert fake.document() == before


def test_what_is_no_name_at_all_is_none_of_the_server() -> None:
    # Not by werkzeug's client, which cannot say it.
    request = HttpRequest("GET", ["__fakeannot", "journal"], "", {"host": "[::1"}, b"")
    with pytest.raises(ForeignPage, match="DNS rebinding"):
        Guard().check(request)


def test_nor_does_it_get_the_page_with_the_token_there(client: Client) -> None:
    headers = {**BROWSER, "Host": "evil.example", "Accept": "text/html"}
    assert "DNS rebinding" in refused(client.get("/__fakeannot/", headers=headers))


def test_the_name_that_a_server_was_told_is_its_own(fake: FakeClarifai) -> None:
    client = served_on("Fake.Example.Com", fake)
    for name, status in (("fake.example.com:8080", 200), ("other.example.com", 403)):
        answer = client.get("/", headers={**BROWSER, "Host": name, "Accept": "text/html"})
        assert answer.status_code == status


def test_health_is_told_under_any_name_and_nothing_else_below_it(client: Client) -> None:
    elsewhere = {**BROWSER, "Host": "evil.example"}
    assert client.get("/__fakeannot/health", headers=elsewhere).json == {"ok": True, "http": True}
    refused(client.post("/__fakeannot/health", headers=elsewhere))
    refused(client.get("/__fakeannot/health/", headers=elsewhere))


def test_media_of_a_world_are_all_that_is_open_there(fake: FakeClarifai, client: Client) -> None:
    path = "/__fakeannot/worlds/w1/orig/users/u/apps/a/inputs/image/h"
    for method in ("POST", "DELETE", "PUT"):
        refused(client.open(path, method=method, headers={"Host": "evil.example"}))
    assert list(fake.worlds) == ["default"]


def test_each_server_has_a_token_of_its_own(fake: FakeClarifai) -> None:
    assert token_of(fake.client()) == token_of(fake.client())
    assert token_of(fake.client()) != token_of(FakeClarifai().client())


def test_a_key_is_told_to_the_page_alone(fake: FakeClarifai, client: Client) -> None:
    path = f"/__fakeannot/inspector/key?user={fake.user_id}"
    refused(client.get(path))
    told = client.get(path, headers={"X-Fakeannot-Token": token_of(client)}).json
    assert told == {"key": fake.pat}


def test_the_api_and_its_media_are_open_to_every_site(fake: FakeClarifai, client: Client) -> None:
    elsewhere = {"Origin": "https://evil.example", "Host": "evil.example", **BROWSER}
    key = {"Authorization": f"Key {fake.api_key}"}
    listed = client.get("/v2/inputs", headers={**elsewhere, **key})
    assert (listed.status_code, listed.headers["Access-Control-Allow-Origin"]) == (200, "*")
    fake.worlds["w1"].app().add_input("cat", data={"image": {"base64": "R0lGODlhAQ=="}})
    (url,) = (one.data.image.url for one in fake.worlds["w1"].app().inputs())
    path = url.partition("data.clarifai.com")[2]
    shown = client.get(path, headers={**elsewhere})
    assert (shown.status_code, shown.content_type) == (200, "image/gif")


def test_answers_of_the_fake_itself_are_not_for_other_sites(client: Client) -> None:
    for path in ("journal", "snapshot", "worlds", "inspector/apps", "inspector/main.js"):
        headers = client.get(f"/__fakeannot/{path}").headers
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["X-Content-Type-Options"] == "nosniff"
