"""What a web process costs: its memory after warm-up and the time to import it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile

from bench.report import Report
from bench.servers import ROOT
from bench.setting import Setting


def measure_memory(setting: Setting, report: Report) -> None:
    """Resident memory of the largest worker after the groups before it have loaded it."""
    setting.against("/hello", "/events")
    sizes = [round(size, 1) for size in setting.site.rss_mb()]
    ceiling = [round(size, 1) for size in setting.ceilings.rss_mb()]
    report.add("worker.rss", max(sizes), "MB", sizes, setting.database, {"ceiling_mb": max(ceiling)})


def measure_import(report: Report) -> None:
    """Seconds from nothing to the application object, in a process of its own."""
    script = "import time; t=time.perf_counter(); import app; print(time.perf_counter()-t)"
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for _round in range(5):
            out = subprocess.run(
                [sys.executable, "-c", script],
                cwd=ROOT,
                env={"PATH": "/usr/bin:/bin", "SCIENCEPOP_VAR": folder},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            runs.append(round(float(out), 3))
    report.add("web.import", round(statistics.median(runs), 3), "s", runs)
