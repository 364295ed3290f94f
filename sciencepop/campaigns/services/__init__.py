"""The verbs of the feature; each commits once."""

from sciencepop.campaigns.services.digests import begin_digest, write_digests
from sciencepop.campaigns.services.readers import answer, ask_by_mail, choose, confirm, stop
from sciencepop.campaigns.services.sending import send_portion
from sciencepop.campaigns.services.writing import CampaignWish, add_campaign, change_campaign, seen_of, step_campaign

__all__ = [
    "CampaignWish",
    "add_campaign",
    "answer",
    "ask_by_mail",
    "begin_digest",
    "change_campaign",
    "choose",
    "confirm",
    "seen_of",
    "send_portion",
    "step_campaign",
    "stop",
    "write_digests",
]
