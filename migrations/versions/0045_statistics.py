"""Sets of the official statistics with what was entered and what was frozen, and the plan of the joint conference."""

from alembic import op
import sqlalchemy as sa

revision = '0045'
down_revision = '0049'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KEPT = ('survey_figure', 'survey_row')
TABLES = ('survey_return', 'survey_figure', 'survey_row', 'survey_entry', 'plan_delegate', 'plan_indicator', 'plan_number')


def upgrade() -> None:
    op.create_table('survey_return',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('base_id', ID, nullable=True),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('frozen', 'confirmed', 'given_back', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('unseen', sa.Integer(), nullable=False),
    sa.Column('frozen_by', ID, nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(decided_by IS NULL) = (decided_at IS NULL)', name=op.f('ck_survey_return_decided_at_a_time')),
    sa.CheckConstraint("(state = 'frozen') = (decided_by IS NULL)", name=op.f('ck_survey_return_decided_by_somebody')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> frozen_by', name=op.f('ck_survey_return_four_eyes')),
    sa.CheckConstraint("(state = 'given_back') = (reason <> '')", name=op.f('ck_survey_return_given_back_with_a_reason')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_survey_return_year_real')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_survey_return_base_id_base')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_survey_return_decided_by_person')),
    sa.ForeignKeyConstraint(['frozen_by'], ['person.id'], name=op.f('fk_survey_return_frozen_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_return')),
    sa.UniqueConstraint('code', name=op.f('uq_survey_return_code'))
    )
    op.create_index('ix_survey_return_base_id', 'survey_return', ['base_id'])
    op.create_index('uq_survey_return_live_district', 'survey_return', ['year'], unique=True, sqlite_where=sa.text("state <> 'given_back' AND base_id IS NULL"), postgresql_where=sa.text("state <> 'given_back' AND base_id IS NULL"))
    op.create_index('uq_survey_return_live_venue', 'survey_return', ['year', 'base_id'], unique=True, sqlite_where=sa.text("state <> 'given_back' AND base_id IS NOT NULL"), postgresql_where=sa.text("state <> 'given_back' AND base_id IS NOT NULL"))
    op.create_table('survey_figure',
    sa.Column('id', ID, nullable=False),
    sa.Column('return_id', ID, nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('whole', sa.String(), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('is_dash', sa.Boolean(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.CheckConstraint('value IS NULL OR NOT is_dash', name=op.f('ck_survey_figure_number_or_dash')),
    sa.CheckConstraint('value IS NULL OR value >= 0', name=op.f('ck_survey_figure_value_not_negative')),
    sa.ForeignKeyConstraint(['return_id'], ['survey_return.id'], name=op.f('fk_survey_figure_return_id_survey_return')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_figure')),
    sa.UniqueConstraint('return_id', 'slug', name=op.f('uq_survey_figure_return_id_slug'))
    )
    op.create_table('survey_row',
    sa.Column('figure_id', ID, autoincrement=False, nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['figure_id'], ['survey_figure.id'], name=op.f('fk_survey_row_figure_id_survey_figure')),
    sa.PrimaryKeyConstraint('figure_id', 'place', name=op.f('pk_survey_row'))
    )
    op.create_table('survey_entry',
    sa.Column('id', ID, nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('base_id', ID, nullable=True),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('entered_by', ID, nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('value BETWEEN 0 AND 999999999999', name=op.f('ck_survey_entry_value_sane')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_survey_entry_year_real')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_survey_entry_base_id_base')),
    sa.ForeignKeyConstraint(['entered_by'], ['person.id'], name=op.f('fk_survey_entry_entered_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_entry'))
    )
    op.create_index('ix_survey_entry_base_id', 'survey_entry', ['base_id'])
    op.create_index('uq_survey_entry_district', 'survey_entry', ['year', 'slug'], unique=True, sqlite_where=sa.text('base_id IS NULL'), postgresql_where=sa.text('base_id IS NULL'))
    op.create_index('uq_survey_entry_venue', 'survey_entry', ['year', 'base_id', 'slug'], unique=True, sqlite_where=sa.text('base_id IS NOT NULL'), postgresql_where=sa.text('base_id IS NOT NULL'))
    op.create_table('plan_delegate',
    sa.Column('id', ID, nullable=False),
    sa.Column('department', sa.String(), nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('named_by', ID, nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['named_by'], ['person.id'], name=op.f('fk_plan_delegate_named_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_delegate_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_delegate'))
    )
    op.create_index('ix_plan_delegate_person_id', 'plan_delegate', ['person_id'])
    op.create_index('uq_plan_delegate_live', 'plan_delegate', ['department', 'person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('plan_indicator',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('department', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('unit_zh', sa.String(), nullable=False),
    sa.Column('unit_en', sa.String(), nullable=False),
    sa.Column('counted', sa.String(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by', ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_plan_indicator_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_indicator')),
    sa.UniqueConstraint('code', name=op.f('uq_plan_indicator_code'))
    )
    op.create_index('ix_plan_indicator_department', 'plan_indicator', ['department'])
    op.create_table('plan_number',
    sa.Column('indicator_id', ID, nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('target', sa.BigInteger(), nullable=True),
    sa.Column('actual', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('changed_by', ID, nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('actual BETWEEN 0 AND 99999999999999', name=op.f('ck_plan_number_actual_sane')),
    sa.CheckConstraint('target BETWEEN 0 AND 99999999999999', name=op.f('ck_plan_number_target_sane')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_plan_number_year_real')),
    sa.ForeignKeyConstraint(['changed_by'], ['person.id'], name=op.f('fk_plan_number_changed_by_person')),
    sa.ForeignKeyConstraint(['indicator_id'], ['plan_indicator.id'], name=op.f('fk_plan_number_indicator_id_plan_indicator')),
    sa.PrimaryKeyConstraint('indicator_id', 'year', name=op.f('pk_plan_number'))
    )
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _guards(dialect):
    """What makes the database refuse to change what was frozen, or decided about."""
    if dialect == 'sqlite':
        for verb in ('UPDATE', 'DELETE'):
            for table in KEPT:
                yield (
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'what was frozen is never changed'); END"
                )
            yield (
                f"CREATE TRIGGER survey_return_no_{verb.lower()} BEFORE {verb} ON survey_return WHEN OLD.state <> 'frozen' "
                "BEGIN SELECT RAISE(ABORT, 'what was confirmed is never changed'); END"
            )
        return
    yield (
        "CREATE OR REPLACE FUNCTION survey_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what was frozen is never changed'; END $$"
    )
    for table in KEPT:
        yield f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION survey_kept()"
    yield (
        "CREATE TRIGGER survey_return_kept BEFORE UPDATE OR DELETE ON survey_return FOR EACH ROW "
        "WHEN (OLD.state <> 'frozen') EXECUTE FUNCTION survey_kept()"
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION survey_kept()')
