"""What becomes of a designation that was only recorded is decided in a case as well; it came of no round."""

from alembic import op
import sqlalchemy as sa

revision = '0062'
down_revision = '0061'

RULE = op.f('ck_accreditation_case_came_from_somewhere')


def upgrade() -> None:
    with op.batch_alter_table('accreditation_case') as table:
        table.alter_column('round_id', existing_type=sa.BigInteger(), nullable=True)
        table.create_check_constraint(RULE, 'round_id IS NOT NULL OR designation_id IS NOT NULL')


def downgrade() -> None:
    """Cases without a round would have nowhere to stand: they are wound up first, and nothing is deleted here."""
    with op.batch_alter_table('accreditation_case') as table:
        table.drop_constraint(RULE, type_='check')
        table.alter_column('round_id', existing_type=sa.BigInteger(), nullable=False)
