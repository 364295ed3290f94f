"""The tables of the feature, a file for each part of it."""

from sciencepop.bookings.models.claims import Booking as Booking
from sciencepop.bookings.models.claims import BookingState as BookingState
from sciencepop.bookings.models.claims import Guest as Guest
from sciencepop.bookings.models.claims import SeatPool as SeatPool
from sciencepop.bookings.models.desk import DeskVisitor as DeskVisitor
from sciencepop.bookings.models.gates import DoorEvent as DoorEvent
from sciencepop.bookings.models.gates import DoorKind as DoorKind
from sciencepop.bookings.models.gates import Gate as Gate
from sciencepop.bookings.models.gates import Verdict as Verdict
from sciencepop.bookings.models.groups import GroupName as GroupName
from sciencepop.bookings.models.groups import GroupPart as GroupPart
from sciencepop.bookings.models.groups import GroupTerms as GroupTerms
from sciencepop.bookings.models.groups import GroupVisit as GroupVisit
from sciencepop.bookings.models.ledger import Commitment as Commitment
from sciencepop.bookings.models.ledger import CommitmentKind as CommitmentKind
from sciencepop.bookings.models.letters import Feedback as Feedback
from sciencepop.bookings.models.letters import Planned as Planned
from sciencepop.bookings.models.letters import PlannedLetter as PlannedLetter
from sciencepop.bookings.models.passport import PassportCard as PassportCard
from sciencepop.bookings.models.passport import PassportCertificate as PassportCertificate
from sciencepop.bookings.models.passport import PassportStamp as PassportStamp
from sciencepop.bookings.models.points import Decision as Decision
from sciencepop.bookings.models.points import NoShowPoint as NoShowPoint
from sciencepop.bookings.models.points import PointReason as PointReason
