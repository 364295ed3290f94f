"""What readers choose and staff write."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired

from sciencepop.campaigns.messages import CARRIERS, FREQUENCIES, STAGES
from sciencepop.campaigns.rules.states import Carrier, Frequency
from sciencepop.campaigns.settings import settings
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import MomentField, TicksField, given, needed, option, vocabulary

EVERYONE = "everyone"


def audience_options() -> list[Any]:
    """Everybody is no audience that one chooses."""
    return vocabulary(row for slug, row in get_reference().audiences.items() if slug != EVERYONE)


def age_options() -> list[Any]:
    return vocabulary(settings().ages.values())


class NewsForm(Form):
    """What somebody with an account wants. Each consent is a tick or a choice of its own, and none is set for them."""

    frequency = RadioField(_l("科普周报"), validate_choice=False)
    wants_general = RadioField(_l("关着个性化推荐的时候"), validate_choice=False)
    campaigns = BooleanField(_l("收专题推送"))
    carriers = TicksField(_l("用什么方式收"))
    audiences = TicksField(_l("我为谁找活动"))
    ages = TicksField(_l("几岁的人"))
    gives_feedback = BooleanField(_l("信里放“有用、没用”"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frequency.choices = [option(one.value, words) for one, words in FREQUENCIES.items()]
        self.wants_general.choices = [option("1", _l("按人群发一样的周报")), option("0", _l("不发"))]
        self.carriers.choices = [option(one.value, words) for one, words in CARRIERS.items()]
        self.audiences.choices, self.ages.choices = audience_options(), age_options()


class SubscribeForm(Form):
    """The digest for an e-mail address without an account."""

    email = LineField(_l("邮箱"), [needed()], longest=254)
    frequency = RadioField(_l("多久一封"), validate_choice=False)
    audiences = TicksField(_l("为谁找活动"))
    ages = TicksField(_l("几岁的人"))
    consent = BooleanField(_l("我同意"), [DataRequired(_l("需要您同意，才能给您写信。"))])
    gives_feedback = BooleanField(_l("信里放“有用、没用”"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frequency.choices = [
            option(one.value, words) for one, words in FREQUENCIES.items() if one is not Frequency.OFF
        ]
        self.audiences.choices, self.ages.choices = audience_options(), age_options()


class CampaignForm(Form):
    """A campaign."""

    title_zh = LineField(_l("标题"), [needed()], longest=60)
    text_zh = BlockField(_l("正文"), [needed()], longest=2000)
    title_en = LineField(_l("英文标题"), longest=120)
    text_en = BlockField(_l("英文正文"), longest=3000)
    path = LineField(_l("链接（本站的页面）"), longest=200)
    audiences = TicksField(_l("人群"))
    stages = TicksField(_l("阶段"))
    towns = TicksField(_l("街镇"))
    ages = TicksField(_l("年龄段"))
    carriers = TicksField(_l("用什么方式发"))
    send_at = MomentField(_l("什么时候发"), [given()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences.choices, self.ages.choices = audience_options(), age_options()
        self.stages.choices = [option(stage, words) for stage, words in STAGES.items()]
        self.towns.choices = vocabulary(get_reference().towns.values())
        self.carriers.choices = [option(one.value, words) for one, words in CARRIERS.items()]


class ReasonForm(Form):
    """Why a campaign is given back."""

    reason = LineField(_l("原因"), longest=200)


def frequency(form: NewsForm | SubscribeForm, otherwise: Frequency) -> Frequency:
    """How often; what the form does not offer is `otherwise`."""
    offered = {choice.value for choice in form.frequency.choices or ()}  # type: ignore[union-attr]
    return Frequency(form.frequency.data) if form.frequency.data in offered else otherwise


def ways(form: NewsForm | CampaignForm) -> dict[str, bool]:
    """The chosen ways as columns."""
    chosen = form.carriers.data or []
    return {carrier.value: carrier.value in chosen for carrier in Carrier}
