"""The tables of the feature, a file for each part of it."""

from sciencepop.accreditation.models.cases import AccreditationCase as AccreditationCase
from sciencepop.accreditation.models.cases import CaseExpert as CaseExpert
from sciencepop.accreditation.models.cases import CaseObjection as CaseObjection
from sciencepop.accreditation.models.cases import CasePaper as CasePaper
from sciencepop.accreditation.models.cases import CaseRecusal as CaseRecusal
from sciencepop.accreditation.models.cases import CaseStep as CaseStep
from sciencepop.accreditation.models.cases import CaseVisitor as CaseVisitor
from sciencepop.accreditation.models.designations import Designation as Designation
from sciencepop.accreditation.models.designations import DesignationChange as DesignationChange
from sciencepop.accreditation.models.rounds import AccreditationRound as AccreditationRound
from sciencepop.accreditation.models.rounds import RoundExpert as RoundExpert
