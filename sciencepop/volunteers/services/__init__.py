"""The verbs of the feature; each commits once. No place of a shift changes hands outside of them."""

from sciencepop.volunteers.services.call_out import call_out, call_out_due
from sciencepop.volunteers.services.coordinate import assign, pin, say_no, say_yes
from sciencepop.volunteers.services.edit import edit_shift, rehearse_edit
from sciencepop.volunteers.services.evidence import drop_paper, look_at_paper
from sciencepop.volunteers.services.guardians import consent_on_paper, consent_online, end_consent
from sciencepop.volunteers.services.people import (
    Birth,
    Line,
    Profile,
    add_lines,
    drop_line,
    join,
    pause,
    save_profile,
)
from sciencepop.volunteers.services.privacy import leave
from sciencepop.volunteers.services.risk import accept_new_risk
from sciencepop.volunteers.services.shifts import (
    NeedWish,
    ShiftWish,
    cancel_shift,
    close_sign_up,
    create_shift,
    publish,
    reopen,
    set_numbers,
)
from sciencepop.volunteers.services.sign_up import accept, expire_offers, promote_due, sign_up, withdraw
from sciencepop.volunteers.services.skills import Seen, claim_skill, grant_skill, note_seen, revoke_skill
from sciencepop.volunteers.services.swap import offer_swap, withdraw_swap
from sciencepop.volunteers.services.swap_end import expire_swaps
from sciencepop.volunteers.services.templates import TemplateWish, add_template, change_template, make

__all__ = [
    "Birth",
    "Line",
    "NeedWish",
    "Profile",
    "Seen",
    "ShiftWish",
    "TemplateWish",
    "accept",
    "accept_new_risk",
    "add_lines",
    "add_template",
    "assign",
    "call_out",
    "call_out_due",
    "cancel_shift",
    "change_template",
    "claim_skill",
    "close_sign_up",
    "consent_on_paper",
    "consent_online",
    "create_shift",
    "drop_line",
    "drop_paper",
    "edit_shift",
    "end_consent",
    "expire_offers",
    "expire_swaps",
    "grant_skill",
    "join",
    "leave",
    "look_at_paper",
    "make",
    "note_seen",
    "offer_swap",
    "pause",
    "pin",
    "promote_due",
    "publish",
    "rehearse_edit",
    "reopen",
    "revoke_skill",
    "save_profile",
    "say_no",
    "say_yes",
    "set_numbers",
    "sign_up",
    "withdraw",
    "withdraw_swap",
]
