"""Who may teach a class: officers, whoever heads its point, and the lecturers who have an account."""

from __future__ import annotations

from sciencepop.accounts.models import Person
from sciencepop.college.models import CourseClass, Lesson
from sciencepop.college.queries import classes
from sciencepop.college.views.pressing import me
from sciencepop.core.access import require
from sciencepop.core.db import db


def heads(person: Person, one: CourseClass) -> bool:
    """Whether somebody decides about a class: leave and results."""
    return person.is_officer or one.point_id in person.headed_point_ids


def may_teach(person: Person, one: CourseClass) -> bool:
    """Whether somebody may keep the lists of a class: its lecturers too, also those who give one lesson instead."""
    lecturers = (one.lecturer, *(lesson.lecturer for lesson in one.lessons))
    return heads(person, one) or any(lecturer.person_id == person.id for lecturer in lecturers)


def may_correct(person: Person, one: CourseClass, lesson: Lesson) -> bool:
    """As above; a lecturer corrects the lessons that they gave."""
    return heads(person, one) or lesson.lecturer.person_id == person.id


def taught_class(code: str) -> CourseClass:
    """A class that whoever is signed in may teach: 404 and 403 otherwise."""
    one = classes.get_class(db.session(), code)
    require(may_teach(me(), one))
    return one
