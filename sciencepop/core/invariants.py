"""What must always hold. Features register checks here when the application is built; `flask doctor` runs them all."""

from __future__ import annotations

from collections.abc import Callable

Check = Callable[[], list[str]]

_checks: dict[str, Check] = {}
_told: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Have `flask doctor` run a check: it returns a sentence for each thing that is broken, none when all is well."""
    _checks[name] = check


def tell(name: str, look: Check) -> None:
    """Have `flask doctor` say something worth knowing that is nobody's fault and breaks nothing."""
    _told[name] = look


def told() -> dict[str, Check]:
    """Every registered piece of information by name, in the order of registration."""
    return dict(_told)


def checks() -> dict[str, Check]:
    """Every registered check by name, in the order of registration."""
    return dict(_checks)
