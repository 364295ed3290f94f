"""Shape and wording of what people type about themselves and to sign in."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from sciencepop.accounts.messages import KINDS as MESSAGE_KINDS
from sciencepop.accounts.organisation_words import KINDS
from sciencepop.accounts.rules.ages import OLDEST_PROFILE
from sciencepop.accounts.rules.messages import ON_DEVICES, OPTIONAL
from sciencepop.core.forms import Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference

_needed = DataRequired(_l("请填写这一项。"))


class TicksField(SelectMultipleField):
    """Several of a vocabulary, as checkboxes; values that it does not know are dropped."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices or ()}  # type: ignore[union-attr]
        self.data = [value for value in self.data or [] if value in known]


class AddressForm(Form):
    """Where to send a code."""

    address = StringField(_l("邮箱或手机号"), [_needed])
    next = HiddenField()


class PasswordSignInForm(AddressForm):
    password = PasswordField(_l("密码"), [_needed])


class CodeForm(Form):
    code = StringField(_l("验证码"), [_needed])


class StepForm(Form):
    """A code of an app or of the paper."""

    code = StringField(_l("验证码或备用码"), [_needed])


class PasskeyForm(Form):
    """What a browser answered; a script fills it in."""

    answer = HiddenField(validators=[_needed])


class PasskeyNameForm(Form):
    name = LineField(_l("名称"), longest=40)


class ResetForm(CodeForm):
    new = PasswordField(_l("新密码"), [_needed])


class FirstPasswordForm(Form):
    new = PasswordField(_l("新密码"), [_needed])


class ChangePasswordForm(Form):
    current = PasswordField(_l("现在的密码"), [_needed])
    new = PasswordField(_l("新密码"), [_needed])


class RemovePasswordForm(Form):
    current = PasswordField(_l("现在的密码"), [_needed])


class CloseForm(Form):
    sure = BooleanField(_l("我明白：注销后不能恢复"), [DataRequired(_l("请先在这里打勾。"))])


class ProfileForm(Form):
    """What a person may tell; nothing of it is required."""

    name = LineField(_l("称呼"), longest=40)
    town_code = SelectField(_l("所在街镇"), validate_choice=False)
    audiences = TicksField(_l("我为谁找活动"), validate_choice=False)
    topics = TicksField(_l("感兴趣的主题"), validate_choice=False)
    language = RadioField(_l("语言"), validate_choice=False)
    is_elder = BooleanField(_l("使用长辈版（大字、高对比）"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reference = get_reference()
        towns = [SelectChoice(town.code, tr(town, "name")) for town in reference.towns.values()]
        self.town_code.choices = [SelectChoice("", _("不填")), *towns]
        self.audiences.choices = [SelectChoice(a.slug, tr(a, "name")) for a in reference.audiences.values()]
        self.topics.choices = [SelectChoice(t.slug, tr(t, "name")) for t in reference.topics.values()]
        self.language.choices = [SelectChoice("zh", "中文"), SelectChoice("en", "English")]

    def validate_town_code(self, field: Any) -> None:
        if field.data and field.data not in get_reference().towns:
            raise ValidationError(_("请在列表里选一个街镇。"))

    def validate_language(self, field: Any) -> None:
        if field.data not in ("zh", "en"):
            raise ValidationError(_("请选择中文或 English。"))


class ChildForm(Form):
    """A child as its guardian describes it."""

    nickname = LineField(_l("小名"), [_needed], longest=20)
    birth_year = SelectField(_l("出生年"), validate_choice=False)
    birth_month = SelectField(_l("出生月"), validate_choice=False)
    needs = LineField(_l("需要照顾的地方"), longest=200)

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(this_year, this_year - OLDEST_PROFILE - 1, -1)
        self.birth_year.choices = [SelectChoice("", _("请选择")), *(SelectChoice(str(y), str(y)) for y in years)]
        self.birth_month.choices = [
            SelectChoice("", _("请选择")),
            *(SelectChoice(str(m), str(m)) for m in range(1, 13)),
        ]

    def validate_birth_year(self, field: Any) -> None:
        _among_choices(field)

    def validate_birth_month(self, field: Any) -> None:
        _among_choices(field)


class NewChildForm(ChildForm):
    """The same with the guardian's consent."""

    consent = BooleanField(_l("我同意"), [DataRequired(_l("需要您作为监护人同意，才能保存孩子的信息。"))])


class ConsentForm(Form):
    consent = BooleanField(_l("我同意"), [DataRequired(_l("需要您作为监护人同意，才能保存孩子的信息。"))])


def _among_choices(field: Any) -> None:
    if not field.data or field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(_("请在列表里选择。"))


class OrganisationForm(Form):
    """A school or another organisation that comes as a group."""

    name = LineField(_l("单位全称"), [_needed], longest=80)
    kind = SelectField(_l("单位类型"), validate_choice=False)
    town_code = SelectField(_l("所在街镇"), validate_choice=False)
    contact = LineField(_l("单位联系方式"), longest=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, str(words)) for kind, words in KINDS.items()]
        towns = [SelectChoice(town.code, tr(town, "name")) for town in get_reference().towns.values()]
        self.town_code.choices = [SelectChoice("", _("不填")), *towns]

    def validate_kind(self, field: Any) -> None:
        _among_choices(field)

    def validate_town_code(self, field: Any) -> None:
        if field.data:
            _among_choices(field)


class SeenForm(Form):
    """`newest` is the number of the newest message on the page."""

    newest = IntegerField(widget=HiddenInput(), validators=[NumberRange(0, 2**63 - 1)])


class KindsForm(Form):
    """Which kinds of message a person wants, of those that may be switched off; and which on their devices."""

    kinds = TicksField(_l("用邮件或短信告诉我"), validate_choice=False)
    on_devices = TicksField(_l("在收通知的设备上告诉我"), validate_choice=False)

    def __init__(self, *args: Any, has_devices: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds.choices = [SelectChoice(kind.value, MESSAGE_KINDS[kind]) for kind in OPTIONAL]
        self.on_devices.choices = [SelectChoice(kind.value, MESSAGE_KINDS[kind]) for kind in ON_DEVICES]
        if not has_devices:
            del self.on_devices


class DeviceForm(Form):
    """What a browser's subscription is made of; a script fills it in."""

    endpoint = HiddenField()
    p256dh = HiddenField()
    auth = HiddenField()
