"""Environment variables that lead clients elsewhere, or are read when nobody expects it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from fakeannot.doctor.finding import Finding, or_ok
from fakeannot.doors.in_process.hosts import is_clarifai_host

CHECK = "environment"
_BASES = {
    "CLARIFAI_API_BASE": "It is read once, when clarifai-grpc or the SDK is imported.",
    "CLARIFAI_GRPC_BASE": "It is read each time that a channel is opened.",
}
_KEYS = ("CLARIFAI_PAT", "CLARIFAI_API_KEY", "CLARIFAI_SESSION_TOKEN")
_AUTHORITIES = {
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": "gRPC reads it before its first TLS channel, never again.",
    "CLARIFAI_ROOT_CERTIFICATES_PATH": "The SDK reads it when it opens a channel.",
    "REQUESTS_CA_BUNDLE": "requests reads it with each call.",
    "SSL_CERT_FILE": "httpx and the standard library read it when they make a context.",
}
_LOOPBACK = ("127.0.0.1", "localhost")
MANY = 500
"""With more variables than this, `requests` spends as long on them as on a call to a fake."""


def check_environment(environ: Mapping[str, str]) -> list[Finding]:
    """What the variables do to clients and servers; values of keys are not told."""
    found = [
        *_bases(environ),
        *_keys(environ),
        *_authorities(environ),
        *_proxies(environ),
        *_many(environ),
    ]
    return or_ok(found, CHECK, "no variable leads clients elsewhere")


def _bases(environ: Mapping[str, str]) -> Iterator[Finding]:
    for name, when in _BASES.items():
        if value := environ.get(name, ""):
            yield _base(name, value, when)


def _base(name: str, value: str, when: str) -> Finding:
    url = urlsplit(value if "://" in value else f"//{value}")
    host = url.hostname or ""
    seen = f"{name} leads to {url.netloc.rpartition('@')[2] or 'no host'}"
    if name == "CLARIFAI_GRPC_BASE" and value.startswith(("http:", "https:")):
        why = "get_grpc_channel() raises ValueError for a base with http: or https:."
        return Finding("problem", CHECK, seen, why, f"Say {name}=HOST or HOST:PORT.")
    if is_clarifai_host(host):
        why = f"Calls end in the fake while it intercepts. {when}"
        return Finding("note", CHECK, seen, why, f"Unset {name} if you did not mean it.")
    return Finding(
        "problem",
        CHECK,
        seen,
        f"Calls go there and not into the fixture `fakeannot`, which has those to clarifai.com. "
        f"{when}",
        f"Unset {name} where tests use `fakeannot`; for a server of your own, set it before the "
        "clients are imported.",
    )


def _keys(environ: Mapping[str, str]) -> Iterator[Finding]:
    if there := [name for name in _KEYS if environ.get(name)]:
        yield Finding(
            "note",
            CHECK,
            f"{', '.join(there)} set",
            "A call outside a fake would be made with it, to the real service.",
            "Unset it where tests run that need no real app.",
        )


def _authorities(environ: Mapping[str, str]) -> Iterator[Finding]:
    for name, when in _AUTHORITIES.items():
        value = environ.get(name, "")
        if value and not Path(value).exists():
            why = f"No certificate can be checked by it. {when}"
            yield Finding("problem", CHECK, f"{name}: no file {value}", why, f"Unset {name}.")
        elif value:
            why = f"{when} A server of `fakeannot serve --tls` has an authority of its own."
            cure = "Set it to that server's file before the process starts: `fakeannot env`."
            yield Finding("note", CHECK, f"{name} is {value}", why, cure)


def _proxies(environ: Mapping[str, str]) -> Iterator[Finding]:
    proxies = {
        name.lower().removesuffix("_proxy"): value
        for name, value in environ.items()
        if name.lower().endswith("_proxy") and value
    }
    asked = [scheme for scheme in ("http", "https", "all", "grpc") if scheme in proxies]
    passed = {host.strip() for host in proxies.get("no", "").split(",")}
    if asked and not passed.intersection(("*",)) and not passed.issuperset(_LOOPBACK):
        yield Finding(
            "problem",
            CHECK,
            f"{', '.join(f'{scheme.upper()}_PROXY' for scheme in asked)} set, and NO_PROXY does "
            "not have 127.0.0.1 and localhost",
            "Calls to `fakeannot_server` and `fakeannot serve` go to the proxy, which cannot reach "
            "them.",
            "NO_PROXY=127.0.0.1,localhost",
        )


def _many(environ: Mapping[str, str]) -> Iterator[Finding]:
    if len(environ) > MANY:
        yield Finding(
            "note",
            CHECK,
            f"{len(environ)} environment variables",
            "requests goes through all of them with every call, to look for proxies.",
            'session.trust_env = False, or a smaller environment: env -i PATH="$PATH" pytest',
        )
