"""The tables of the feature, a file for each part of it."""

from sciencepop.college.models.classes import Bucket as Bucket
from sciencepop.college.models.classes import ClassBucket as ClassBucket
from sciencepop.college.models.classes import ClassState as ClassState
from sciencepop.college.models.classes import CourseClass as CourseClass
from sciencepop.college.models.classes import Lesson as Lesson
from sciencepop.college.models.classes import WayIn as WayIn
from sciencepop.college.models.courses import Course as Course
from sciencepop.college.models.courses import Lecturer as Lecturer
from sciencepop.college.models.enrolments import Enrolment as Enrolment
from sciencepop.college.models.enrolments import EnrolmentSource as EnrolmentSource
from sciencepop.college.models.enrolments import EnrolmentState as EnrolmentState
from sciencepop.college.models.points import PointState as PointState
from sciencepop.college.models.points import TeachingPoint as TeachingPoint
from sciencepop.college.models.rounds import DrawFile as DrawFile
from sciencepop.college.models.rounds import DrawRound as DrawRound
from sciencepop.college.models.rounds import FileKind as FileKind
from sciencepop.college.models.rounds import RoundState as RoundState
from sciencepop.college.models.rounds import SheetSource as SheetSource
from sciencepop.college.models.rounds import Wish as Wish
from sciencepop.college.models.rounds import WishPerson as WishPerson
from sciencepop.college.models.rounds import WishSheet as WishSheet
from sciencepop.college.models.terms import STEPS as STEPS
from sciencepop.college.models.terms import Season as Season
from sciencepop.college.models.terms import Term as Term
from sciencepop.college.models.terms import TermHoliday as TermHoliday
