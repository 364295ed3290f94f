"""Who has not been told yet that their session was cancelled."""

from alembic import op
import sqlalchemy as sa

revision = '0016'
down_revision = "0015"


def upgrade() -> None:
    op.create_table('end_notice',
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('was_confirmed', sa.Boolean(), nullable=False),
    sa.Column('known', sa.JSON(), nullable=True),
    sa.Column('owed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_end_notice_booking_id_booking')),
    sa.PrimaryKeyConstraint('booking_id', name=op.f('pk_end_notice'))
    )


def downgrade() -> None:
    op.drop_table('end_notice')
