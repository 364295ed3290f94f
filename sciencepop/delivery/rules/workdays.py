"""Working days are those of core; deadlines of delivery count them."""

from sciencepop.core.workdays import Workdays as Workdays
from sciencepop.core.workdays import read_workdays as read_workdays
