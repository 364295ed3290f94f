"""To ask which rule refuses."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import pytest

from sciencepop.core.errors import RuleBroken


def refused(call: Callable[[], object]) -> StrEnum:
    """The code with which the call is refused; a call that is not refused fails the test."""
    with pytest.raises(RuleBroken) as caught:
        call()
    return caught.value.code
