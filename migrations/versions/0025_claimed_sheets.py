"""Under which number a round knows somebody on a sheet: it stays when an account takes over what a desk entered.

And for which start of a first lesson its learners were reminded."""

from alembic import op
import sqlalchemy as sa

revision = '0025'
down_revision = '0024'


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('wish_person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('entered_as', number, nullable=True))
    op.execute('UPDATE wish_person SET entered_as = person_id')
    with op.batch_alter_table('wish_person', schema=None) as batch_op:
        batch_op.alter_column('entered_as', existing_type=number, nullable=False)
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminded_for', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.drop_column('reminded_for')
    with op.batch_alter_table('wish_person', schema=None) as batch_op:
        batch_op.drop_column('entered_as')
