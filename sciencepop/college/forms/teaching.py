"""What the branch fills in: courses, lecturers, terms, classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional, Regexp

from sciencepop.college.messages import PARTS, WAYS
from sciencepop.college.models import STEPS, Course, CourseClass, Lecturer, Season, TeachingPoint, Term, WayIn
from sciencepop.college.rules.classes import COMPLETION_PERCENT, Bucket
from sciencepop.college.services import ClassWish, CourseWish, DaysWish, LecturerWish, TermWish
from sciencepop.college.vocabulary import vocabulary as words
from sciencepop.college.words import term_name, weekday_name
from sciencepop.core.forms import BlockField, Form, LineField, QueryForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import (
    ClockField,
    MomentField,
    NearDayField,
    TicksField,
    WholeField,
    given,
    needed,
    option,
    vocabulary,
)

PARTS_OF_SEATS = (Bucket.POINT, Bucket.NEWCOMER, Bucket.SENIOR, Bucket.HOUSEHOLD)
"""The buckets whose seats are filled in; everybody's is what they leave."""


class CourseForm(Form):
    """A course."""

    code = LineField(
        _l("课程编号"), [needed(), Regexp(r"[A-Z0-9-]{2,20}\Z", message=_l("请用 2–20 个大写字母、数字或短横。"))]
    )
    title_zh = LineField(_l("名称"), [needed()], longest=60)
    title_en = LineField(_l("英文名称"), longest=120)
    theme = SelectField(_l("主题"))
    audiences = TicksField(_l("适合谁"))
    hours = WholeField(_l("学时"), 1, 500, default=16)
    prerequisite = SelectField(_l("要先结业哪门课"))
    syllabus_zh = BlockField(_l("教学大纲"))
    syllabus_en = BlockField(_l("教学大纲（英文）"), longest=8000)
    materials_zh = BlockField(_l("教材和要带的东西"), longest=1000)
    materials_en = BlockField(_l("教材和要带的东西（英文）"), longest=2000)

    def offer(self, courses: Sequence[Course]) -> None:
        self.theme.choices = vocabulary(words().themes.values())
        self.audiences.choices = vocabulary(get_reference().audiences.values())
        self.prerequisite.choices = [
            option("", _("不要求")),
            *(option(course.code, f"{course.code} {tr(course, 'title')}") for course in courses),
        ]

    def wish(self) -> CourseWish:
        """What was wished; ask only after `validate`."""
        names = ("code", "theme", "title_zh", "title_en", "syllabus_zh", "syllabus_en", "materials_zh", "materials_en")
        return CourseWish(
            **{name: self[name].data or "" for name in names},
            hours=self.hours.data or 1,
            audiences=tuple(self.audiences.data or ()),
            prerequisite=self.prerequisite.data or "",
        )


