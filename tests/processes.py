"""Python programs of the project in processes of their own, forked from one that has imported everything.

Importing is nearly all that a start costs, and tests start hundreds. Each process still reads its environment, makes
its application and does all the rest itself.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.warm"])


def start(*arguments: str, environ: Mapping[str, str], log: Path, answer: Path | None = None) -> BaseProcess:
    """`python *arguments`, which are `-m module …` or `-c words …`, in a session of its own.

    What it writes is added to `log`; its standard output goes to `answer`, where there is one.
    """
    process = CONTEXT.Process(target=_become, args=(arguments, dict(environ), log, answer or log))
    process.start()
    return process


def run(*arguments: str, environ: Mapping[str, str], folder: Path) -> str:
    """What such a program has printed when it has ended well."""
    answer, log = folder / f"{uuid4()}.out", folder / "commands.log"
    process = start(*arguments, environ=environ, log=log, answer=answer)
    process.join()
    assert process.exitcode == 0, log.read_text()[-3000:]
    return answer.read_text()


def _become(arguments: tuple[str, ...], environ: dict[str, str], log: Path, answer: Path) -> None:
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    for path, number in ((answer, 1), (log, 2)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), number)
    kind, what, *sys.argv[1:] = arguments
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<words>", "exec"), {"__name__": "__main__"})
