"""What residents of the sample season would come to and did not find: four wait for the same, one short of a draft."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.consents import DEMAND, WORDINGS
from sciencepop.demo.chance import moment
from sciencepop.demo.people import RESIDENT
from sciencepop.demo.plan import Season
from sciencepop.search.models import Demand
from sciencepop.search.rules.demand import PartOfWeek

WISHES = (
    ("咖啡里的化学", "topic:chemistry", "", 2, PartOfWeek.WEEKEND),
    ("制作昆虫标本", "topic:animals", "teenagers", 3, PartOfWeek.WEEKEND),
)
ASKERS = 4


def write_demands(session: Session, season: Season) -> None:
    """The first wish is the resident's, the second that of several families."""
    now = moment(season.today)
    families = list(season.people.residents)[:ASKERS]
    askers = [(RESIDENT, WISHES[0]), *((person_id, WISHES[1]) for person_id in families)]
    session.add_all(
        Demand(
            person_id=person_id,
            words=words,
            subject=subject,
            audience=audience,
            seats=seats,
            part_of_week=part,
            agreed_at=now - timedelta(days=number + 1),
            wording=WORDINGS[DEMAND].version,
            until_on=season.today + timedelta(days=100 - number),
        )
        for number, (person_id, (words, subject, audience, seats, part)) in enumerate(askers)
    )
    session.flush()
