"""What a table is asked for, and entering a population."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sciencepop.campaigns.forms import EVERYONE
from sciencepop.core.forms import Form, LineField, NearDayField, QueryForm
from sciencepop.coverage.messages import DIMENSIONS, askable, group_name, place_name
from sciencepop.coverage.rules.held import Dimension, Wanted
from sciencepop.coverage.rules.populations import Count
from sciencepop.coverage.settings import settings
from sciencepop.programme.forms.fields import WholeField, given, needed, option

MOST_PEOPLE = 100_000_000


class CoverageForm(QueryForm):
    """The question. What is not understood is left out; nothing is refused."""

    period = SelectField(_l("哪段时间"), validate_choice=False)
    by = SelectField(_l("按什么列表"), validate_choice=False)
    town = SelectField(_l("街镇"), validate_choice=False)
    audience = SelectField(_l("人群"), validate_choice=False)
    part = SelectField(_l("时段"), validate_choice=False)
    age = SelectField(_l("年龄段"), validate_choice=False)
    access = SelectField(_l("无障碍服务"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by.choices = [option(one.value, words) for one, words in DIMENSIONS.items()]
        for dimension in Dimension:
            rows = [option(slug, name) for slug, name in askable(dimension).items()]
            self[dimension.value].choices = [option("", _("全部")), *rows]

    def wanted(self) -> Wanted:
        """One label for each dimension that is narrowed."""
        return {one: self[one.value].data for one in Dimension if self[one.value].data in askable(one)}

    def dimension(self) -> Dimension:
        return Dimension(self.by.data) if self.by.data in set(Dimension) else Dimension.TOWN


class PopulationForm(Form):
    """A number with its source; an empty one takes back what held before."""

    town = SelectField(_l("街镇"), validate_choice=False)
    group = SelectField(_l("哪些人"), validate_choice=False)
    year = WholeField(_l("哪一年的数"), 1900, 2100)
    people = WholeField(_l("人数"), 1, MOST_PEOPLE, optional=True)
    source = LineField(_l("来源"), [needed()], longest=200)
    valid_from = NearDayField(_l("从哪天起用"), [given()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town.choices = [option(code, place_name(code)) for code in settings().places]
        self.group.choices = [option(slug, group_name(slug)) for slug in settings().groups if slug != EVERYONE]

    def count(self) -> Count:
        """What was filled in; valid forms only."""
        assert self.year.data is not None and self.valid_from.data is not None
        return Count(
            town=self.town.data or "",
            group=self.group.data or "",
            year=self.year.data,
            people=self.people.data,
            source=self.source.data or "",
            valid_from=self.valid_from.data,
        )
