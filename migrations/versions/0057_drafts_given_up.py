"""A base may say that it will not hold what residents ask for; then another is asked."""

from alembic import op
import sqlalchemy as sa

revision = '0057'
down_revision = '0056'


def upgrade() -> None:
    with op.batch_alter_table('demand_pool') as table:
        table.add_column(sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(op.f('ck_demand_pool_one_end'), 'offered_at IS NULL OR given_up_at IS NULL')


def downgrade() -> None:
    with op.batch_alter_table('demand_pool') as table:
        table.drop_constraint(op.f('ck_demand_pool_one_end'), type_='check')
        table.drop_column('given_up_at')