class LecturerForm(Form):
    """A lecturer."""

    name_zh = LineField(_l("姓名"), [needed()], longest=40)
    name_en = LineField(_l("英文姓名"), longest=80)
    about_zh = BlockField(_l("介绍"), longest=1000)
    about_en = BlockField(_l("介绍（英文）"), longest=2000)
    themes = TicksField(_l("能讲的主题"))
    times = TicksField(_l("能来的时间"))
    pay_class = SelectField(_l("课酬等级"))
    contact = LineField(_l("联系方式"), longest=80)
    address = LineField(_l("讲师账号的邮箱或手机号"), longest=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes.choices = vocabulary(words().themes.values())
        self.pay_class.choices = [option("", _("还没有定")), *vocabulary(words().pay_classes.values())]
        self.times.choices = [
            option(f"{number}:{part.value}", f"{weekday_name(number)}{label}")
            for number in range(7)
            for part, label in PARTS.items()
        ]

    def wish(self) -> LecturerWish:
        """What was wished; ask only after `validate`."""
        names = ("name_zh", "name_en", "about_zh", "about_en", "pay_class", "contact", "address")
        return LecturerWish(
            **{name: self[name].data or "" for name in names},
            themes=tuple(self.themes.data or ()),
            times=tuple(self.times.data or ()),
        )


class TermForm(Form):
    """A term with its enrolment calendar."""

    year = WholeField(_l("年份"), 2020, 2100)
    season = RadioField(_l("学期"))
    from_on = NearDayField(_l("第一天"), [given()])
    until_on = NearDayField(_l("最后一天"), [given()])
    catalogue_at = MomentField(_l("公布课程表"), [given()])
    wishes_from_at = MomentField(_l("开始填志愿"), [given()])
    wishes_until_at = MomentField(_l("截止填志愿"), [given()])
    commit_at = MomentField(_l("封存志愿"), [given()])
    draw_at = MomentField(_l("摇号"), [given()])
    confirm_until_at = MomentField(_l("确认截止"), [given()])
    leftovers_at = MomentField(_l("剩余座位先报先得"), [given()])
    most_classes = WholeField(_l("每人最多几个班"), 1, 20, default=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.season.choices = [option("spring", _("春季（3–6 月）")), option("autumn", _("秋季（9–12 月）"))]

    def wish(self) -> TermWish:
        """What was wished; ask only after `validate`."""
        assert self.from_on.data is not None
        assert self.until_on.data is not None
        moments: dict[str, Any] = {name: self[name].moment for name in STEPS}
        return TermWish(
            year=self.year.data or 0,
            season=Season(self.season.data),
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            most_classes=self.most_classes.data or 2,
            **moments,
        )


class DaysFields:
    """Days off of a term."""

    from_on = NearDayField(_l("从哪天"), [given()])
    until_on = NearDayField(_l("到哪天（只有一天就不填）"), [Optional()])
    name_zh = LineField(_l("为什么停课"), [needed()], longest=40)
    name_en = LineField(_l("为什么停课（英文）"), longest=80)

    def wish(self) -> DaysWish:
        """What was wished; ask only after `validate`."""
        return DaysWish(
            from_on=self.from_on.data,
            until_on=self.until_on.data or self.from_on.data,
            name_zh=self.name_zh.data or "",
            name_en=self.name_en.data or "",
        )


class DaysQuery(DaysFields, QueryForm):
    """Asking what days off would move."""


class DaysForm(DaysFields, Form):
    """Carrying it out."""


class ClassForm(Form):
    """A class of a term."""

    course = SelectField(_l("课程"))
    point = SelectField(_l("教学点"))
    lecturer_id = SelectField(_l("讲师"), coerce=int)
    room_zh = LineField(_l("教室"), longest=40)
    room_en = LineField(_l("教室（英文）"), longest=80)
    weekday = SelectField(_l("星期几"), coerce=int)
    starts = ClockField(_l("几点开始"), [given()])
    minutes = WholeField(_l("一课几分钟"), 30, 480, default=90)
    lessons_planned = WholeField(_l("课次"), 1, 40, default=12)
    minimum = WholeField(_l("最少几人开班"), 0, 1000, default=10)
    capacity = WholeField(_l("座位"), 1, 1000, default=30)
    way = RadioField(_l("怎么报名"), default=WayIn.FIRST_COME.value)
    opens_at = MomentField(_l("几时开始报名"), [Optional()])
    closes_at = MomentField(_l("几时截止"), [Optional()])
    seats_point = WholeField(_l("本教学点居民"), 0, 1000, optional=True)
    seats_newcomer = WholeField(_l("没有上过课的人"), 0, 1000, optional=True)
    seats_senior = WholeField(_l("老年人和不上网的人"), 0, 1000, optional=True)
    seats_household = WholeField(_l("两个人一起来的"), 0, 1000, optional=True)
    counts_to_limit = BooleanField(_l("算在每人最多几个班里"), default=True)
    completion_percent = WholeField(_l("出勤多少百分比可以结业"), 1, 100, default=COMPLETION_PERCENT)
    homework_needed = BooleanField(_l("结业要交作业"))
    leave_counts = BooleanField(_l("批准的请假算出勤"))

    def offer(self, courses: Sequence[Course], points: Sequence[TeachingPoint], lecturers: Sequence[Lecturer]) -> None:
        self.course.choices = [option(one.code, f"{one.code} {tr(one, 'title')}") for one in courses]
        self.point.choices = [option(one.code, tr(one, "name")) for one in points]
        self.lecturer_id.choices = [option(str(one.id), tr(one, "name")) for one in lecturers]
        self.weekday.choices = [option(str(number), weekday_name(number)) for number in range(7)]
        self.way.choices = [option(way.value, label) for way, label in WAYS.items()]

    def show(self, one: CourseClass) -> None:
        """The class as it is, in the fields that are not its columns."""
        self.course.data, self.point.data = one.course.code, one.point.code
        seats = {row.bucket: row.seats for row in one.buckets}
        for bucket in PARTS_OF_SEATS:
            self[f"seats_{bucket.value}"].data = seats.get(bucket)

    def wish(self) -> ClassWish:
        """What was wished; ask only after `validate`."""
        assert self.starts.data is not None
        names = ("weekday", "starts", "minutes", "minimum", "capacity", "completion_percent", "lecturer_id")
        return ClassWish(
            **{name: self[name].data for name in names},
            course=self.course.data or "",
            point=self.point.data or "",
            lessons=self.lessons_planned.data or 1,
            way=WayIn(self.way.data),
            room_zh=self.room_zh.data or "",
            room_en=self.room_en.data or "",
            opens_at=self.opens_at.moment,
            closes_at=self.closes_at.moment,
            counts_to_limit=bool(self.counts_to_limit.data),
            homework_needed=bool(self.homework_needed.data),
            leave_counts=bool(self.leave_counts.data),
            seats=self._seats(),
        )

    def _seats(self) -> dict[Bucket, int]:
        """The parts of the seats in the order in which they are filled; everybody's is what is left of them."""
        parts = {bucket: self[f"seats_{bucket.value}"].data or 0 for bucket in PARTS_OF_SEATS}
        if not any(parts.values()):
            return {}
        return parts | {Bucket.GENERAL: (self.capacity.data or 0) - sum(parts.values())}


class NumbersForm(Form):
    """Seats and room of a class that is published."""

    minimum = WholeField(_l("最少几人开班"), 0, 1000)
    capacity = WholeField(_l("座位"), 1, 1000)
    room_zh = LineField(_l("教室"), longest=40)
    room_en = LineField(_l("教室（英文）"), longest=80)


class SubstituteForm(Form):
    """Who gives a lesson instead."""

    lesson = SelectField(_l("哪一课"), coerce=int)
    lecturer = SelectField(_l("由谁讲"), coerce=int)
    reason = LineField(_l("原因（会告诉学员）"), longest=120)


class CopyForm(Form):
    """Which term's classes to take over."""

    source = SelectField(_l("从哪个学期"))

    def offer(self, terms: Sequence[Term]) -> None:
        self.source.choices = [option(term.code, term_name(term)) for term in terms]
