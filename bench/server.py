"""The local server against werkzeug's own: requests a second, and start to first reply.

    python -m bench.server

Both serve the same hello-world app, in turn; the load comes from a process of its own over raw
sockets, so that the client is not what is measured. The ratio is taken round by round.
"""

from __future__ import annotations

import selectors
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

ROUNDS = 9
SECONDS = 1.0
CONNECTIONS = 8
REQUEST = b"GET /hello?a=b HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n"

_APP = """
import socket, sys
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [b"Hello, world!"]
port = int(sys.argv[1])
"""
OURS = f"""{_APP}
from fakeannot.doors.local.server import LocalServer
LocalServer(app, port=port).serve_forever()
"""
WERKZEUG = f"""{_APP}
from werkzeug.serving import WSGIRequestHandler, run_simple
class Quiet(WSGIRequestHandler):
    def log_request(self, *args): pass
run_simple("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
"""


def main() -> None:
    """Runs everything and prints two small tables."""
    if sys.argv[1:2] == ["load"]:
        port, connections, seconds = sys.argv[2:]
        print(load(int(port), int(connections), float(seconds)))
        return
    _row("", "ours", "werkzeug", "ratio", "goal")
    _compare(f"requests/s, {CONNECTIONS} connections", lambda code: rate(code, CONNECTIONS), ">= 4")
    _compare("requests/s, 1 connection", lambda code: rate(code, 1), "")
    _compare("start to first reply, ms", first_reply, "<= 1.2")


def rate(code: str, connections: int) -> float:
    """Requests a second of the server in `code` at so many connections."""
    port = _free_port()
    with subprocess.Popen([sys.executable, "-c", code, str(port)], stderr=subprocess.DEVNULL) as it:
        try:
            _ask_until_there(port)
            command = [sys.executable, "-m", "bench.server", "load", str(port), str(connections)]
            done = subprocess.run([*command, str(SECONDS)], check=True, capture_output=True)
            return float(done.stdout)
        finally:
            it.kill()


def first_reply(code: str) -> float:
    """Milliseconds from starting the process in `code` to its first whole reply."""
    port = _free_port()
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", code, str(port)], stderr=subprocess.DEVNULL) as it:
        try:
            _ask_until_there(port)
            return (time.perf_counter() - started) * 1000
        finally:
            it.kill()


def load(port: int, connections: int, seconds: float) -> float:
    """Requests a second, each connection asking again as soon as it is answered.

    A connection the server closes after its reply is opened anew.
    """
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        selector.register(_ask(port), selectors.EVENT_READ, bytearray())
    answered = 0
    started = time.perf_counter()
    while (now := time.perf_counter()) < started + seconds:
        for key, _ in selector.select():
            answered += _answer(selector, key, port)
    return answered / (now - started)


def _answer(selector: selectors.BaseSelector, key: selectors.SelectorKey, port: int) -> bool:
    """Reads what is there; asks again and says True when it completes a reply."""
    sock = key.fileobj
    assert isinstance(sock, socket.socket)
    data = sock.recv(65536)
    key.data.extend(data)
    complete: bool = key.data.endswith(b"Hello, world!")
    if data and not (complete and b"Connection: close" in key.data):
        if complete:
            key.data.clear()
            sock.sendall(REQUEST)
        return complete
    selector.unregister(sock)
    sock.close()
    selector.register(_ask(port), selectors.EVENT_READ, bytearray())
    return complete


def _ask(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.sendall(REQUEST)
    return sock


def _ask_until_there(port: int) -> None:
    while True:
        try:
            sock = _ask(port)
        except ConnectionRefusedError:
            time.sleep(0.0005)
            continue
        with sock:
            received = b""
            while not received.endswith(b"Hello, world!"):
                received += sock.recv(65536)
        return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def _compare(name: str, measure: Callable[[str], float], goal: str) -> None:
    measure(OURS), measure(WERKZEUG)  # the first of each warms the file cache
    pairs = [(measure(OURS), measure(WERKZEUG)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    _row(name, f"{ours:.1f}", f"{theirs:.1f}", f"{ratio:.2f}", goal)


def _row(name: str, *cells: str) -> None:
    print(f"{name:<28}", *(f"{cell:>10}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
