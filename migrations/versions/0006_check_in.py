"""Gates at the door, what happened there, and how many of a party came."""

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table('gate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pool_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('link_hash', sa.String(), nullable=False),
    sa.Column('device_hash', sa.String(), nullable=True),
    sa.Column('allowance', sa.Integer(), nullable=False),
    sa.Column('walked_in', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('armed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_sync_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(armed_at IS NULL) = (device_hash IS NULL)', name=op.f('ck_gate_armed_with_a_device')),
    sa.CheckConstraint('ended_at IS NULL OR allowance = walked_in', name=op.f('ck_gate_ended_holds_nothing')),
    sa.CheckConstraint('walked_in BETWEEN 0 AND allowance', name=op.f('ck_gate_walk_ins_within_allowance')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_gate_created_by_person')),
    sa.ForeignKeyConstraint(['pool_id'], ['seat_pool.id'], name=op.f('fk_gate_pool_id_seat_pool')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate')),
    sa.UniqueConstraint('device_hash', name=op.f('uq_gate_device_hash')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_gate_link_hash'))
    )
    with op.batch_alter_table('gate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_pool_id'), ['pool_id'], unique=False)

    op.create_table('door_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('gate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('scan', 'walk_in', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('was_offline', sa.Boolean(), nullable=False),
    sa.Column('was_forced', sa.Boolean(), nullable=False),
    sa.Column('verdict', sa.Enum('admitted', 'rest', 'too_many', 'not_genuine', 'not_confirmed', 'no_seats', 'not_valid', 'too_early', 'unknown', 'walked_in', 'extra', 'over', name='verdict', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.CheckConstraint("(kind = 'walk_in') = (code = '')", name=op.f('ck_door_event_ticket_or_walk_in')),
    sa.CheckConstraint('seats BETWEEN 1 AND 50', name=op.f('ck_door_event_seats_sane')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_door_event_booking_id_booking')),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_door_event_gate_id_gate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_door_event')),
    sa.UniqueConstraint('gate_id', 'nonce', name=op.f('uq_door_event_gate_id_nonce'))
    )
    with op.batch_alter_table('door_event', schema=None) as batch_op:
        batch_op.create_index('ix_door_event_booking_id', ['booking_id'], unique=False)

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seats_attended', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f('ck_booking_attended_among_seats'), 'seats_attended BETWEEN 0 AND seats')
    op.execute("UPDATE booking SET seats_attended = seats WHERE state = 'attended'")


def downgrade() -> None:
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_booking_attended_among_seats'), type_='check')
        batch_op.drop_column('seats_attended')

    with op.batch_alter_table('door_event', schema=None) as batch_op:
        batch_op.drop_index('ix_door_event_booking_id')

    op.drop_table('door_event')
    with op.batch_alter_table('gate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gate_pool_id'))

    op.drop_table('gate')
