"""The district sets the scale by which a year is scored: experts' dimensions, the most bonus, the grades' limits."""

from alembic import op
import sqlalchemy as sa

revision = '0055'
down_revision = '0054'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('year_scale',
    sa.Column('id', ID, nullable=False),
    sa.Column('from_year', sa.Integer(), nullable=False),
    sa.Column('base_points', sa.Integer(), nullable=False),
    sa.Column('dimensions', sa.JSON(), nullable=False),
    sa.Column('bonus_most', sa.Integer(), nullable=False),
    sa.Column('limits', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('set_by', ID, nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('from_year BETWEEN 2000 AND 2100', name=op.f('ck_year_scale_year_sane')),
    sa.CheckConstraint('base_points BETWEEN 0 AND 100', name=op.f('ck_year_scale_base_points_sane')),
    sa.CheckConstraint('bonus_most BETWEEN 0 AND 50', name=op.f('ck_year_scale_bonus_sane')),
    sa.ForeignKeyConstraint(['set_by'], ['person.id'], name=op.f('fk_year_scale_set_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_scale'))
    )


def downgrade() -> None:
    op.drop_table('year_scale')
