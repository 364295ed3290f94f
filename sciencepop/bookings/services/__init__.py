"""The verbs of the feature; each commits once. No seat changes hands outside of them."""

from sciencepop.bookings.services.attendance import mark
from sciencepop.bookings.services.away import give_back
from sciencepop.bookings.services.book import Booked, book, join_waiting
from sciencepop.bookings.services.cancel import cancel
from sciencepop.bookings.services.forget import forget_children
from sciencepop.bookings.services.guides import add_guide, set_seats_per_guide, withdraw_guide
from sciencepop.bookings.services.look import look_at_children
from sciencepop.bookings.services.offers import accept_offer, decline_offer, expire_offers, promote_due
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.reserve import release_due, reserve_seats, set_reserve
from sciencepop.bookings.services.resize import resize_pool
from sciencepop.bookings.services.resources import add_resource, resize_resource, set_event_resource, set_use
from sciencepop.bookings.services.sharing import settle_shared_due

__all__ = [
    "Booked",
    "accept_offer",
    "add_guide",
    "add_resource",
    "book",
    "cancel",
    "decline_offer",
    "expire_offers",
    "forget_children",
    "give_back",
    "join_waiting",
    "look_at_children",
    "mark",
    "promote",
    "promote_due",
    "release_due",
    "reserve_seats",
    "resize_pool",
    "resize_resource",
    "set_event_resource",
    "set_reserve",
    "set_seats_per_guide",
    "set_use",
    "settle_shared_due",
    "withdraw_guide",
]
