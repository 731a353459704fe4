"""The container and the manifest of the example, as far as their own tools can tell."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scaling.behind_nginx import EXAMPLE, SECONDS, Proxy, configured, tool

pytestmark = pytest.mark.client


def output(*command: str) -> str:
    """What a command printed, which found nothing wrong."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, cwd=EXAMPLE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def manifest() -> str:
    """All that `kubectl apply -k` would apply."""
    return output(tool("kubectl"), "kustomize", ".")


def test_hadolint_finds_nothing_wrong_with_the_container() -> None:
    assert output(tool("hadolint"), "--no-color", "Containerfile") == ""


def test_the_manifest_fits_the_schemas_of_kubernetes(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(manifest)
    output(tool("kubernetes-validate"), "--strict", "--quiet", str(tmp_path / "all.yaml"))


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(configured(Proxy(8080, 18080), [8081, 8082]))
    output(tool("nginx"), "-t", "-q", "-p", str(tmp_path), "-c", "nginx.conf", "-e", "stderr")


def test_the_manifest_runs_the_servers_that_nginx_knows(manifest: str) -> None:
    things: dict[tuple[str, str], Any] = {
        (one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(manifest)
    }
    servers, nginx = things["StatefulSet", "server"], things["Deployment", "nginx"]
    names = [f"server-{number}" for number in range(servers["spec"]["replicas"])]
    (container,) = nginx["spec"]["template"]["spec"]["containers"]
    values = {one["name"]: one["value"] for one in container["env"]}
    known = "; ".join(f"server {name}:8080 max_fails=0" for name in names)
    assert values["FAKEANNOT_SERVERS"] == f"{known};"
    for name in names:
        selector = things["Service", name]["spec"]["selector"]
        assert selector["statefulset.kubernetes.io/pod-name"] == name
        assert selector.items() >= servers["spec"]["selector"]["matchLabels"].items()
    ((template, _),) = (
        (one["data"], name) for (kind, name), one in things.items() if kind == "ConfigMap"
    )
    assert template == {"nginx.conf.template": (EXAMPLE / "nginx.conf.template").read_text()}
