"""The verbs of the feature; each commits once. No seat changes hands outside of them."""

from sciencepop.bookings.services.attendance import mark
from sciencepop.bookings.services.book import Booked, book, join_waiting
from sciencepop.bookings.services.cancel import cancel
from sciencepop.bookings.services.door import merge
from sciencepop.bookings.services.forget import forget_children
from sciencepop.bookings.services.gates import arm_gate, end_gate, end_left_gates, open_gate, set_allowance
from sciencepop.bookings.services.look import look_at_children
from sciencepop.bookings.services.offers import accept_offer, decline_offer, expire_offers, promote_due
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.resize import resize_pool
from sciencepop.bookings.services.self_check_in import check_in

__all__ = [
    "Booked",
    "accept_offer",
    "arm_gate",
    "book",
    "cancel",
    "check_in",
    "decline_offer",
    "end_gate",
    "end_left_gates",
    "expire_offers",
    "forget_children",
    "join_waiting",
    "look_at_children",
    "mark",
    "merge",
    "open_gate",
    "promote",
    "promote_due",
    "resize_pool",
    "set_allowance",
]
