"""Which hosts are the machine itself."""

from __future__ import annotations

from ipaddress import ip_address

_NAME = "localhost"


def is_address(host: str) -> bool:
    """Whether a host is an IP address, without brackets."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a host is a loopback address, or has a name that always leads to one."""
    if is_address(host):
        return ip_address(host).is_loopback
    return host.lower().removesuffix(".").rpartition(".")[2] == _NAME
