"""The numbers by which a session is judged for a person: one table, each with its direction and its reason.

Zero always means "nothing is known that speaks for or against it", so a reason's share of a score is what would be
missing if that were not known. A weight never has the wrong sign: nearer is never worse, a visit never counts against.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What a person can be told; features of one reason always stand or fall together."""

    BASE = "base"
    """You were at this base"""
    SERIES = "series"
    """The next of a series that you came to"""
    TOPIC = "topic"
    """You often choose this topic, or you said that you like it"""
    TEXT = "text"
    """Its title is like that of something you came to"""
    TIME = "time"
    """It is when you usually come"""
    AUDIENCE = "audience"
    """It is made for an audience that you chose"""
    PLACE = "place"
    """It is near"""
    BESIDE = "beside"
    """People who go where you go come here too"""
    CELL = "cell"
    """People of your audience or town like it"""
    CROWD = "crowd"
    """Many come, newcomers among them"""
    OFFER = "offer"
    """How soon, how much room, how many others of its kind: for ranking, never a reason to be told"""


@dataclass(frozen=True, slots=True)
class Feature:
    name: str
    sign: int
    """+1: more is never worse; -1: more is never better"""
    reason: Reason
    formula: str


FEATURES = (
    Feature("base_ever", +1, Reason.BASE, "log(1 + all visits to the base)"),
    Feature("base_rate", +1, Reason.BASE, "log(1 + 20 x share of the base's sessions attended, faded)"),
    Feature("base_share", +1, Reason.BASE, "share of own faded visits that went to the base"),
    Feature("base_return", +1, Reason.BASE, "log(1 + 20 x share of the base's visitors who came again), once there"),
    Feature("series_visits", +1, Reason.SERIES, "log(1 + visits to the series, half-life 90 days)"),
    Feature("series_rate", +1, Reason.SERIES, "log(1 + 20 x share of the series' sessions attended, faded)"),
    Feature("topic_lift", +1, Reason.TOPIC, "log of own share of the topic over everybody's, shrunk by 2 visits"),
    Feature("topic_share", +1, Reason.TOPIC, "share of own faded visits that had the topic"),
    Feature("text_mean", +1, Reason.TEXT, "cosine to the faded mean of attended texts"),
    Feature("text_best", +1, Reason.TEXT, "cosine to the most alike attended text"),
    Feature("day_lift", +1, Reason.TIME, "log lift of the weekday in own visits, shrunk by 3 visits"),
    Feature("part_lift", +1, Reason.TIME, "log lift of the part of day in own visits, shrunk by 3 visits"),
    Feature("slot_lift", +1, Reason.TIME, "log lift of weekday and part together, shrunk by 3 visits"),
    Feature("habit", +1, Reason.TIME, "log(1 + 20 x share attended of the base's sessions in this part of the week)"),
    Feature("made_for", +1, Reason.AUDIENCE, "1 where it is made for an audience that was chosen"),
    Feature("near", +1, Reason.PLACE, "1 / (1 + km / 5) from home or the chosen town"),
    Feature("beside", +1, Reason.BESIDE, "sum over own bases of what a visit there says about this one"),
    Feature("beside_share", +1, Reason.BESIDE, "the same, own bases weighed by their share of visits"),
    Feature("cell_base", +1, Reason.CELL, "log lift of the base in the person's cells, shrunk to wider cells"),
    Feature("cell_topic", +1, Reason.CELL, "log lift of the topic in the person's cells, shrunk to wider cells"),
    Feature("series_size", +1, Reason.CROWD, "log(1 + people a session of the series)"),
    Feature("base_size", +1, Reason.CROWD, "log(1 + people a session of the base)"),
    Feature("series_rise", +1, Reason.CROWD, "log of the series' people a session over the base's"),
    Feature("newcomers", +1, Reason.CROWD, "log(1 + people a session who came nowhere before)"),
    Feature("openness", +1, Reason.CROWD, "log(1 + people a session who were new at the base)"),
    Feature("topic_size", +1, Reason.CROWD, "log of topics' share of visits over an equal share"),
    Feature("siblings", -1, Reason.OFFER, "log of the sessions of this base to choose from"),
    Feature("twins", -1, Reason.OFFER, "log of the sessions of this series to choose from"),
    Feature("held", -1, Reason.OFFER, "log(1 + sessions of the series held, faded): what often runs can wait"),
    Feature("ahead", -1, Reason.OFFER, "days until it starts / 14"),
    Feature("room", +1, Reason.OFFER, "share of seats still free; 1 where seats are not counted"),
    Feature(
        "fresh", +1, Reason.OFFER, "1 where the base's first session was less than 60 days ago or is still to come"
    ),
)
NAMES = tuple(feature.name for feature in FEATURES)
ROW = {name: at for at, name in enumerate(NAMES)}
ROWS_OF = {reason: tuple(at for at, feature in enumerate(FEATURES) if feature.reason is reason) for reason in Reason}
TOLD = tuple(reason for reason in Reason if reason is not Reason.OFFER)
