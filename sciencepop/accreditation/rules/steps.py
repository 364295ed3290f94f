"""The way of a case from an application to the end of its designation: one table.

Services, forms, buttons, letters, deadlines and the doctor's checks all read it. A step says where an act leads, which
side may take it, what it needs and who is told; a state says which period it may last and what follows when it passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.refusals import Refusal


class CaseState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    TOWN_CHECK = "town_check"
    CORRECTION = "correction"
    TOWN_PASSED = "town_passed"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    SITE_VISIT = "site_visit"
    VISITED = "visited"
    REVIEW = "review"
    PROPOSED = "proposed"
    NOT_NAMED = "not_named"
    NOTICE = "notice"
    OBJECTION = "objection"
    NAMED = "named"
    ACTIVE = "active"
    RECTIFYING = "rectifying"
    RECHECK = "recheck"
    PAUSED = "paused"
    HEARING = "hearing"
    WITHDRAWN = "withdrawn"
    LEAVING = "leaving"
    LEFT = "left"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"


class Side(StrEnum):
    """Who acts: the base, its town, the district's officer, its lead, an expert of the case, anybody, or what happens
    of itself: the time, and the outcome of a yearly check."""

    BASE = "base"
    TOWN = "town"
    DISTRICT = "district"
    LEAD = "lead"
    EXPERT = "expert"
    PUBLIC = "public"
    CLOCK = "clock"


class Act(StrEnum):
    SUBMIT = "submit"
    FORWARD = "forward"
    PASS = "pass"  # noqa: S105 - no password
    RETURN = "return"
    REFUSE = "refuse"
    LAPSE = "lapse"
    ACCEPT = "accept"
    ASSIGN_VISIT = "assign_visit"
    REPORT_VISIT = "report_visit"
    ASSIGN_EXPERTS = "assign_experts"
    SCORE = "score"
    STEP_ASIDE = "step_aside"
    PROPOSE = "propose"
    DECLINE = "decline"
    PUBLISH = "publish"
    OBJECT = "object"
    DISMISS = "dismiss"
    UPHOLD = "uphold"
    NAME = "name"
    BEGIN = "begin"
    RECTIFY = "rectify"
    HAND_IN = "hand_in"
    CLEAR = "clear"
    ACCUSE = "accuse"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    ACQUIT = "acquit"
    PAUSE = "pause"
    REOPEN = "reopen"
    REPORT_CHANGE = "report_change"
    ASK_LEAVE = "ask_leave"
    STAY = "stay"
    CONFIRM_LEAVE = "confirm_leave"
    EXPIRE = "expire"
    TAKE_PLAQUE = "take_plaque"
    TAKE_BACK = "take_back"


class News(StrEnum):
    """What is told that is no step."""

    LATE = "late"


class Need(StrEnum):
    """What a step needs besides: something that is filled in, or something that must be so."""

    REASON = "reason"
    PAPERS = "papers"
    ROUND = "round"
    NUMBER = "number"
    VISITORS = "visitors"
    VISIT = "visit"
    EXPERTS = "experts"
    SCORES = "scores"
    ALL_SCORED = "all_scored"
    FOUR_EYES = "four_eyes"
    CONTACT = "contact"
    OBJECTION = "objection"
    NOTICE_RUNS = "notice_runs"
    NOTICE_OVER = "notice_over"
    NAMING = "naming"
    FIX = "fix"
    WORDS = "words"
    HEARD = "heard"
    PAUSE = "pause"
    UNMARKED = "unmarked"
    PLAQUE_OUT = "plaque_out"
    TIME_LEFT = "time_left"


@dataclass(frozen=True)
class Step:
    """Where an act leads, who may do it, what it needs, and who is told of it. What undoes a turn leads `back` to a
    state named there, where the case had come from it."""

    after: CaseState
    by: frozenset[Side]
    needs: tuple[Need, ...] = ()
    tells: tuple[Side, ...] = ()
    back: tuple[CaseState, ...] = ()

    def leads_to(self, now: CaseState, way: Sequence[CaseState]) -> CaseState:
        """Where the step leads a case that is in a state `now`, to which it came by the states of its `way`."""
        before = next((state for state in reversed(way) if state is not now), None)
        return before if before in self.back else self.after


S, A, N = CaseState, Act, Need
B, T, D, L, E, P, C = Side.BASE, Side.TOWN, Side.DISTRICT, Side.LEAD, Side.EXPERT, Side.PUBLIC, Side.CLOCK


def _step(
    after: CaseState,
    *by: Side,
    needs: tuple[Need, ...] = (),
    tells: tuple[Side, ...] = (),
    back: tuple[CaseState, ...] = (),
) -> Step:
    return Step(after, frozenset(by), needs, tells, back)


_why = (N.REASON,)
_to_correct = (N.REASON, N.TIME_LEFT)
APPLYING = (S.SUBMITTED, S.TOWN_CHECK, S.CORRECTION, S.TOWN_PASSED, S.ACCEPTED, S.SITE_VISIT, S.VISITED)
"""An application that the base may still take back; once experts read it, it is decided."""

RUNNING = (S.ACTIVE, S.RECTIFYING, S.RECHECK, S.PAUSED, S.HEARING, S.LEAVING)
"""A designation that holds."""

OVER = (S.WITHDRAWN, S.LEFT, S.EXPIRED)
ENDED = (*OVER, S.NOT_ACCEPTED, S.NOT_NAMED, S.TAKEN_BACK)
OPEN = tuple(state for state in S if state not in (*RUNNING, *ENDED))
"""Something may still come of it; a base has one of these for each scheme at most."""

STEPS: dict[tuple[CaseState, Act], Step] = {
    (S.DRAFT, A.SUBMIT): _step(S.SUBMITTED, B, needs=(N.ROUND, N.PAPERS)),
    (S.CORRECTION, A.SUBMIT): _step(S.SUBMITTED, B, needs=(N.PAPERS,)),
    (S.SUBMITTED, A.FORWARD): _step(S.TOWN_CHECK, C, tells=(T, B)),
    (S.TOWN_CHECK, A.PASS): _step(S.TOWN_PASSED, T, D, tells=(D, B)),
    (S.TOWN_CHECK, A.RETURN): _step(S.CORRECTION, T, D, needs=_to_correct, tells=(B,)),
    (S.TOWN_CHECK, A.REFUSE): _step(S.NOT_ACCEPTED, T, D, needs=_why, tells=(B, D)),
    (S.TOWN_PASSED, A.ACCEPT): _step(S.ACCEPTED, D, needs=(N.NUMBER,), tells=(B,)),
    (S.TOWN_PASSED, A.RETURN): _step(S.CORRECTION, D, needs=_to_correct, tells=(B,)),
    (S.TOWN_PASSED, A.REFUSE): _step(S.NOT_ACCEPTED, D, needs=_why, tells=(B,)),
    (S.CORRECTION, A.LAPSE): _step(S.NOT_ACCEPTED, C, needs=_why, tells=(B, D)),
    (S.ACCEPTED, A.ASSIGN_VISIT): _step(S.SITE_VISIT, D, needs=(N.VISITORS,), tells=(B,)),
    (S.SITE_VISIT, A.REPORT_VISIT): _step(S.VISITED, D, needs=(N.VISIT,)),
    (S.SITE_VISIT, A.ASSIGN_VISIT): _step(S.SITE_VISIT, D, needs=(N.VISITORS,), tells=(B,)),
    (S.VISITED, A.ASSIGN_EXPERTS): _step(S.REVIEW, D, needs=(N.EXPERTS,), tells=(E, B)),
    (S.REVIEW, A.ASSIGN_EXPERTS): _step(S.REVIEW, D, needs=(N.EXPERTS,), tells=(E,)),
    (S.REVIEW, A.SCORE): _step(S.REVIEW, E, needs=(N.SCORES,)),
    (S.REVIEW, A.STEP_ASIDE): _step(S.REVIEW, E, needs=_why, tells=(D,)),
    (S.REVIEW, A.PROPOSE): _step(S.PROPOSED, L, needs=(N.ALL_SCORED, N.FOUR_EYES, N.NUMBER), tells=(D,)),
    (S.REVIEW, A.DECLINE): _step(S.NOT_NAMED, L, needs=(N.ALL_SCORED, N.FOUR_EYES, N.REASON), tells=(B, D)),
    (S.PROPOSED, A.PUBLISH): _step(S.NOTICE, D, needs=(N.CONTACT,), tells=(B,)),
    (S.NOTICE, A.OBJECT): _step(S.OBJECTION, P, needs=(N.NOTICE_RUNS, N.OBJECTION), tells=(D,)),
    (S.OBJECTION, A.OBJECT): _step(S.OBJECTION, P, needs=(N.NOTICE_RUNS, N.OBJECTION), tells=(D,)),
    (S.OBJECTION, A.DISMISS): _step(S.NOTICE, D, needs=_why, tells=(B, L)),
    (S.OBJECTION, A.UPHOLD): _step(S.NOT_NAMED, L, needs=(N.FOUR_EYES, N.REASON), tells=(B, D)),
    (S.NOTICE, A.NAME): _step(S.NAMED, L, needs=(N.NOTICE_OVER, N.FOUR_EYES, N.NAMING), tells=(B, T)),
    (S.NAMED, A.BEGIN): _step(S.ACTIVE, C),
    (S.ACTIVE, A.RECTIFY): _step(S.RECTIFYING, D, C, needs=_why, tells=(B,)),
    (S.RECTIFYING, A.HAND_IN): _step(S.RECHECK, B, needs=(N.FIX,), tells=(D,)),
    (S.RECTIFYING, A.CLEAR): _step(S.ACTIVE, C, needs=_why, tells=(B,)),
    (S.RECHECK, A.CLEAR): _step(S.ACTIVE, D, needs=_why, tells=(B,)),
    (S.ACTIVE, A.ACCUSE): _step(S.HEARING, D, needs=_why, tells=(B,)),
    (S.RECTIFYING, A.ACCUSE): _step(S.HEARING, D, needs=_why, tells=(B,)),
    (S.RECHECK, A.ACCUSE): _step(S.HEARING, D, needs=_why, tells=(B,)),
    (S.PAUSED, A.ACCUSE): _step(S.HEARING, D, needs=_why, tells=(B,)),
    (S.HEARING, A.ANSWER): _step(S.HEARING, B, needs=(N.WORDS,), tells=(L, D)),
    (S.HEARING, A.WITHDRAW): _step(S.WITHDRAWN, L, needs=(N.HEARD, N.FOUR_EYES, N.REASON), tells=(B, D, T)),
    (S.HEARING, A.ACQUIT): _step(S.ACTIVE, L, needs=(N.UNMARKED, N.REASON), tells=(B, D), back=(S.PAUSED,)),
    (S.HEARING, A.RECTIFY): _step(S.RECTIFYING, L, needs=_why, tells=(B,)),
    (S.ACTIVE, A.PAUSE): _step(S.PAUSED, B, needs=(N.PAUSE, N.REASON), tells=(D,)),
    (S.PAUSED, A.REOPEN): _step(S.ACTIVE, B, tells=(D,)),
    (S.ACTIVE, A.REPORT_CHANGE): _step(S.ACTIVE, B, needs=(N.WORDS,), tells=(D,)),
    (S.ACTIVE, A.ASK_LEAVE): _step(S.LEAVING, B, needs=_why, tells=(D,)),
    (S.RECTIFYING, A.ASK_LEAVE): _step(S.LEAVING, B, needs=_why, tells=(D,)),
    (S.PAUSED, A.ASK_LEAVE): _step(S.LEAVING, B, needs=_why, tells=(D,)),
    (S.LEAVING, A.STAY): _step(S.ACTIVE, B, needs=(N.UNMARKED,), tells=(D,), back=(S.PAUSED,)),
    (S.LEAVING, A.RECTIFY): _step(S.RECTIFYING, D, needs=_why, tells=(B,)),
    (S.LEAVING, A.CONFIRM_LEAVE): _step(S.LEFT, D, tells=(B, T)),
    **{(state, A.EXPIRE): _step(S.EXPIRED, C, needs=_why, tells=(B, D)) for state in RUNNING},
    **{(state, A.TAKE_PLAQUE): _step(state, D, needs=(N.PLAQUE_OUT,)) for state in OVER},
    **{(state, A.TAKE_BACK): _step(S.TAKEN_BACK, B, needs=_why, tells=(D,)) for state in APPLYING},
    (S.DRAFT, A.TAKE_BACK): _step(S.TAKEN_BACK, B),
}

LASTS: dict[CaseState, str] = {
    S.TOWN_CHECK: "town",
    S.TOWN_PASSED: "district",
    S.ACCEPTED: "visit",
    S.SITE_VISIT: "visit",
    S.VISITED: "visit",
    S.REVIEW: "review",
    S.PROPOSED: "publish",
    S.NOTICE: "name",
    S.OBJECTION: "finding",
    S.RECTIFYING: "fix",
    S.RECHECK: "recheck",
    S.HEARING: "hearing",
    S.LEAVING: "leave",
}
"""By state the period of data/accreditation_periods.csv that it may last. A correction lasts until the round's last day
of acceptance, a closure until the day that was said; what runs ends with its designation."""

RESPONSIBLE: dict[CaseState, tuple[Side, ...]] = {
    S.TOWN_CHECK: (T, D),
    S.TOWN_PASSED: (D,),
    S.ACCEPTED: (D,),
    S.SITE_VISIT: (D,),
    S.VISITED: (D,),
    S.REVIEW: (E, D),
    S.PROPOSED: (D,),
    S.NOTICE: (L, D),
    S.OBJECTION: (D,),
    S.RECTIFYING: (B, D),
    S.RECHECK: (D,),
    S.PAUSED: (B, D),
    S.HEARING: (L, D),
    S.LEAVING: (D,),
}
"""Whose turn it is comes first; all are reminded, once, where a period has passed and a person has to act."""

BY_CLOCK: dict[CaseState, Act] = {S.CORRECTION: A.LAPSE}
"""What the time does by itself when a state's last day has passed."""

