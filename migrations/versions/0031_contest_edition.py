"""A contest may be part of an edition of the festival."""

from alembic import op
import sqlalchemy as sa

revision = '0031'
down_revision = '0030'


def upgrade() -> None:
    with op.batch_alter_table('contest', schema=None) as batch_op:
        batch_op.add_column(sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_contest_edition_id'), ['edition_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_contest_edition_id_edition'), 'edition', ['edition_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('contest', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_contest_edition_id_edition'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_contest_edition_id'))
        batch_op.drop_column('edition_id')

