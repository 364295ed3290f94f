"""Settings of the web server: `gunicorn -c python:sciencepop.gunicorn app:app`."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "8"))
keepalive = 15
backlog = 4096
timeout = 60
graceful_timeout = 20
max_requests = 0
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - heartbeat files only
accesslog = None
errorlog = "-"
loglevel = "warning"
