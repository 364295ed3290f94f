"""A stamp for fullness, an index of what is full, and how often a person booked a session before."""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

STAMP = sa.table("stamp", sa.column("name", sa.String), sa.column("shard", sa.Integer), sa.column("version", sa.Integer))
EARLIER = """
UPDATE booking SET earlier = (
  SELECT COUNT(*) FROM booking AS before
  WHERE before.person_id = booking.person_id AND before.pool_id = booking.pool_id AND before.id < booking.id
)
"""


def upgrade() -> None:
    op.bulk_insert(STAMP, [{"name": "fullness", "shard": 0, "version": 0}])
    op.create_index(
        'ix_occurrence_full', 'occurrence', ['id'], sqlite_where=sa.text('is_full'), postgresql_where=sa.text('is_full')
    )
    with op.batch_alter_table('booking') as batch:
        batch.add_column(sa.Column('earlier', sa.Integer(), nullable=False, server_default='0'))
        batch.drop_column('sequence')
    op.execute(EARLIER)
    with op.batch_alter_table('booking') as batch:
        batch.alter_column('earlier', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('booking') as batch:
        batch.add_column(sa.Column('sequence', sa.Integer(), nullable=False, server_default='0'))
        batch.drop_column('earlier')
    with op.batch_alter_table('booking') as batch:
        batch.alter_column('sequence', server_default=None)
    op.drop_index('ix_occurrence_full', table_name='occurrence')
    op.execute(STAMP.delete().where(STAMP.c.name == "fullness"))
