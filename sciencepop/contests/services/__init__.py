"""The verbs of contests; each commits once."""

from sciencepop.contests.services.certificates import issue_certificates, revoke_certificate
from sciencepop.contests.services.contests import (
    ContestWish,
    RoundWish,
    add_contest,
    add_round,
    change_contest,
    change_round,
    drop_round,
    step_contest,
)
from sciencepop.contests.services.entries import GivenFile, add_file, drop_file, hand_in, object_to
from sciencepop.contests.services.jury import (
    accept_jury,
    declare_conflict,
    end_juror,
    fill_round,
    invite_juror,
    score,
)
from sciencepop.contests.services.privacy import forget_finished
from sciencepop.contests.services.rounds import answer_objection, rule_out, step_round
from sciencepop.contests.services.teams import (
    Joining,
    TeamWish,
    add_member,
    invite_members,
    join_team,
    leave_team,
    register_team,
    set_publishing,
    withdraw_team,
)

__all__ = [
    "ContestWish",
    "GivenFile",
    "Joining",
    "RoundWish",
    "TeamWish",
    "accept_jury",
    "add_contest",
    "add_file",
    "add_member",
    "add_round",
    "answer_objection",
    "change_contest",
    "change_round",
    "declare_conflict",
    "drop_file",
    "drop_round",
    "end_juror",
    "fill_round",
    "forget_finished",
    "hand_in",
    "invite_juror",
    "invite_members",
    "issue_certificates",
    "join_team",
    "leave_team",
    "object_to",
    "register_team",
    "revoke_certificate",
    "rule_out",
    "score",
    "set_publishing",
    "step_contest",
    "step_round",
    "withdraw_team",
]
