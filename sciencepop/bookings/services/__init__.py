"""The verbs of the feature; each commits once. No seat changes hands outside of them."""

from sciencepop.bookings.services.attendance import mark
from sciencepop.bookings.services.away import give_back
from sciencepop.bookings.services.book import Booked, book, join_waiting
from sciencepop.bookings.services.called_off import tell_ends_due
from sciencepop.bookings.services.cancel import cancel
from sciencepop.bookings.services.door import merge
from sciencepop.bookings.services.feedback import give_feedback
from sciencepop.bookings.services.forget import forget_children
from sciencepop.bookings.services.gates import arm_gate, end_gate, end_left_gates, open_gate, set_allowance
from sciencepop.bookings.services.group_answer import cancel_visit, confirm_visit, expire_visits, refuse_request
from sciencepop.bookings.services.group_names import (
    BadNames,
    look_at_names,
    put_names,
    read_name_list,
    remind_of_names,
)
from sciencepop.bookings.services.group_request import GroupWish, request_visit
from sciencepop.bookings.services.group_terms import set_terms
from sciencepop.bookings.services.group_upkeep import forget_groups
from sciencepop.bookings.services.guides import add_guide, set_seats_per_guide, withdraw_guide
from sciencepop.bookings.services.look import look_at_children, note_refusal
from sciencepop.bookings.services.move import move
from sciencepop.bookings.services.notices import tell_moves_due
from sciencepop.bookings.services.offers import accept_offer, decline_offer, expire_offers, promote_due
from sciencepop.bookings.services.outing import book_outing, cancel_outing
from sciencepop.bookings.services.outing_release import release_due as release_outings
from sciencepop.bookings.services.preview import rehearse_claims
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.reserve import release_due, reserve_seats, set_reserve
from sciencepop.bookings.services.resize import resize_pool
from sciencepop.bookings.services.resources import add_resource, resize_resource, set_event_resource, set_use
from sciencepop.bookings.services.self_check_in import check_in
from sciencepop.bookings.services.sharing import settle_shared_due
from sciencepop.bookings.services.undo import undo_change
from sciencepop.bookings.services.write_planned import write_planned

__all__ = [
    "BadNames",
    "Booked",
    "GroupWish",
    "accept_offer",
    "add_guide",
    "add_resource",
    "arm_gate",
    "book",
    "book_outing",
    "cancel",
    "cancel_outing",
    "cancel_visit",
    "check_in",
    "confirm_visit",
    "decline_offer",
    "end_gate",
    "end_left_gates",
    "expire_offers",
    "expire_visits",
    "forget_children",
    "forget_groups",
    "give_back",
    "give_feedback",
    "join_waiting",
    "look_at_children",
    "look_at_names",
    "mark",
    "merge",
    "move",
    "note_refusal",
    "open_gate",
    "promote",
    "promote_due",
    "put_names",
    "read_name_list",
    "refuse_request",
    "rehearse_claims",
    "release_due",
    "release_outings",
    "remind_of_names",
    "request_visit",
    "reserve_seats",
    "resize_pool",
    "resize_resource",
    "set_allowance",
    "set_event_resource",
    "set_reserve",
    "set_seats_per_guide",
    "set_terms",
    "set_use",
    "settle_shared_due",
    "tell_ends_due",
    "tell_moves_due",
    "undo_change",
    "withdraw_guide",
    "write_planned",
]
