"""The tables of the feature, a file for each part of it."""

from sciencepop.volunteers.models.people import Availability as Availability
from sciencepop.volunteers.models.people import AvailabilityKind as AvailabilityKind
from sciencepop.volunteers.models.people import GuardianConsent as GuardianConsent
from sciencepop.volunteers.models.people import NumberState as NumberState
from sciencepop.volunteers.models.people import SkillGrant as SkillGrant
from sciencepop.volunteers.models.people import SkillSource as SkillSource
from sciencepop.volunteers.models.people import Volunteer as Volunteer
from sciencepop.volunteers.models.rosters import ChangeKind as ChangeKind
from sciencepop.volunteers.models.rosters import ChangeState as ChangeState
from sciencepop.volunteers.models.rosters import RosterChange as RosterChange
from sciencepop.volunteers.models.rosters import RosterRun as RosterRun
from sciencepop.volunteers.models.rosters import RunState as RunState
from sciencepop.volunteers.models.shifts import Need as Need
from sciencepop.volunteers.models.shifts import NeedMode as NeedMode
from sciencepop.volunteers.models.shifts import Shift as Shift
from sciencepop.volunteers.models.shifts import ShiftState as ShiftState
from sciencepop.volunteers.models.shifts import ShiftTemplate as ShiftTemplate
from sciencepop.volunteers.models.sign_up import Assignment as Assignment
from sciencepop.volunteers.models.sign_up import AssignmentSource as AssignmentSource
from sciencepop.volunteers.models.sign_up import AssignmentState as AssignmentState
from sciencepop.volunteers.models.sign_up import CallOut as CallOut
from sciencepop.volunteers.models.sign_up import SwapOffer as SwapOffer
from sciencepop.volunteers.models.sign_up import SwapState as SwapState
from sciencepop.volunteers.models.sign_up import SwapWish as SwapWish
