"""One calendar of public and school holidays; opening hours as rules of several kinds. The weeks told so far are kept."""

from collections import defaultdict
from datetime import UTC, datetime, time
from uuid import uuid4

from alembic import op
import sqlalchemy as sa

revision = '0037'
down_revision = '0036'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KINDS = ('week', 'season', 'school_holiday', 'makeup_day', 'rest', 'public_holiday', 'closure', 'exception', 'youth_free')
FREE_DAYS = ('all', 'weekend', 'public_holiday', 'school_holiday', 'weekday')
ONE_WEEK = "kind = 'week' AND from_on IS NULL AND ended_on IS NULL"
MOST_OF_A_DAY = time(23, 59)

old_hours = sa.table('opening_hours', sa.column('id', ID), sa.column('base_id', ID), sa.column('weekday', sa.Integer),
                     sa.column('opens', sa.Time), sa.column('closes', sa.Time))
rules = sa.table('opening_rule', sa.column('id', ID), sa.column('base_id', ID), sa.column('kind', sa.String),
                 sa.column('from_on', sa.Date), sa.column('every_year', sa.Boolean), sa.column('moves', sa.Boolean),
                 sa.column('free_days', sa.String), sa.column('reason_zh', sa.String), sa.column('reason_en', sa.String),
                 sa.column('uid', sa.String), sa.column('ended_on', sa.Date), sa.column('urgent_reason', sa.String),
                 sa.column('announced_at', sa.DateTime(timezone=True)), sa.column('changed_at', sa.DateTime(timezone=True)))
stretches = sa.table('opening_stretch', sa.column('id', ID), sa.column('rule_id', ID), sa.column('weekday', sa.Integer),
                     sa.column('opens', sa.Time), sa.column('closes', sa.Time))


