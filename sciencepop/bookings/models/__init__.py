"""The tables of the feature, a file for each part of it."""

from sciencepop.bookings.models.capacity import Duty as Duty
from sciencepop.bookings.models.capacity import DutyRole as DutyRole
from sciencepop.bookings.models.capacity import DutyState as DutyState
from sciencepop.bookings.models.capacity import EventReserve as EventReserve
from sciencepop.bookings.models.capacity import EventResource as EventResource
from sciencepop.bookings.models.capacity import OccurrenceResource as OccurrenceResource
from sciencepop.bookings.models.capacity import Per as Per
from sciencepop.bookings.models.capacity import PoolKind as PoolKind
from sciencepop.bookings.models.capacity import Resource as Resource
from sciencepop.bookings.models.capacity import ResourceKind as ResourceKind
from sciencepop.bookings.models.claims import Booking as Booking
from sciencepop.bookings.models.claims import BookingState as BookingState
from sciencepop.bookings.models.claims import Guest as Guest
from sciencepop.bookings.models.claims import SeatPool as SeatPool
from sciencepop.bookings.models.ledger import Commitment as Commitment
from sciencepop.bookings.models.ledger import CommitmentKind as CommitmentKind
