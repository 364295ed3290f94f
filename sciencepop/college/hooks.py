"""What features above the college do when lessons change, inside the same unit of work, with the class locked.

The college may not import them; they register here when the application is built. They must not commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.college.models import CourseClass, Lesson


@dataclass(frozen=True)
class Moved:
    """A lesson as it is now, when it was, and in which room (its Chinese words); only one of both may be another."""

    lesson: Lesson
    was_starts_at: datetime
    was_ends_at: datetime
    was_room_zh: str


@dataclass(frozen=True)
class Follower:
    """What a feature does: `changing` before several classes change, by their ids; `moved` of lessons of a class,
    published or not; `substituted` of one that another lecturer gives; `dissolved` of a class that ends, with its
    reason set (`by` is the id of who ended it)."""

    changing: Callable[[Session, Collection[int]], None]
    moved: Callable[[Session, Sequence[Moved], datetime], None]
    substituted: Callable[[Session, Lesson, datetime], None]
    dissolved: Callable[[Session, CourseClass, int, datetime], None]


_followers: list[Follower] = []


def follow_with(follower: Follower) -> None:
    """A feature above registers what it does."""
    if follower not in _followers:
        _followers.append(follower)


def followers() -> Sequence[Follower]:
    return _followers
