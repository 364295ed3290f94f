"""Until when the worker looks for no substitutes of a need, because it found nobody."""

from alembic import op
import sqlalchemy as sa

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    with op.batch_alter_table('need', schema=None) as batch_op:
        batch_op.add_column(sa.Column('nobody_until', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('need', schema=None) as batch_op:
        batch_op.drop_column('nobody_until')
