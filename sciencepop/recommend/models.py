"""What the recommender keeps: a person's choices about it, counters over everybody, what lists showed, weights."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.core.db import Base, Id


class TasteSetting(Base):
    """That somebody switched recommendations off, or on again. Without a row they are on."""

    __tablename__ = "taste_setting"

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), primary_key=True)
    is_off: Mapped[bool]
    changed_at: Mapped[datetime]


class ForgottenVisit(Base):
    """A booking that must not count for its holder's recommendations any more. The booking itself stays."""

    __tablename__ = "taste_forgotten"

    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    forgotten_at: Mapped[datetime]


class CountSnapshot(Base):
    """The counters over everybody as they were at `taken_at` (`engine.snapshot`); only the newest two are kept.

    `digest` is of what was counted: the same visits must give the same counters.
    """

    __tablename__ = "recommend_counts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    taken_at: Mapped[datetime]
    visits: Mapped[int]
    people: Mapped[int]
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ExposureDay(Base):
    """What a base was shown on a day in recommended lists: the sum of 1 / log2(rank + 1) over its places."""

    __tablename__ = "exposure_day"
    __table_args__ = (CheckConstraint("worth >= 0", name="worth_not_negative"),)

    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), primary_key=True)
    shown_on: Mapped[date] = mapped_column(primary_key=True)
    worth: Mapped[float]


class Impression(Base):
    """One place of a list as it was shown. Whose list it was is written nowhere: `list_code` is random, made for this
    one list, and begins with its day. Kept thirty days; then sums of days are left (`ListDay`).

    `audience` is that of the choice where it has a single one, SEVERAL for more, '' for none. `propensity` is how
    likely this was to stand here, as one of `among`. In a list drafted by two rankings `trial_id` names the weights
    compared and `ranker` who put it here. The list for nobody in particular is tried with nothing, nor is the home
    page's (`surface`).
    """

    __tablename__ = "impression"
    __table_args__ = (
        CheckConstraint("position >= 1", name="position_from_one"),
        CheckConstraint("propensity > 0 AND propensity <= 1 AND among >= 1", name="propensity_is_a_chance"),
        CheckConstraint("slot IN ('model', 'reserved', 'explore')", name="slot_known"),
        CheckConstraint("(slot = 'model') = (ranker <> '')", name="model_has_ranker"),
        CheckConstraint("surface IN ('page', 'home')", name="surface_known"),
        CheckConstraint("surface = 'page' OR (trial_id IS NULL AND slot <> 'explore')", name="tried_on_the_page"),
        CheckConstraint("ranker IN ('', 'used') OR trial_id IS NOT NULL", name="tried_in_a_trial"),
        CheckConstraint(
            "is_personal OR (audience = '' AND trial_id IS NULL AND slot <> 'explore')", name="nothing_tried_on_nobody"
        ),
        UniqueConstraint("list_code", "event_id"),
        Index("ix_impression_position_shown_on", "position", "shown_on"),
    )

    list_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shown_on: Mapped[date]
    audience: Mapped[str]
    is_personal: Mapped[bool]
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"))
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"))
    slot: Mapped[str]
    propensity: Mapped[float]
    among: Mapped[int]
    ranker: Mapped[str]
    trial_id: Mapped[int | None] = mapped_column(Id, ForeignKey("recommend_weights.id"))
    surface: Mapped[str]


class ListBooking(Base):
    """An event was booked out of a list; by whom is not said. The list itself may be written a little later."""

    __tablename__ = "list_booking"

    list_code: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), primary_key=True)
    booked_on: Mapped[date]


class ListDay(Base):
    """Sums of a day's lists, by audience, kind of list, comparison (0: none) and `rules.online.Surface`; what stays of
    them.

    `booked` is how many lists led to a booking; `won_used` and `won_tried` are lists drafted by two rankings, out of
    which more of the one's places were booked than of the other's.
    """

    __tablename__ = "list_day"
    __table_args__ = (
        CheckConstraint("lists >= booked AND booked >= won_used + won_tried", name="sums_in_order"),
        CheckConstraint("won_used >= 0 AND won_tried >= 0", name="wins_not_negative"),
    )

    shown_on: Mapped[date] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(primary_key=True)
    is_personal: Mapped[bool] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    surface: Mapped[str] = mapped_column(primary_key=True)
    lists: Mapped[int]
    booked: Mapped[int]
    won_used: Mapped[int]
    won_tried: Mapped[int]


class TrainedWeights(Base):
    """Weights that the worker found. `refusal` says why they cannot be used.

    Those taken over last rank lists. Others without a refusal wait and are compared with them, until somebody takes
    them over or sets them aside.
    """

    __tablename__ = "recommend_weights"
    __table_args__ = (
        CheckConstraint("lists >= 0", name="lists_not_negative"),
        CheckConstraint("refusal IS NULL OR (taken_at IS NULL AND set_aside_at IS NULL)", name="refused_is_over"),
        CheckConstraint("taken_at IS NULL OR set_aside_at IS NULL", name="taken_or_set_aside"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    trained_at: Mapped[datetime]
    lists: Mapped[int]
    validation: Mapped[float]
    refusal: Mapped[str | None]
    taken_at: Mapped[datetime | None]
    set_aside_at: Mapped[datetime | None]
    content: Mapped[str] = mapped_column(Text)
