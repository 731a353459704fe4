"""All benches, one after the other: python -m bench"""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "interception",
    "wsgi",
    "startup",
    "converter",
    "scale",
    "rewind",
    "server",
    "grpc_channel",
    "grpc_server",
)

for name in BENCHES:
    # Each in a process of its own, so that none pays for what another imported.
    print(f"\n{name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
