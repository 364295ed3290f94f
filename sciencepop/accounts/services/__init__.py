"""The verbs of the feature; each commits once."""

from sciencepop.accounts.services.addresses import (
    confirm_address,
    confirm_proof,
    remove_address,
    request_address,
    request_proof,
)
from sciencepop.accounts.services.children import (
    accept_guardianship,
    add_child,
    change_child,
    erase_child,
    invite_guardian,
    leave_child,
)
from sciencepop.accounts.services.codes import Sent, purge_codes, request_code
from sciencepop.accounts.services.devices import (
    add_device,
    forget_device,
    hold_device,
    keep_push_key,
    note_reached,
    remove_device,
)
from sciencepop.accounts.services.messages import choose_kinds, mark_read, mute, purge_messages
from sciencepop.accounts.services.organisations import (
    add_organisation,
    change_organisation,
    invite_colleague,
    join_organisation,
    leave_organisation,
    make_lead,
    verify_organisation,
)
from sciencepop.accounts.services.passwords import (
    hash_password,
    remove_password,
    reset_password,
    set_password,
    sign_in_with_password,
)
from sciencepop.accounts.services.people import (
    SignIn,
    set_elder,
    sign_in_with_code,
    sign_out_everywhere,
    update_profile,
)
from sciencepop.accounts.services.privacy import close_account, export_data
from sciencepop.accounts.services.roles import end_grant, grant_role

__all__ = [
    "Sent",
    "SignIn",
    "accept_guardianship",
    "add_child",
    "add_device",
    "add_organisation",
    "change_child",
    "change_organisation",
    "choose_kinds",
    "close_account",
    "confirm_address",
    "confirm_proof",
    "end_grant",
    "erase_child",
    "export_data",
    "forget_device",
    "grant_role",
    "hash_password",
    "hold_device",
    "invite_colleague",
    "invite_guardian",
    "join_organisation",
    "keep_push_key",
    "leave_child",
    "leave_organisation",
    "make_lead",
    "mark_read",
    "mute",
    "note_reached",
    "purge_codes",
    "purge_messages",
    "remove_address",
    "remove_device",
    "remove_password",
    "request_address",
    "request_code",
    "request_proof",
    "reset_password",
    "set_elder",
    "set_password",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_out_everywhere",
    "update_profile",
    "verify_organisation",
]
