"""What was asked for by a name out of an address, or 404."""

from __future__ import annotations

from typing import TypeVar

from werkzeug.exceptions import NotFound

Row = TypeVar("Row")


def there(found: Row | None) -> Row:
    """The row; NotFound where there is none."""
    if found is None:
        raise NotFound
    return found
