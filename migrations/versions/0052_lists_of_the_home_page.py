"""Lists say where they stood: on the page for you, or in the part of the home page."""

from alembic import op
import sqlalchemy as sa

revision = '0052'
down_revision = '0048'

DAYS = ['shown_on', 'audience', 'is_personal', 'trial_id']


def upgrade() -> None:
    with op.batch_alter_table('impression') as batch:
        batch.add_column(sa.Column('surface', sa.String(), nullable=False, server_default='page'))
        batch.create_check_constraint(op.f('ck_impression_surface_known'), "surface IN ('page', 'home')")
        batch.create_check_constraint(op.f('ck_impression_tried_on_the_page'), "surface = 'page' OR (trial_id IS NULL AND slot <> 'explore')")
    with op.batch_alter_table('list_day') as batch:
        batch.add_column(sa.Column('surface', sa.String(), nullable=False, server_default='page'))
        batch.drop_constraint(op.f('pk_list_day'), type_='primary')
        batch.create_primary_key(op.f('pk_list_day'), [*DAYS, 'surface'])
    for table in ('impression', 'list_day'):
        with op.batch_alter_table(table) as batch:
            batch.alter_column('surface', server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM impression WHERE surface = 'home'")
    op.execute("DELETE FROM list_day WHERE surface = 'home'")
    with op.batch_alter_table('list_day') as batch:
        batch.drop_constraint(op.f('pk_list_day'), type_='primary')
        batch.create_primary_key(op.f('pk_list_day'), DAYS)
    with op.batch_alter_table('list_day') as batch:
        batch.drop_column('surface')
    with op.batch_alter_table('impression') as batch:
        batch.drop_constraint(op.f('ck_impression_tried_on_the_page'), type_='check')
        batch.drop_constraint(op.f('ck_impression_surface_known'), type_='check')
        batch.drop_column('surface')
