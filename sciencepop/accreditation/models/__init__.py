"""The tables of the feature, a file for each part of it."""

from sciencepop.accreditation.models.designations import Designation as Designation
from sciencepop.accreditation.models.designations import DesignationChange as DesignationChange
