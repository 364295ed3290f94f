"""Settings of the web server: `gunicorn -c python:sciencepop.gunicorn app:app`."""

import ctypes
import os
import resource
import threading
from contextlib import suppress
from typing import Any

ARENA_MAX, TRIM_THRESHOLD = -8, -1
"""Names of settings in glibc's malloc.h."""
MOST_CONNECTIONS, SPARE_FILES = 8000, 500


def keep_memory_together() -> None:
    """One arena for all threads, given back when it empties: a third less memory in each worker.

    Threads take turns in Python anyway, so arenas of their own gain nothing and keep what was freed. Other C libraries
    have no such setting and need none.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(ARENA_MAX, 1)
        library.mallopt(TRIM_THRESHOLD, 128 * 1024)


def most_connections() -> int:
    """How many connections a worker may hold, with as many files as the system allows.

    When thousands press at nine, those who are not answered yet wait in the worker: in the kernel's queue of at most
    4,096 they would be dropped after a minute.
    """
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (
        MOST_CONNECTIONS + SPARE_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_CONNECTIONS + SPARE_FILES)
    )
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(wanted - SPARE_FILES, 100)


def post_worker_init(worker: Any) -> None:
    """Read the programme at once, beside the first requests: among 100,000 sessions it takes seconds.

    Not before them, because a worker that does not answer for a minute is taken for dead.
    """
    if "finder" in getattr(worker.wsgi, "extensions", {}):
        threading.Thread(target=read_programme, args=(worker.wsgi,), name="programme", daemon=True).start()


def read_programme(app: Any) -> None:
    """Where it cannot be read, the first request that needs it finds out."""
    from sciencepop.core import clock

    with suppress(Exception), app.app_context():
        app.extensions["finder"].index(clock.now())


keep_memory_together()

worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "8"))
keepalive = 15
worker_connections = most_connections()
backlog = 4096
timeout = 60
graceful_timeout = 20
max_requests = 0
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - heartbeat files only
accesslog = None
errorlog = "-"
loglevel = "warning"
