"""What organisers write: a contest, a round, whom they ask to judge."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from sciencepop.contests.messages import AVERAGES, MEDIA, PROMOTIONS, SENTENCES
from sciencepop.contests.rules.lines import Line, Unread, read_lines
from sciencepop.contests.rules.ranking import Average, Promotion
from sciencepop.contests.rules.states import Refusal
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.programme.forms.fields import MomentField, TicksField, WholeField, given, needed, option


class WhyForm(Form):
    """A reason; whether one is needed is the rules' to say."""

    reason = LineField(_l("原因"), longest=300)


class AddressForm(Form):
    """Who is asked."""

    address = LineField(_l("评委的邮箱或手机号"), [needed()], longest=254)


class AnswerForm(Form):
    """The answer to an objection."""

    words = BlockField(_l("答复"), longest=1000)
    upheld = BooleanField(_l("异议成立"))


class LinesField(BlockField):
    """Lines that `rules.lines` reads; `lines` holds what was read."""

    bounds: tuple[tuple[int, int], ...] = ()
    lines: tuple[Line, ...] = ()

    def pre_validate(self, form: Any) -> None:
        try:
            self.lines = tuple(read_lines(self.data or "", self.bounds))
        except Unread as unread:
            raise ValidationError(str(SENTENCES[Refusal.LINE_UNREAD]) % {"line": unread.args[0]}) from None


class AwardsField(LinesField):
    bounds = ((1, 999),)


class CriteriaField(LinesField):
    bounds = ((1, 100), (1, 100))


class ContestForm(Form):
    """A contest."""

    base_id = SelectField(_l("主办"))
    edition_id = SelectField(_l("属于哪一届科技节"), default="")
    title_zh = LineField(_l("竞赛名称"), [needed()], longest=80)
    title_en = LineField(_l("英文名称"), longest=120)
    about_zh = BlockField(_l("介绍"), [needed()])
    about_en = BlockField(_l("英文介绍"))
    rules_zh = BlockField(_l("规则"), [needed()], longest=8000)
    rules_en = BlockField(_l("英文规则"), longest=8000)
    age_min = WholeField(_l("最小年龄"), 0, 120)
    age_max = WholeField(_l("最大年龄（不限请留空）"), 0, 120, optional=True)
    team_min = WholeField(_l("每队最少几人"), 1, 30)
    team_max = WholeField(_l("每队最多几人"), 1, 30)
    towns_apart = BooleanField(_l("评委不评本街镇的队"))
    objection_days = WholeField(_l("异议期（天）"), 1, 30)
    awards = AwardsField(_l("奖项"), longest=1000)

    def offer(self, bases: list[tuple[str, str]], editions: list[tuple[str, str]]) -> None:
        """Who may organise it, and the editions of which it can be part."""
        self.base_id.choices = [option(*row) for row in bases]
        self.edition_id.choices = [option("", _l("不属于科技节")), *(option(*row) for row in editions)]


class RoundForm(Form):
    """A round."""

    title_zh = LineField(_l("名称"), [needed()], longest=40)
    title_en = LineField(_l("英文名称"), longest=60)
    task_zh = BlockField(_l("交什么"), [needed()], longest=2000)
    task_en = BlockField(_l("英文：交什么"), longest=2000)
    opens_at = MomentField(_l("开始收作品"), [given()])
    closes_at = MomentField(_l("截止"), [given()])
    media_types = TicksField(_l("收哪些文件"), [needed()])
    files_most = WholeField(_l("最多几个文件"), 1, 10)
    megabytes = WholeField(_l("每个文件最多几 MB"), 1, 7)
    criteria = CriteriaField(_l("评分项目"), longest=1000)
    scores_needed = WholeField(_l("每件作品几位评委"), 1, 9)
    average = SelectField(_l("怎样算总分"))
    promotion = SelectField(_l("怎样晋级"))
    promote_number = WholeField(_l("晋级几名"), 1, 999, optional=True)
    promote_mark = WholeField(_l("分数线（满分 100）"), 1, 100, optional=True)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.media_types.choices = [option(kind, name) for kind, name in MEDIA.items()]
        self.average.choices = [option(one.value, AVERAGES[one]) for one in Average]
        self.promotion.choices = [option(one.value, PROMOTIONS[one]) for one in Promotion]

    def validate_promote_number(self, field: WholeField) -> None:
        if self.promotion.data == Promotion.NUMBER and field.data is None:
            raise ValidationError(str(_l("请写晋级几名。")))

    def validate_promote_mark(self, field: WholeField) -> None:
        if self.promotion.data == Promotion.MARK and field.data is None:
            raise ValidationError(str(_l("请写分数线。")))

    @property
    def bound(self) -> int:
        """What the promotion's number means: entries, or hundredths of a mark."""
        if self.promotion.data == Promotion.NUMBER:
            return self.promote_number.data or 0
        return (self.promote_mark.data or 0) * 100 if self.promotion.data == Promotion.MARK else 0
