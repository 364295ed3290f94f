"""Populations that officers enter; when the facts of a base were confirmed for the list of practice venues."""

from alembic import op
import sqlalchemy as sa

revision = '0046'
down_revision = '0043'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('population',
    sa.Column('id', ID, nullable=False),
    sa.Column('town_code', sa.String(), nullable=False),
    sa.Column('people_group', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('entered_by', ID, nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('people IS NULL OR people BETWEEN 1 AND 100000000', name=op.f('ck_population_people_sane')),
    sa.CheckConstraint('year BETWEEN 1900 AND 2100', name=op.f('ck_population_year_sane')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_population_source_told')),
    sa.ForeignKeyConstraint(['entered_by'], ['person.id'], name=op.f('fk_population_entered_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_population'))
    )
    op.create_index('ix_population_valid_from', 'population', ['valid_from', 'id'])
    op.create_table('base_confirmation',
    sa.Column('base_id', ID, autoincrement=False, nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by', ID, nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(confirmed_at IS NULL) = (confirmed_by IS NULL)', name=op.f('ck_base_confirmation_confirmed_by_somebody')),
    sa.CheckConstraint('confirmed_at IS NOT NULL OR reminded_at IS NOT NULL', name=op.f('ck_base_confirmation_says_something')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_base_confirmation_base_id_base')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['person.id'], name=op.f('fk_base_confirmation_confirmed_by_person')),
    sa.PrimaryKeyConstraint('base_id', name=op.f('pk_base_confirmation'))
    )


def downgrade() -> None:
    op.drop_table('base_confirmation')
    op.drop_index('ix_population_valid_from', table_name='population')
    op.drop_table('population')
