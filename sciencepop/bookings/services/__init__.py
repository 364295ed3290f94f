"""The verbs of the feature; each commits once. No seat changes hands outside of them."""

from sciencepop.bookings.services.attendance import mark
from sciencepop.bookings.services.book import Booked, book, join_waiting
from sciencepop.bookings.services.cancel import cancel
from sciencepop.bookings.services.feedback import give_feedback
from sciencepop.bookings.services.forget import forget_children
from sciencepop.bookings.services.look import look_at_children
from sciencepop.bookings.services.offers import accept_offer, decline_offer, expire_offers, promote_due
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.resize import resize_pool
from sciencepop.bookings.services.write_planned import write_planned

__all__ = [
    "Booked",
    "accept_offer",
    "book",
    "cancel",
    "decline_offer",
    "expire_offers",
    "forget_children",
    "give_feedback",
    "join_waiting",
    "look_at_children",
    "mark",
    "promote",
    "promote_due",
    "resize_pool",
    "write_planned",
]
