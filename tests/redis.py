"""A Redis server of the tests' own: started on a free port in a folder that goes away with it."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.ports import free_port

PATIENCE_SECONDS = 20


class RedisMissing(RuntimeError):
    """No server program is installed; the sentence says what to install."""


class RedisServer:
    """`with RedisServer() as server:` gives `server.url`. It keeps nothing on disk: killed, it has forgotten all."""

    def __init__(self) -> None:
        found = shutil.which("redis-server")
        if found is None:
            raise RedisMissing(
                "Redis is not installed. Run `make services` (Debian, Ubuntu, Fedora, macOS with Homebrew), "
                "or install the package `redis-server` yourself, then run the tests again."
            )
        self.program = found
        self.folder = Path(tempfile.mkdtemp(prefix="sciencepop-redis-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, also again after `kill`, on the same port; returns when it answers."""
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, *(str(part) for name, value in options.items() for part in (f"--{name}", value))],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Redis did not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a machine that loses power."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """It accepts connections and answers nothing, as behind a broken network."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
