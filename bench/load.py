"""Load from outside the measured process: wrk for pages, threads with keep-alive connections for bookings."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


@dataclass(frozen=True)
class Sample:
    """Requests a second, and latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float
    errors: int = 0


def wrk(url: str, seconds: int = 3, connections: int = 16, headers: dict[str, str] | None = None) -> Sample:
    """One run of wrk. Raises RuntimeError with what to install when it is missing."""
    if not shutil.which("wrk"):
        raise RuntimeError("`make bench` loads the pages with wrk: install the package wrk and run it again.")
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    return parse_wrk(out)


def wrk_many(base: str, paths: list[str], seconds: int = 3, headers: dict[str, str] | None = None) -> Sample:
    """wrk over many addresses in turn, by a script of its own."""
    lines = ",".join(f'"{path}"' for path in paths)
    extra = "".join(f'wrk.headers["{k}"]="{v}";' for k, v in (headers or {}).items())
    script = (
        f"local paths={{{lines}}}; local n=0; {extra} "
        "request=function() n=n+1; return wrk.format('GET', paths[(n % #paths)+1]) end"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paths.lua"
        path.write_text(script)
        command = ["wrk", "-t2", "-c16", f"-d{seconds}s", "--latency", "-s", str(path), base]
        return parse_wrk(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def parse_wrk(out: str) -> Sample:
    def latency(percent: str) -> float:
        found = re.search(rf"\s{percent}%\s+([\d.]+)(us|ms|s|m)", out)
        return float(found[1]) * UNITS[found[2]] if found else 0.0

    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Sample(float(rate[1]) if rate else 0.0, latency("50"), latency("99"), int(bad[1]) if bad else 0)


def of_times(milliseconds: list[float], elapsed: float, errors: int) -> Sample:
    """A sample from single latencies of our own clients."""
    ordered = sorted(milliseconds)
    if not ordered:
        return Sample(0.0, 0.0, 0.0, errors)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Sample(len(ordered) / elapsed, statistics.median(ordered), p99, errors)
