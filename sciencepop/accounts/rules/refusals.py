"""Every refusal of the feature, each with its own sentence in `messages`."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    BAD_ADDRESS = "bad_address"
    CHANNEL_CLOSED = "channel_closed"
    TOO_MANY_CODES = "too_many_codes"
    WRONG_CODE = "wrong_code"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a refusal, not a password
    PASSWORD_SHORT = "password_short"  # noqa: S105
    PASSWORD_LONG = "password_long"  # noqa: S105
    PASSWORD_DIGITS = "password_digits"  # noqa: S105
    PASSWORD_GUESSABLE = "password_guessable"  # noqa: S105
    ADDRESS_YOURS = "address_yours"
    ADDRESS_TAKEN = "address_taken"
    TOO_MANY_ADDRESSES = "too_many_addresses"
    LAST_ADDRESS = "last_address"
    NO_SUCH_PERSON = "no_such_person"
    LAST_OFFICER = "last_officer"
    SCOPE_MISSING = "scope_missing"
    CHILD_AGE_UNFIT = "child_age_unfit"
    TOO_MANY_CHILDREN = "too_many_children"
    TOO_MANY_GUARDIANS = "too_many_guardians"
    INVITATION_OVER = "invitation_over"
    TOO_MANY_ORGANISATIONS = "too_many_organisations"
    ORGANISATION_TWICE = "organisation_twice"
    LAST_LEAD = "last_lead"
    LINK_OVER = "link_over"
    PUSH_SERVICE_UNKNOWN = "push_service_unknown"
    BAD_DEVICE = "bad_device"
    TOO_MANY_DEVICES = "too_many_devices"
    WRONG_STEP_CODE = "wrong_step_code"
    STEP_PAUSED = "step_paused"
    STEP_REQUIRED = "step_required"
    NO_FACTOR = "no_factor"
    BAD_PASSKEY = "bad_passkey"
    TOO_MANY_PASSKEYS = "too_many_passkeys"
    RESET_OF_SELF = "reset_of_self"
    ASKED_OVER = "asked_over"
    NEEDS_ANOTHER = "needs_another"
    NAMED_SELF = "named_self"
    PERMIT_UNEXPLAINED = "permit_unexplained"
    PERMIT_TOO_LONG = "permit_too_long"
    NOT_AT_BASE = "not_at_base"
    ADDRESS_UNUSABLE = "address_unusable"
    ASKED_ALREADY = "asked_already"
    ASKED_TOO_OFTEN = "asked_too_often"
    ASKED_NO_MORE = "asked_no_more"
