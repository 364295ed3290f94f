"""`make run`: bring the database up to date, load the sample season into an empty one, serve, and run the worker.

With `--as-it-is` the database is ready already, as it is for tests: it is only served.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

from sciencepop.core.config import Config, ConfigError

FLASK = [sys.executable, "-m", "flask"]


def main() -> int:
    try:
        config = Config.from_environ()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    port = int(os.environ.get("PORT", "8000"))
    if not port_is_free(port):
        print(f"Port {port} is in use. Choose another one: make run PORT=8001", file=sys.stderr)
        return 1
    config.var.mkdir(parents=True, exist_ok=True)
    is_ready = "--as-it-is" in sys.argv[1:]
    if not is_ready:
        subprocess.run([*FLASK, "db", "upgrade"], check=True)
        if not config.is_production:
            subprocess.run([*FLASK, "demo", "load", "--if-empty"], check=True)
    return serve(port, os.environ.get("WORKERS", "2"), tells_accounts=not is_ready)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def serve(port: int, workers: str, *, tells_accounts: bool) -> int:
    """Run the web server and the worker together; when one ends, so does the other."""
    web = [sys.executable, "-m", "gunicorn", "-c", "python:sciencepop.gunicorn", "-b", f"127.0.0.1:{port}"]
    processes = [
        subprocess.Popen([*web, "-w", workers, "app:app"]),
        subprocess.Popen([*FLASK, "worker"]),
    ]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_args: [process.terminate() for process in processes])
    print(f"\n  松江科普 SciencePop: http://127.0.0.1:{port}   (Ctrl+C stops)\n", flush=True)
    if tells_accounts:
        subprocess.run([*FLASK, "demo", "accounts"], check=False)
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    for process in processes:
        process.terminate()
    return max(abs(process.wait()) for process in processes) and 1


if __name__ == "__main__":
    sys.exit(main())
