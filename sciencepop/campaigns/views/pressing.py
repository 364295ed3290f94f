"""What the views share: doing what a button asks, and what pages call things."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.campaigns.messages import CARRIERS, REASONS, STAGES, STATES, sentence
from sciencepop.campaigns.queries.campaigns import Fate
from sciencepop.campaigns.rules.cells import Cell, shown, shown_alone
from sciencepop.campaigns.rules.states import CampaignState
from sciencepop.campaigns.settings import settings
from sciencepop.core import clock

Answer = str | Response | tuple[str, int]

press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


def told(fate: Fate) -> dict[str, Cell]:
    """What may be shown of what became of letters: mails and answers are cells of a total, ways are not."""
    least = settings().least_shown
    mails = {"handed_over": fate.handed_over, "failed": fate.failed}
    mails["waiting"] = fate.by_mail - fate.handed_over - fate.failed
    answers = {"useful": fate.useful, "useless": fate.useless}
    answers["silent"] = fate.written - fate.useful - fate.useless
    alone = {name: getattr(fate, name) for name in ("written", "by_mail", "on_devices", "on_site")}
    alone_shown = {name: shown_alone(count, least) for name, count in alone.items()}
    return shown(mails, least) | shown(answers, least) | alone_shown


def words() -> dict[str, Any]:
    """What templates call things."""
    return {
        "ages": settings().ages,
        "carriers": CARRIERS,
        "least": settings().least_shown,
        "now": clock.now(),
        "reasons": REASONS,
        "stages": STAGES,
        "states": STATES,
        "State": CampaignState,
    }
