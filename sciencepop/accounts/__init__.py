"""People, sign-in, profiles, roles and privacy.

A person signs in with an e-mail address or a mobile number and a one-time code, or with a password where they set one.
The first code that reaches an address makes the account, so no page, status or time tells whether an address is known.
Roles are grants with a scope (`services.grant_role`), given at the district desk.

Whoever has a second factor (an app, a passkey; `rules.second_step`) is signed in after the second step alone, and staff
must have one (`second_step_policy`). Until then the session holds who waits, and signs nobody in: see `views.entering`.

Dangerous: every sign-in carries the person's `epoch`; whatever must end sign-ins raises it by
`services.devices.end_sign_ins` (passwords, `services.sign_out_everywhere`, `services.close_account`), so that other
devices show no more messages either. Codes are kept as keyed hashes only and are spent under the lock of
`queries.lock_codes`. Letters to a person go through `post`, which keeps them on the site, shows them on the person's
devices and asks what was switched off. Whoever is asked by an address to take something on agrees first
(`services.invitations`, docs/adr/0061): no answer tells whether an address has an account. Features above must
register with `privacy` what they know of a person.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.accounts import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, and what it does by the clock."""
    from sciencepop.accounts import login, services
    from sciencepop.accounts.to_do import SOURCES
    from sciencepop.accounts.told import (
        devices_of_nobody,
        lost_addresses,
        old_invitations,
        second_steps_of_nobody,
        wrong_permits,
    )
    from sciencepop.accounts.views import bp
    from sciencepop.accounts.views.step_notice import step_missing_from
    from sciencepop.core import audit, invariants, jobs
    from sciencepop.core.to_do import register as register_to_do

    login.init_login(app)
    app.register_blueprint(bp)
    app.add_template_global(step_missing_from)
    register_to_do("accounts", *SOURCES)
    jobs.daily(services.purge_codes)
    jobs.daily(services.purge_messages)
    jobs.daily(services.forget_invitations)
    jobs.daily(services.purge_sign_ins)
    jobs.daily(services.keep_push_key)
    invariants.register("accounts.devices_of_nobody", devices_of_nobody)
    invariants.register("accounts.second_steps_of_nobody", second_steps_of_nobody)
    invariants.register("accounts.wrong_permits", wrong_permits)
    invariants.register("accounts.old_invitations", old_invitations)
    invariants.register("audit.only_grows", audit.trail_that_can_be_changed)
    invariants.tell("accounts.lost_addresses", lost_addresses)
