"""The longest text of each field of a base's record, in characters; forms and the import hold to the same."""

from __future__ import annotations

LONGEST = {
    "name_zh": 60,
    "name_en": 120,
    "summary_zh": 1000,
    "summary_en": 2000,
    "address_zh": 120,
    "address_en": 200,
    "directions_zh": 600,
    "directions_en": 1200,
    "hours_note_zh": 200,
    "hours_note_en": 300,
    "access_note_zh": 200,
    "access_note_en": 300,
    "contact_name": 40,
    "contact_phone": 60,
    "contact_email": 120,
    "website": 300,
    "legal_person": 80,
    "signature_zh": 600,
    "signature_en": 1200,
    "exhibits_zh": 1500,
    "exhibits_en": 3000,
}
MOST_PEOPLE = 1_000_000
