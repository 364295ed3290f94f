"""The verbs of the feature; each commits once. No seat of a class changes hands outside of them."""

from sciencepop.college.services.absent import free_absent
from sciencepop.college.services.answer import answer_for
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
from sciencepop.college.services.give import give_drawn
from sciencepop.college.services.leave import answer_leave, ask_leave, take_back_leave
from sciencepop.college.services.lessons import GivenFile, add_material, drop_material, note_lesson, send_notice
from sciencepop.college.services.odds import reckon_odds
from sciencepop.college.services.points import PointWish, apply_point, ask_head, change_point, step_point
from sciencepop.college.services.remind import remind_first
from sciencepop.college.services.rounds import (
    RoundWish,
    annul_round,
    close_round,
    draw_round,
    finish_rounds,
    open_round,
)
from sciencepop.college.services.sheets import change_for, hand_in, hand_in_for, take_back, take_back_for
from sciencepop.college.services.small import dissolve_class, dissolve_small, warn_small
from sciencepop.college.services.teach import substitute
from sciencepop.college.services.terms import DaysWish, TermWish, change_days, preview_days, save_term
from sciencepop.college.services.together import join

__all__ = [
    "ClassWish",
    "Copied",
    "CourseWish",
    "DaysWish",
    "GivenFile",
    "LecturerWish",
    "PointWish",
    "RoundWish",
    "TermWish",
    "accept",
    "add_material",
    "annul_round",
    "answer_for",
    "answer_leave",
    "apply_point",
    "ask_head",
    "ask_leave",
    "change_class",
    "change_days",
    "change_for",
    "change_numbers",
    "change_point",
    "close_round",
    "copy_term",
    "correct_mark",
    "dissolve_class",
    "dissolve_small",
    "draw_round",
    "drop_class",
    "drop_material",
    "enrol",
    "evaluate",
    "expire_offers",
    "finish_class",
    "finish_rounds",
    "free_absent",
    "give_drawn",
    "hand_in",
    "hand_in_for",
    "issue_certificates",
    "join",
    "keep_list",
    "mark_homework",
    "nominate",
    "note_lesson",
    "open_round",
    "plan_class",
    "preview_days",
    "promote_due",
    "publish_class",
    "reckon_odds",
    "remind_first",
    "report_to_unit",
    "revoke_certificate",
    "save_course",
    "save_lecturer",
    "save_term",
    "send_notice",
    "sign_in",
    "step_point",
    "substitute",
    "take_back",
    "take_back_for",
    "take_back_leave",
    "warn_small",
    "wish_of",
    "withdraw",
]
