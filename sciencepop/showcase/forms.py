"""What owners, askers and officers write."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from sciencepop.core.forms import BlockField, Form, LineField, QueryForm, SeenForm
from sciencepop.core.i18n import tr
from sciencepop.core.pictures import PictureField
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import MomentField, TicksField, given, needed, option
from sciencepop.showcase.messages import NEEDS, OFFERS, STAGES


class WordsForm(Form):
    """A message, a report or a reason; whether it may be empty is the rules' to say."""

    words = BlockField(_l("您想说的话"), longest=2000)


class DecisionForm(WordsForm, SeenForm):
    """What an officer decides on a project, as they read it."""


class SlotForm(Form):
    """A time for meeting."""

    starts_at = MomentField(_l("开始"), [given()])
    ends_at = MomentField(_l("结束"), [given()])
    place = LineField(_l("地点或线上方式"), longest=120)


class PictureForm(Form):
    """A picture with its words and the owner's word that it may be shown."""

    picture = PictureField()
    alt_zh = LineField(_l("照片里有什么"), longest=120)
    alt_en = LineField(_l("照片里有什么（英文）"), longest=200)
    rights = BooleanField(_l("照片是我拍的，或者我有权在这里公开；能认出来的人都同意公开，未成年人由监护人同意。"))


def _topics() -> list[tuple[str, str]]:
    return [(slug, tr(topic, "name")) for slug, topic in get_reference().topics.items()]


class ProjectForm(Form):
    """A project."""

    title_zh = LineField(_l("成果名称"), [needed()], longest=60)
    title_en = LineField(_l("英文名称"), longest=120)
    text_zh = BlockField(_l("介绍"), [needed()], longest=3000)
    text_en = BlockField(_l("英文介绍"), longest=4000)
    organisation_id = SelectField(_l("代表单位"))
    topic = SelectField(_l("领域"))
    stage = SelectField(_l("阶段"))
    offers = TicksField(_l("可以提供"))
    needs = TicksField(_l("希望得到"))

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        self.organisation_id.choices = [option("", _l("不代表单位")), *(option(*row) for row in organisations)]
        self.topic.choices = [option(*row) for row in _topics()]
        self.stage.choices = [option(key.value, words) for key, words in STAGES.items()]
        self.offers.choices = [option(key.value, words) for key, words in OFFERS.items()]
        self.needs.choices = [option(key.value, words) for key, words in NEEDS.items()]


class FindForm(QueryForm):
    """What a visitor looks for. Unknown words are no wish."""

    topic = SelectField(_l("领域"), validate_choice=False)
    stage = SelectField(_l("阶段"), validate_choice=False)
    offer = SelectField(_l("可以提供"), validate_choice=False)
    need = SelectField(_l("希望得到"), validate_choice=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        everything = option("", _l("全部"))
        self.topic.choices = [everything, *(option(*row) for row in _topics())]
        self.stage.choices = [everything, *(option(key.value, words) for key, words in STAGES.items())]
        self.offer.choices = [everything, *(option(key.value, words) for key, words in OFFERS.items())]
        self.need.choices = [everything, *(option(key.value, words) for key, words in NEEDS.items())]

    def known(self, name: str) -> str:
        """The chosen word, '' for one that there is not."""
        value = self[name].data or ""
        return value if value in {one.value for one in self[name].choices} else ""
