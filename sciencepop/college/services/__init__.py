"""The verbs of the feature; each commits once. No seat of a class changes hands outside of them."""

from sciencepop.college.services.attendance import correct_mark, keep_list, sign_in
from sciencepop.college.services.certificates import issue_certificates, revoke_certificate
from sciencepop.college.services.classes import (
    ClassWish,
    change_class,
    change_numbers,
    drop_class,
    plan_class,
    publish_class,
    wish_of,
)
from sciencepop.college.services.completion import evaluate, finish_class, mark_homework, report_to_unit
from sciencepop.college.services.copy import Copied, copy_term
from sciencepop.college.services.courses import CourseWish, LecturerWish, save_course, save_lecturer
from sciencepop.college.services.enrol import accept, enrol, expire_offers, nominate, promote_due, withdraw
from sciencepop.college.services.leave import answer_leave, ask_leave, take_back_leave
from sciencepop.college.services.lessons import GivenFile, add_material, drop_material, note_lesson, send_notice
from sciencepop.college.services.points import PointWish, apply_point, change_point, name_head, step_point
from sciencepop.college.services.small import dissolve_class, dissolve_small, warn_small
from sciencepop.college.services.teach import substitute
from sciencepop.college.services.terms import DaysWish, TermWish, change_days, preview_days, save_term

__all__ = [
    "ClassWish",
    "Copied",
    "CourseWish",
    "DaysWish",
    "GivenFile",
    "LecturerWish",
    "PointWish",
    "TermWish",
    "accept",
    "add_material",
    "answer_leave",
    "apply_point",
    "ask_leave",
    "change_class",
    "change_days",
    "change_numbers",
    "change_point",
    "copy_term",
    "correct_mark",
    "dissolve_class",
    "dissolve_small",
    "drop_class",
    "drop_material",
    "enrol",
    "evaluate",
    "expire_offers",
    "finish_class",
    "issue_certificates",
    "keep_list",
    "mark_homework",
    "name_head",
    "nominate",
    "note_lesson",
    "plan_class",
    "preview_days",
    "promote_due",
    "publish_class",
    "report_to_unit",
    "revoke_certificate",
    "save_course",
    "save_lecturer",
    "save_term",
    "send_notice",
    "sign_in",
    "step_point",
    "substitute",
    "take_back_leave",
    "warn_small",
    "wish_of",
    "withdraw",
]
