"""Changes of occurrences that can be taken back, and who has not been told of them yet."""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = "0010"


def upgrade() -> None:
    op.create_table('occurrence_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('move', 'resize', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('undo_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(undone_at IS NULL) = (undone_by IS NULL)', name=op.f('ck_occurrence_change_undone_by_somebody')),
    sa.CheckConstraint('undone_at IS NULL OR undone_at < undo_until', name=op.f('ck_occurrence_change_undone_in_time')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_occurrence_change_made_by_person')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_occurrence_change_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['undone_by'], ['person.id'], name=op.f('fk_occurrence_change_undone_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_occurrence_change'))
    )
    with op.batch_alter_table('occurrence_change', schema=None) as batch_op:
        batch_op.create_index('ix_occurrence_change_occurrence_id', ['occurrence_id', 'id'], unique=False)

    op.create_table('change_notice',
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('known', sa.JSON(), nullable=False),
    sa.Column('was_moved', sa.Boolean(), nullable=False),
    sa.Column('promised_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_change_notice_booking_id_booking')),
    sa.PrimaryKeyConstraint('booking_id', name=op.f('pk_change_notice'))
    )
    with op.batch_alter_table('change_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_notice_due_at'), ['due_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('change_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_notice_due_at'))

    op.drop_table('change_notice')
    with op.batch_alter_table('occurrence_change', schema=None) as batch_op:
        batch_op.drop_index('ix_occurrence_change_occurrence_id')

    op.drop_table('occurrence_change')