def upgrade() -> None:
    op.create_table('almanac_year',
    sa.Column('id', ID, nullable=False),
    sa.Column('kind', sa.Enum('public', 'school', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_almanac_year_source_is_told')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_almanac_year_year_is_planned')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_almanac_year')),
    sa.UniqueConstraint('kind', 'year', name=op.f('uq_almanac_year_kind_year'))
    )
    op.create_table('almanac_span',
    sa.Column('id', ID, nullable=False),
    sa.Column('year_id', ID, nullable=False),
    sa.Column('kind', sa.Enum('holiday', 'makeup', 'break', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.CheckConstraint('first_on <= last_on', name=op.f('ck_almanac_span_first_before_last')),
    sa.ForeignKeyConstraint(['year_id'], ['almanac_year.id'], name=op.f('fk_almanac_span_year_id_almanac_year')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_almanac_span'))
    )
    op.create_index(op.f('ix_almanac_span_year_id'), 'almanac_span', ['year_id'], unique=False)
    op.create_table('opening_rule',
    sa.Column('id', ID, nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('every_year', sa.Boolean(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=True),
    sa.Column('moves', sa.Boolean(), nullable=False),
    sa.Column('free_days', sa.Enum(*FREE_DAYS, name='free_days', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('last_entry_minutes', sa.Integer(), nullable=True),
    sa.Column('reason_zh', sa.String(), nullable=False),
    sa.Column('reason_en', sa.String(), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('urgent_reason', sa.String(), nullable=False),
    sa.CheckConstraint('from_on IS NULL OR until_on IS NULL OR from_on <= until_on OR every_year', name=op.f('ck_opening_rule_ends_in_order')),
    sa.CheckConstraint('weekday IS NULL OR weekday BETWEEN 0 AND 6', name=op.f('ck_opening_rule_weekday_exists')),
    sa.CheckConstraint("(weekday IS NOT NULL) = (kind = 'rest' OR free_days = 'weekday')", name=op.f('ck_opening_rule_weekday_where_asked')),
    sa.CheckConstraint("kind <> 'exception' OR (from_on IS NOT NULL AND from_on = until_on)", name=op.f('ck_opening_rule_exception_is_a_day')),
    sa.CheckConstraint("kind <> 'closure' OR (from_on IS NOT NULL AND until_on IS NOT NULL)", name=op.f('ck_opening_rule_closure_ends')),
    sa.CheckConstraint('NOT every_year OR (from_on IS NOT NULL AND until_on IS NOT NULL)', name=op.f('ck_opening_rule_season_has_ends')),
    sa.CheckConstraint('last_entry_minutes IS NULL OR last_entry_minutes BETWEEN 0 AND 240', name=op.f('ck_opening_rule_last_entry_in_bounds')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_opening_rule_base_id_base')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_rule')),
    sa.UniqueConstraint('uid', name=op.f('uq_opening_rule_uid'))
    )
    op.create_index(op.f('ix_opening_rule_base_id'), 'opening_rule', ['base_id'], unique=False)
    op.create_index('uq_opening_rule_first_week', 'opening_rule', ['base_id'], unique=True,
                    sqlite_where=sa.text(ONE_WEEK), postgresql_where=sa.text(ONE_WEEK))
    op.create_table('opening_stretch',
    sa.Column('id', ID, nullable=False),
    sa.Column('rule_id', ID, nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.CheckConstraint('weekday BETWEEN 0 AND 7', name=op.f('ck_opening_stretch_weekday_exists')),
    sa.ForeignKeyConstraint(['rule_id'], ['opening_rule.id'], name=op.f('fk_opening_stretch_rule_id_opening_rule')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_stretch'))
    )
    op.create_index(op.f('ix_opening_stretch_rule_id'), 'opening_stretch', ['rule_id'], unique=False)
    _keep_weeks(op.get_bind())
    op.drop_index(op.f('ix_opening_hours_base_id'), table_name='opening_hours')
    op.drop_table('opening_hours')


def _keep_weeks(connection: sa.Connection) -> None:
    """Each base's week becomes one rule that has always held."""
    weeks = defaultdict(list)
    for row in connection.execute(sa.select(old_hours).order_by(old_hours.c.base_id, old_hours.c.id)):
        weeks[row.base_id].append(row)
    now = datetime.now(UTC).replace(microsecond=0)
    for base_id, rows in weeks.items():
        connection.execute(rules.insert().values(
            base_id=base_id, kind='week', every_year=False, moves=False, free_days='all', reason_zh='', reason_en='',
            uid=str(uuid4()), announced_at=now, changed_at=now, urgent_reason='',
        ))
        rule_id = connection.scalar(sa.select(rules.c.id).where(rules.c.base_id == base_id))
        connection.execute(stretches.insert(), [
            {'rule_id': rule_id, 'weekday': row.weekday, 'opens': row.opens, 'closes': row.closes} for row in rows
        ])


def downgrade() -> None:
    op.create_table('opening_hours',
    sa.Column('id', ID, nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.CheckConstraint('opens < closes', name=op.f('ck_opening_hours_opens_before_it_closes')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_opening_hours_weekday_exists')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_opening_hours_base_id_base')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_hours'))
    )
    op.create_index(op.f('ix_opening_hours_base_id'), 'opening_hours', ['base_id'], unique=False)
    _keep_newest_weeks(op.get_bind())
    op.drop_table('opening_stretch')
    op.drop_table('opening_rule')
    op.drop_table('almanac_span')
    op.drop_table('almanac_year')


def _keep_newest_weeks(connection: sa.Connection) -> None:
    """The week that began last; what went on after midnight ends a minute before it, as it had to be told before."""
    found = sa.select(rules.c.base_id, rules.c.id).where(rules.c.kind == 'week', rules.c.ended_on.is_(None))
    newest = {base_id: rule_id for base_id, rule_id in connection.execute(found.order_by(rules.c.from_on.is_not(None), rules.c.from_on))}
    for base_id, rule_id in newest.items():
        for row in connection.execute(sa.select(stretches).where(stretches.c.rule_id == rule_id)).all():
            if row.opens == MOST_OF_A_DAY:
                continue
            closes = row.closes if row.opens < row.closes else MOST_OF_A_DAY
            for weekday in range(7) if row.weekday == 7 else [row.weekday]:
                connection.execute(old_hours.insert().values(
                    base_id=base_id, weekday=weekday, opens=row.opens, closes=closes,
                ))
