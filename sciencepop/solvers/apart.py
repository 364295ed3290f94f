"""Runs an engine in a process of its own, so that whoever asks neither imports solvers nor waits with their memory."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")


def in_own_process(work: Callable[..., T], *arguments: object, **options: object) -> T:
    """What the work returns; what it raises is raised here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()
