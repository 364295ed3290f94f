"""The verbs of the feature; each commits once."""

from sciencepop.delivery.services.after import accept_report, evaluate, report, return_report
from sciencepop.delivery.services.answer import (
    Acceptance,
    Confirmation,
    accept_order,
    confirm_order,
    decline_order,
    send_lecturer,
    withdraw_order,
)
from sciencepop.delivery.services.day import check_in, say_absent
from sciencepop.delivery.services.dispatch import match_order
from sciencepop.delivery.services.dispatch_runs import (
    ask_again,
    ask_for_dispatch,
    discard_dispatch,
    offer_chosen,
    take_over,
)
from sciencepop.delivery.services.due import act_on_due
from sciencepop.delivery.services.items import ItemWish, add_item, approve_item, change_item, step_item
from sciencepop.delivery.services.lecturers import (
    Named,
    add_lecturer,
    answer_invitation,
    end_lecturer,
    forget_invitations,
    leave_lecturing,
)
from sciencepop.delivery.services.loans import (
    LoanWish,
    add_unit,
    borrow,
    judge_unit,
    remind_loans,
    step_loan,
    take_back,
)
from sciencepop.delivery.services.move import answer_move, ask_move
from sciencepop.delivery.services.order import OrderWish, add_order, change_order, merge_order, step_order
from sciencepop.delivery.services.photos import add_photo, drop_photo, forget_photos
from sciencepop.delivery.services.privacy import forget_contacts
from sciencepop.delivery.services.suppliers import add_supplier
from sciencepop.delivery.services.window_draws import annul_draw, draw_orders, seal_orders
from sciencepop.delivery.services.windows import WindowWish, save_window

__all__ = [
    "Acceptance",
    "Confirmation",
    "ItemWish",
    "LoanWish",
    "Named",
    "OrderWish",
    "WindowWish",
    "accept_order",
    "accept_report",
    "act_on_due",
    "add_item",
    "add_lecturer",
    "add_order",
    "add_photo",
    "add_supplier",
    "add_unit",
    "annul_draw",
    "answer_invitation",
    "answer_move",
    "approve_item",
    "ask_again",
    "ask_for_dispatch",
    "ask_move",
    "borrow",
    "change_item",
    "change_order",
    "check_in",
    "confirm_order",
    "decline_order",
    "discard_dispatch",
    "draw_orders",
    "drop_photo",
    "end_lecturer",
    "evaluate",
    "forget_contacts",
    "forget_invitations",
    "forget_photos",
    "judge_unit",
    "leave_lecturing",
    "match_order",
    "merge_order",
    "offer_chosen",
    "remind_loans",
    "report",
    "return_report",
    "save_window",
    "say_absent",
    "seal_orders",
    "send_lecturer",
    "step_item",
    "step_loan",
    "step_order",
    "take_back",
    "take_over",
    "withdraw_order",
]
