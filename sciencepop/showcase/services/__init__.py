"""The verbs of the showcase; each commits once."""

from sciencepop.showcase.services.meetings import call_off, drop_slot, offer_slot, take_slot
from sciencepop.showcase.services.pictures import add_picture, drop_picture
from sciencepop.showcase.services.projects import ProjectWish, add_project, change_project, step_project
from sciencepop.showcase.services.talks import agree, begin_talk, decide_report, report, say

__all__ = [
    "ProjectWish",
    "add_picture",
    "add_project",
    "agree",
    "begin_talk",
    "call_off",
    "change_project",
    "decide_report",
    "drop_picture",
    "drop_slot",
    "offer_slot",
    "report",
    "say",
    "step_project",
    "take_slot",
]
