"""Parts of a measurement that run in a process of their own, so that time and memory are theirs alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.servers import ROOT


def in_process(module: str, *arguments: str) -> dict[str, Any]:
    """The facts that the module prints as JSON in its last line."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def rss_mb() -> float:
    """The most memory that this program took; `ru_maxrss` would also count the process that it was started from."""
    [peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return round(int(peak.split()[1]) / 1024, 1)
