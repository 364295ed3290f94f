"""How a waiting list is served, and when a booking first took seats."""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'

POLICY = sa.Enum('fill', 'strict', name='waiting_policy', native_enum=False, create_constraint=True, length=40)
SEATED = "seated_at IS NOT NULL OR state NOT IN ('held', 'pending', 'offered', 'confirmed', 'attended', 'no_show')"

# An offer was made when its row last changed. Whether a cancelled booking had seats or only waited is not known any
# more, so its time stays empty: a forecast counts it as nothing freed.
TAKE_SEATS = """
UPDATE booking SET seated_at = CASE WHEN state = 'offered' THEN changed_at ELSE created_at END
WHERE state IN ('held', 'pending', 'offered', 'confirmed', 'attended', 'no_show', 'declined', 'expired')
"""


def upgrade() -> None:
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waiting_policy', POLICY, nullable=False, server_default='fill'))
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.alter_column('waiting_policy', server_default=None)

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seated_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(TAKE_SEATS)
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_booking_seats_have_a_time'), SEATED)


def downgrade() -> None:
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_booking_seats_have_a_time'), type_='check')
        batch_op.drop_column('seated_at')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_event_waiting_policy'), type_='check')
        batch_op.drop_column('waiting_policy')
