"""Reads of the feature."""

from sciencepop.accounts.queries.children import list_children
from sciencepop.accounts.queries.people import (
    contacts_of,
    find_address,
    find_grant,
    find_live_grant,
    find_person_by_address,
    is_for,
    list_grants,
    list_holders,
    list_sent_codes,
    list_staff,
    lock_active,
    lock_codes,
    lock_officer_grants,
    lock_person,
    names_of,
    page_of_managers,
)

__all__ = [
    "contacts_of",
    "find_address",
    "find_grant",
    "find_live_grant",
    "find_person_by_address",
    "is_for",
    "list_children",
    "list_grants",
    "list_holders",
    "list_sent_codes",
    "list_staff",
    "lock_active",
    "lock_codes",
    "lock_officer_grants",
    "lock_person",
    "names_of",
    "page_of_managers",
]
