"""Capacity beyond one number: reserved pools, shared resources, and guides on duty."""

from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'

JOIN_SIZES = """
UPDATE seat_pool SET size = (
  SELECT SUM(every.size) FROM seat_pool AS every WHERE every.occurrence_id = seat_pool.occurrence_id
)
WHERE kind = 'general'
"""

BACK_TO_GENERAL = """
UPDATE booking SET pool_id = (
  SELECT general.id FROM seat_pool AS own
  JOIN seat_pool AS general ON general.occurrence_id = own.occurrence_id AND general.kind = 'general'
  WHERE own.id = booking.pool_id
)
WHERE pool_id IN (SELECT id FROM seat_pool WHERE kind <> 'general')
"""

GATES_TO_GENERAL = BACK_TO_GENERAL.replace('UPDATE booking', 'UPDATE gate').replace('booking.', 'gate.')

POOL_CHECKS = {
    'kind': "kind IN ('general', 'walk_in', 'telephone', 'town')",
    'general_is_named_so': "(kind = 'general') = (name = 'general')",
    'town_has_a_code': "(kind = 'town') = (town_code IS NOT NULL)",
    'release_whole': "(release_minutes IS NULL) = (release_at IS NULL)",
    'general_is_never_released': "kind <> 'general' OR release_at IS NULL",
}


def upgrade() -> None:
    op.create_table('resource',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('room', 'guide', 'equipment', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('capacity BETWEEN 0 AND 100000', name=op.f('ck_resource_capacity_sane')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_resource_base_id_base')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource')),
    sa.UniqueConstraint('base_id', 'name_zh', name=op.f('uq_resource_base_id_name_zh'))
    )
    op.create_table('event_reserve',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('general', 'walk_in', 'telephone', 'town', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('release_minutes', sa.Integer(), nullable=True),
    sa.CheckConstraint("(kind = 'town') = (town_code IS NOT NULL)", name=op.f('ck_event_reserve_town_has_a_code')),
    sa.CheckConstraint("kind <> 'general'", name=op.f('ck_event_reserve_kind_reserved')),
    sa.CheckConstraint('release_minutes IS NULL OR release_minutes BETWEEN 0 AND 525600', name=op.f('ck_event_reserve_release_sane')),
    sa.CheckConstraint('size BETWEEN 1 AND 100000', name=op.f('ck_event_reserve_size_sane')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_reserve_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_reserve')),
    sa.UniqueConstraint('event_id', 'name', name=op.f('uq_event_reserve_event_id_name'))
    )
    op.create_table('event_resource',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('resource_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('per', sa.Enum('seat', 'occurrence', name='per', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint('units BETWEEN 1 AND 100000', name=op.f('ck_event_resource_units_sane')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_resource_event_id_event')),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], name=op.f('fk_event_resource_resource_id_resource')),
    sa.PrimaryKeyConstraint('event_id', 'resource_id', name=op.f('pk_event_resource'))
    )
    with op.batch_alter_table('event_resource', schema=None) as batch_op:
        batch_op.create_index('ix_event_resource_resource_id', ['resource_id'], unique=False)

    op.create_table('duty',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('role', sa.Enum('guide', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_qualified', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('confirmed', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("person_id IS NOT NULL OR name <> ''", name=op.f('ck_duty_somebody')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_duty_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_duty_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty'))
    )
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.create_index('ix_duty_occurrence_id_state', ['occurrence_id', 'state'], unique=False)
        batch_op.create_index('ix_duty_person_id', ['person_id'], unique=False)

    op.create_table('occurrence_resource',
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('resource_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('per', sa.Enum('seat', 'occurrence', name='per', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint('units BETWEEN 1 AND 100000', name=op.f('ck_occurrence_resource_units_sane')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_occurrence_resource_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], name=op.f('fk_occurrence_resource_resource_id_resource')),
    sa.PrimaryKeyConstraint('occurrence_id', 'resource_id', name=op.f('pk_occurrence_resource'))
    )
    with op.batch_alter_table('occurrence_resource', schema=None) as batch_op:
        batch_op.create_index('ix_occurrence_resource_resource_id', ['resource_id'], unique=False)

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seats_per_guide', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_check_constraint(
            op.f('ck_event_seats_per_guide_sane'), 'seats_per_guide BETWEEN 0 AND 1000'
        )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.alter_column('seats_per_guide', server_default=None)

    with op.batch_alter_table('seat_pool', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=40), nullable=False, server_default='general'))
        batch_op.add_column(sa.Column('town_code', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('release_minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('release_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('is_shared', sa.Boolean(), nullable=False, server_default=sa.false()))
        for name, condition in POOL_CHECKS.items():
            batch_op.create_check_constraint(op.f(f'ck_seat_pool_{name}'), condition)
        batch_op.create_index('ix_seat_pool_release_at', ['release_at'], unique=False, sqlite_where=sa.text('release_at IS NOT NULL'), postgresql_where=sa.text('release_at IS NOT NULL'))
    with op.batch_alter_table('seat_pool', schema=None) as batch_op:
        batch_op.alter_column('kind', server_default=None)
        batch_op.alter_column('is_shared', server_default=None)


def downgrade() -> None:
    # One pool an occurrence was all there was: its seats and bookings come together again.
    op.execute(JOIN_SIZES)
    op.execute(BACK_TO_GENERAL)
    op.execute(GATES_TO_GENERAL)
    op.execute("DELETE FROM seat_pool WHERE kind <> 'general'")
    with op.batch_alter_table('seat_pool', schema=None) as batch_op:
        batch_op.drop_index('ix_seat_pool_release_at', sqlite_where=sa.text('release_at IS NOT NULL'), postgresql_where=sa.text('release_at IS NOT NULL'))
        for name in POOL_CHECKS:
            batch_op.drop_constraint(op.f(f'ck_seat_pool_{name}'), type_='check')
        batch_op.drop_column('is_shared')
        batch_op.drop_column('release_at')
        batch_op.drop_column('release_minutes')
        batch_op.drop_column('town_code')
        batch_op.drop_column('kind')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_event_seats_per_guide_sane'), type_='check')
        batch_op.drop_column('seats_per_guide')

    with op.batch_alter_table('occurrence_resource', schema=None) as batch_op:
        batch_op.drop_index('ix_occurrence_resource_resource_id')

    op.drop_table('occurrence_resource')
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.drop_index('ix_duty_person_id')
        batch_op.drop_index('ix_duty_occurrence_id_state')

    op.drop_table('duty')
    with op.batch_alter_table('event_resource', schema=None) as batch_op:
        batch_op.drop_index('ix_event_resource_resource_id')

    op.drop_table('event_resource')
    op.drop_table('event_reserve')
    op.drop_table('resource')
