"""What somebody who finds nothing writes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from sciencepop.accounts.consents import DEMAND, WORDINGS
from sciencepop.core.forms import Form, LineField
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import WholeField, needed, option, vocabulary
from sciencepop.search.messages import PARTS_OF_WEEK
from sciencepop.search.rules.demand import LONGEST_WORDS, MOST_SEATS


class DemandForm(Form):
    """A wish."""

    words = LineField(_l("想参加什么"), [needed()], longest=LONGEST_WORDS)
    audience = SelectField(_l("和谁一起"))
    town = SelectField(_l("住在哪里"))
    seats = WholeField(_l("一共几个人"), 1, MOST_SEATS, default=2)
    part_of_week = SelectField(_l("什么时候方便"))
    agreed = BooleanField(WORDINGS[DEMAND].short)

    def offer(self) -> None:
        reference = get_reference()
        audiences = vocabulary(row for row in reference.audiences.values() if row.stage)
        self.audience.choices = [option("", _l("谁都可以")), *audiences]
        self.town.choices = [option("", _l("不说也行")), *vocabulary(reference.towns.values())]
        self.part_of_week.choices = [option(part.value, words) for part, words in PARTS_OF_WEEK.items()]
