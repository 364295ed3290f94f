"""A reviewer of a festival's call who is ended stays known, so that an older invitation does not bring them back."""

from alembic import op
import sqlalchemy as sa

revision = '0056'
down_revision = '0055'


def upgrade() -> None:
    with op.batch_alter_table('festival_call_reviewer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute(sa.text('DELETE FROM festival_call_reviewer WHERE ended_at IS NOT NULL'))
    with op.batch_alter_table('festival_call_reviewer', schema=None) as batch_op:
        batch_op.drop_column('ended_at')
