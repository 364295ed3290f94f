"""Delivery (配送): science that comes to communities, schools, enterprises and parks.

Bases and verified organisations supply (`Supplier`); they write items of the menu, with lecturers, and an officer puts
an item on the menu with a scientific review that ends. What was reviewed and then changed is off the menu again
(`services.items`). Travelling exhibitions and kits are lent unit by unit and looked over when they come back
(`services.loans`).

Nobody lectures unasked (`services.lecturers`, ADR 42): a supplier invites an address without learning whether it has an
account, and only who agreed is sent, checks in what they give, and leaves when they like.

A verified organisation orders in the window of a quarter. The town's desk (role `desk` of that town) approves, returns
or merges; the district's officers match it to an item within the town's quota and the item's capacity; the supplier
accepts with a time and a lecturer, the receiver confirms; on the day the supplier types the receiver's six digits
with who came; both say how it was; the supplier reports, an officer accepts. `rules.orders` is the whole way as one
table, with who may take which step and who is told, and `due_on` how long each side has; `services.due` acts on
silence. Whoever declines or says nothing is followed by the next supplier of the same kind (`services.dispatch`).

Dangerous: quotas and capacities are counted with the window's row held (`services.lock`, which says the order). Only
`services.become` writes an order's state, and with it the ledger. A lecturer's time is taken from the acceptance on; no
lecturer is in two places. Contacts, telephone numbers and photographs (`services.photos`) are for the sides of an order
alone, and go after a while whatever becomes of it; results (`queries.results`) are numbers by town, and places to a
hundred metres. Silence is never a score.

Who meets which order of a window is proposed by the engine in `dispatch` (ADR 38): the worker works it out, an officer
pins, has it worked out anew, and takes over what is right (`services.dispatch_runs`).
"""

from __future__ import annotations

from flask import Flask

from sciencepop.delivery import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.bookings.hooks import give_back_with
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.delivery import dispatch_worker, invariants, policy, services
    from sciencepop.delivery.services import away
    from sciencepop.delivery.services import privacy as own
    from sciencepop.delivery.to_do import SOURCES
    from sciencepop.delivery.views import bp

    policy.init_app(app)
    app.register_blueprint(bp)
    register_to_do("delivery", *SOURCES)
    give_back_with(away.GIVER)
    privacy.on_export("delivery", own.export_delivery)
    privacy.on_close(own.leave_delivery)
    jobs.every_minute(services.act_on_due)
    jobs.every_minute(dispatch_worker.make_proposals)
    jobs.daily(services.remind_loans)
    jobs.daily(services.forget_contacts)
    jobs.daily(services.forget_invitations)
    jobs.daily(services.forget_photos)
    doctor.register("delivery", invariants.checks)
