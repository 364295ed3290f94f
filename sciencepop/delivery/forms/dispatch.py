"""What an officer fills in for a window's proposals and its draw."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from sciencepop.core.forms import Form, LineField
from sciencepop.programme.forms.fields import MomentField, given, needed


class SealForm(Form):
    """The promise of a draw: which public chance will decide, and when it appears."""

    source = LineField(_l("用哪一次公开的开奖"), [needed()], longest=120)
    due = MomentField(_l("开奖时间"), [given()])


class DrawForm(Form):
    """The chance as it was published."""

    entropy = LineField(_l("开出的号码，照公布的写"), [needed()], longest=200)
