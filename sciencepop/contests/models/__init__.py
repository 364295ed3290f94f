"""The tables of contests."""

from sciencepop.contests.models.certificates import ContestCertificate as ContestCertificate
from sciencepop.contests.models.contests import Award as Award
from sciencepop.contests.models.contests import Contest as Contest
from sciencepop.contests.models.contests import ContestRound as ContestRound
from sciencepop.contests.models.contests import RoundCriterion as RoundCriterion
from sciencepop.contests.models.jury import Juror as Juror
from sciencepop.contests.models.jury import JuryConflict as JuryConflict
from sciencepop.contests.models.jury import JuryScore as JuryScore
from sciencepop.contests.models.jury import JuryTask as JuryTask
from sciencepop.contests.models.jury import Objection as Objection
from sciencepop.contests.models.teams import Entry as Entry
from sciencepop.contests.models.teams import EntryFile as EntryFile
from sciencepop.contests.models.teams import Team as Team
from sciencepop.contests.models.teams import TeamInvitation as TeamInvitation
from sciencepop.contests.models.teams import TeamMember as TeamMember
from sciencepop.contests.rules.ranking import Average as Average
from sciencepop.contests.rules.ranking import Promotion as Promotion
from sciencepop.contests.rules.states import ContestState as ContestState
from sciencepop.contests.rules.states import EntryState as EntryState
from sciencepop.contests.rules.states import RoundState as RoundState