STATUS_OF: dict[CaseState, Status] = {
    S.ACTIVE: Status.NAMED,
    S.RECTIFYING: Status.RECTIFY,
    S.PAUSED: Status.PAUSED,
    S.WITHDRAWN: Status.WITHDRAWN,
    S.LEFT: Status.LEFT,
}
"""What the public list says from the day on which a case comes to a state; in the others it says what it said."""

PUBLIC_STATES = frozenset(S) - {S.DRAFT, S.TAKEN_BACK}
"""What the progress page shows."""

TAKES_PAPERS: dict[CaseState, tuple[str, Side]] = {
    S.DRAFT: ("submit", B),
    S.CORRECTION: ("submit", B),
    S.SITE_VISIT: ("visit", D),
    S.VISITED: ("visit", D),
    S.RECTIFYING: ("fix", B),
    S.HEARING: ("hearing", B),
}
"""By state which papers are taken, and from whom."""


def step_of(state: CaseState, act: Act, side: Side) -> Step | Refusal:
    """The step that this side takes by an act from a state, or why not."""
    step = STEPS.get((state, act))
    if step is None:
        return Refusal.WRONG_STATE
    return step if side in step.by else Refusal.NOT_YOURS


def acts_of(state: CaseState, sides: frozenset[Side]) -> list[Act]:
    """What these sides may do now, in the order of the table."""
    return [act for (before, act), step in STEPS.items() if before is state and step.by & sides]
