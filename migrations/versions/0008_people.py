"""Points for seats that stay empty, with appeals."""

from alembic import op
import sqlalchemy as sa

revision = '0008'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('no_show_point',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('half_points', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Enum('no_show', 'late_cancel', name='reason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pause_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lifted_reason', sa.String(), nullable=False),
    sa.Column('appeal_text', sa.Text(), nullable=False),
    sa.Column('appealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Enum('granted', 'upheld', name='decision', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decision_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(appealed_at IS NULL) = (appeal_text = '')", name=op.f('ck_no_show_point_appeal_in_words')),
    sa.CheckConstraint('(decided_at IS NULL) = (decision IS NULL)', name=op.f('ck_no_show_point_decision_has_a_time')),
    sa.CheckConstraint('decided_at IS NULL OR appealed_at IS NOT NULL', name=op.f('ck_no_show_point_only_appeals_are_decided')),
    sa.CheckConstraint('half_points > 0', name=op.f('ck_no_show_point_counts_for_something')),
    sa.CheckConstraint('lifted_at IS NULL OR pause_until IS NULL', name=op.f('ck_no_show_point_lifted_pauses_nobody')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_no_show_point_booking_id_booking')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_no_show_point_decided_by_person')),
    sa.ForeignKeyConstraint(['lifted_by'], ['person.id'], name=op.f('fk_no_show_point_lifted_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_no_show_point_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_no_show_point'))
    )
    with op.batch_alter_table('no_show_point', schema=None) as batch_op:
        batch_op.create_index('ix_no_show_point_at', ['at'], unique=False)
        batch_op.create_index('ix_no_show_point_open_appeal', ['appealed_at'], unique=False, sqlite_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'), postgresql_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'))
        batch_op.create_index('ix_no_show_point_person_id', ['person_id'], unique=False)
        batch_op.create_index('uq_no_show_point_live', ['booking_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_moved', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.alter_column('is_moved', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_column('is_moved')

    with op.batch_alter_table('no_show_point', schema=None) as batch_op:
        batch_op.drop_index('uq_no_show_point_live', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
        batch_op.drop_index('ix_no_show_point_person_id')
        batch_op.drop_index('ix_no_show_point_open_appeal', sqlite_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'), postgresql_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'))
        batch_op.drop_index('ix_no_show_point_at')

    op.drop_table('no_show_point')
