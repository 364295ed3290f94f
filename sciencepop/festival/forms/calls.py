"""What is filled in about a call: by officers, by those who propose, and by reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from sciencepop.accounts.models import Membership
from sciencepop.bases.models import ScienceBase
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.text import clean_block
from sciencepop.festival.models import Call, Proposal, ProposalState, ProposerKind
from sciencepop.festival.rules.proposals import DECISIONS, LEAST, MOST
from sciencepop.festival.services.calls import CallWish
from sciencepop.festival.services.proposals import ProposalWish
from sciencepop.festival.vocabulary import vocabulary as words
from sciencepop.festival.words import PROPOSALS, PROPOSERS
from sciencepop.programme.forms.fields import MomentField, TicksField, WholeField, given, needed, option, vocabulary

MOST_QUESTIONS, LONGEST_ANSWER = 10, 1000


class CallForm(Form):
    """A call with its days, its rule and its questions."""

    opens_at = MomentField(_l("开始征集"), [given()])
    closes_at = MomentField(_l("截止"), [given()])
    scores_needed = WholeField(_l("几位评审打分后才能决定"), 1, 20, default=2)
    about_zh = BlockField(_l("征集说明"), [needed()], longest=3000)
    about_en = BlockField(_l("征集说明（英文）"), longest=6000)
    questions_zh = BlockField(_l("问题，每行一个"), longest=1000)
    questions_en = BlockField(_l("问题（英文），行数相同"), longest=2000)

    def show(self, call: Call) -> None:
        """Fill in what a call is now."""
        for name in ("questions_zh", "questions_en"):
            self[name].data = "\n".join(getattr(call, name))

    def validate_questions_zh(self, field: Any) -> None:
        if len(_lines(field.data)) > MOST_QUESTIONS:
            raise ValidationError(_("最多 %(count)d 个问题。", count=MOST_QUESTIONS))

    def validate_questions_en(self, field: Any) -> None:
        if _lines(field.data) and len(_lines(field.data)) != len(_lines(self.questions_zh.data)):
            raise ValidationError(_("两种语言的问题要一样多。"))

    def wish(self) -> CallWish:
        assert self.opens_at.moment and self.closes_at.moment
        return CallWish(
            opens_at=self.opens_at.moment,
            closes_at=self.closes_at.moment,
            scores_needed=self.scores_needed.data or 1,
            about_zh=self.about_zh.data or "",
            about_en=self.about_en.data or "",
            questions_zh=tuple(_lines(self.questions_zh.data)),
            questions_en=tuple(_lines(self.questions_en.data)),
        )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class ReviewerForm(Form):
    """Somebody who scores for a department."""

    address = LineField(_l("评审的邮箱或手机号"), [needed()], longest=254)
    department = SelectField(_l("部门"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department.choices = vocabulary(words().departments.values())


class ProposalForm(Form):
    """What somebody would contribute, and what they need for it."""

    proposer_kind = RadioField(_l("您代表"), default=ProposerKind.TEAM.value)
    acts_for = SelectField(_l("哪个单位或基地"))
    proposer = LineField(_l("团队名称"), longest=60)
    kind = SelectField(_l("活动类型"))
    title_zh = LineField(_l("活动名称"), [needed()], longest=60)
    title_en = LineField(_l("英文名称"), longest=120)
    text_zh = BlockField(_l("想做什么，怎么做"), [needed()], longest=3000)
    audiences = TicksField(_l("给谁参加"))
    people = WholeField(_l("一场多少人"), 1, 100_000, optional=True)
    room = LineField(_l("场地要求"), longest=120)
    power = LineField(_l("用电和设备"), longest=120)
    money = SelectField(_l("需要多少经费"))

    def offer(self, memberships: Sequence[Membership], bases: Sequence[ScienceBase]) -> None:
        """What this person may act for."""
        self.proposer_kind.choices = [option(kind.value, label) for kind, label in PROPOSERS.items()]
        self.acts_for.choices = [
            option("", _("不代表单位")),
            *(option(f"organisation:{one.organisation_id}", one.organisation.name) for one in memberships),
            *(option(f"base:{base.slug}", tr(base, "name")) for base in bases),
        ]
        self.kind.choices = vocabulary(get_reference().event_kinds.values())
        self.audiences.choices = vocabulary(get_reference().audiences.values())
        self.money.choices = vocabulary(words().money.values())

    def show(self, proposal: Proposal) -> None:
        """Fill in what a proposal says now."""
        names = ("proposer", "kind", "title_zh", "title_en", "text_zh", "audiences", "people", "room", "power", "money")
        for name in names:
            self[name].data = getattr(proposal, name)
        self.proposer_kind.data = proposal.proposer_kind.value
        base = f"base:{proposal.base.slug}" if proposal.base else ""
        self.acts_for.data = f"organisation:{proposal.organisation_id}" if proposal.organisation_id else base

    def wish(self, answers: Sequence[str]) -> ProposalWish:
        """What was wished, with the answers to the call's questions; ask only after `validate`."""
        kind, _colon, key = (self.acts_for.data or "").partition(":")
        names = ("kind", "title_zh", "title_en", "text_zh", "proposer", "room", "power", "money")
        return ProposalWish(
            **{name: self[name].data or "" for name in names},
            proposer_kind=ProposerKind(self.proposer_kind.data),
            organisation_id=int(key) if kind == "organisation" else None,
            base=key if kind == "base" else "",
            audiences=tuple(self.audiences.data or ()),
            people=self.people.data,
            answers=tuple(clean_block(answer)[:LONGEST_ANSWER] for answer in answers),
        )


class ScoreForm(Form):
    """A reviewer's points."""

    points = RadioField(_l("打分"))
    note = BlockField(_l("意见"), longest=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points.choices = [option(str(number), str(number)) for number in range(LEAST, MOST + 1)]


class DecisionForm(Form):
    """What becomes of a proposal."""

    state = RadioField(_l("决定"))
    words = BlockField(_l("条件或原因"), longest=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = [option(state.value, PROPOSALS[state]) for state in DECISIONS]

    @property
    def chosen(self) -> ProposalState:
        return ProposalState(self.state.data)


class ConvertForm(Form):
    """The base that will hold it."""

    base = SelectField(_l("由哪个基地举办"))

    def offer(self, bases: Sequence[ScienceBase]) -> None:
        self.base.choices = [option(base.slug, tr(base, "name")) for base in bases]
