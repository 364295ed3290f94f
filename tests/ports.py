"""A port of this machine that nobody listens on."""

from __future__ import annotations

import os
import socket
from itertools import count

FIRST, EACH = 15_000, 2_000
"""Each test process has ports of its own, below those that the system gives to connections: a port that was free is
still free a moment later."""

_turns = count(os.getpid())


def free_port() -> int:
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for turn in _turns:
        port = FIRST + place * EACH + turn % EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("unreachable")
