"""Where clients call a server that stands behind a proxy."""

from __future__ import annotations

import errno
import re
from typing import NamedTuple

from fakeannot.doors.local.client_env import INSECURE_PORT

_FORM = re.compile(
    r"(?P<scheme>https?)://(?P<name>[\w.-]+|\[[\da-f:.]+\])(:(?P<port>\d{1,5}))?/?",
    re.ASCII | re.IGNORECASE,
)


class PublicUrl(NamedTuple):
    """The address of the proxy.

    Attributes:
        url: of HTTP, such as `http://fake.test:8080`.
        host: its name or IP address.
        grpc_target: where the proxy takes gRPC: in the clear at port 18080, which Clarifai's
            insecure channels have by default, over TLS at the same address.
    """

    url: str
    host: str
    grpc_target: str

    @classmethod
    def parse(cls, text: str) -> PublicUrl:
        """Take such a URL apart.

        Raises:
            OSError: it is no URL of a whole server.
        """
        parts = _FORM.fullmatch(text)
        if parts is None:
            told = f"{text!r} is no URL of a proxy: say one such as http://fake.test:8080"
            raise OSError(errno.EINVAL, told)
        over_tls = parts["scheme"].lower() == "https"
        grpc_port = parts["port"] or 443 if over_tls else INSECURE_PORT
        return cls(text.rstrip("/"), parts["name"].strip("[]"), f"{parts['name']}:{grpc_port}")
