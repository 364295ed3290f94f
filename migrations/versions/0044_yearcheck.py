"""The yearly check: year-files of bases, their frozen figures, experts, papers, inspectors and steps."""

from alembic import op
import sqlalchemy as sa

revision = '0044'
down_revision = '0047'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
STATES = ('open', 'filed', 'correction', 'decided', 'mending', 'recheck', 'mended', 'failed')
ACTS = ('file', 'return', 'assign', 'score', 'step_aside', 'bonus', 'decide', 'hand_in', 'clear', 'fail')
KEPT = {
    'sqlite': (
        "CREATE TRIGGER year_figure_kept BEFORE UPDATE ON year_figure"
        " BEGIN SELECT RAISE(ABORT, 'a filed figure is never changed'); END",
        "CREATE TRIGGER year_figure_not_deleted BEFORE DELETE ON year_figure"
        " BEGIN SELECT RAISE(ABORT, 'a filed figure is never deleted'); END",
    ),
    'postgresql': (
        "CREATE OR REPLACE FUNCTION year_figure_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a filed figure is never changed or deleted'; END $$",
        "CREATE TRIGGER year_figure_kept BEFORE UPDATE OR DELETE ON year_figure"
        " FOR EACH ROW EXECUTE FUNCTION year_figure_kept()",
    ),
}


def _choice(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table, column, other):
    return sa.ForeignKeyConstraint([column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}_{other}'))


def upgrade() -> None:
    op.create_table('year_file',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('state', _choice('state', STATES), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('entries', sa.JSON(), nullable=False),
    sa.Column('comments', sa.JSON(), nullable=False),
    sa.Column('recusals', sa.JSON(), nullable=False),
    sa.Column('filing', sa.Integer(), nullable=False),
    sa.Column('signed_name', sa.String(), nullable=False),
    sa.Column('filed_by', ID, nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bonus_points', sa.Integer(), nullable=False),
    sa.Column('bonus_reason', sa.Text(), nullable=False),
    sa.Column('base_points', sa.Integer(), nullable=True),
    sa.Column('expert_points', sa.Integer(), nullable=True),
    sa.Column('grade', sa.String(), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_words', sa.Text(), nullable=False),
    sa.Column('marked', sa.JSON(), nullable=False),
    sa.Column('inspected_on', sa.Date(), nullable=True),
    sa.Column('created_by', ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_year_file_year_sane')),
    sa.CheckConstraint("state = 'open' OR filing > 0", name=op.f('ck_year_file_filed_has_figures')),
    sa.CheckConstraint('(filing = 0) = (filed_at IS NULL)', name=op.f('ck_year_file_filed_has_a_time')),
    sa.CheckConstraint("(decided_at IS NULL) = (grade = '')", name=op.f('ck_year_file_decided_has_a_grade')),
    sa.CheckConstraint("bonus_points = 0 OR bonus_reason <> ''", name=op.f('ck_year_file_bonus_has_a_reason')),
    _to('year_file', 'base_id', 'base'),
    _to('year_file', 'filed_by', 'person'),
    _to('year_file', 'decided_by', 'person'),
    _to('year_file', 'created_by', 'person'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_file')),
    sa.UniqueConstraint('code', name=op.f('uq_year_file_code')),
    sa.UniqueConstraint('base_id', 'year', name=op.f('uq_year_file_base_id_year'))
    )
    op.create_index('ix_year_file_year_state', 'year_file', ['year', 'state'])
    op.create_index('ix_year_file_due_on', 'year_file', ['due_on'])
    op.create_table('year_figure',
    sa.Column('id', ID, nullable=False),
    sa.Column('file_id', ID, nullable=False),
    sa.Column('filing', sa.Integer(), nullable=False),
    sa.Column('figure', sa.String(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('computation', sa.String(), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    _to('year_figure', 'file_id', 'year_file'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_figure')),
    sa.UniqueConstraint('file_id', 'filing', 'figure', name=op.f('uq_year_figure_file_id_filing_figure'))
    )
    for statement in KEPT[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table('year_seat',
    sa.Column('id', ID, nullable=False),
    sa.Column('file_id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('aside_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('scored_at IS NULL OR aside_at IS NULL', name=op.f('ck_year_seat_scores_or_steps_aside')),
    _to('year_seat', 'file_id', 'year_file'),
    _to('year_seat', 'person_id', 'person'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_seat')),
    sa.UniqueConstraint('file_id', 'person_id', name=op.f('uq_year_seat_file_id_person_id'))
    )
    op.create_index(op.f('ix_year_seat_person_id'), 'year_seat', ['person_id'])
    op.create_table('year_paper',
    sa.Column('id', ID, nullable=False),
    sa.Column('file_id', ID, nullable=False),
    sa.Column('uploaded_by', ID, nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    _to('year_paper', 'file_id', 'year_file'),
    _to('year_paper', 'uploaded_by', 'person'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_paper'))
    )
    op.create_index(op.f('ix_year_paper_file_id'), 'year_paper', ['file_id'])
    op.create_table('year_inspector',
    sa.Column('id', ID, nullable=False),
    sa.Column('file_id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    _to('year_inspector', 'file_id', 'year_file'),
    _to('year_inspector', 'person_id', 'person'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_inspector')),
    sa.UniqueConstraint('file_id', 'person_id', name=op.f('uq_year_inspector_file_id_person_id'))
    )
    op.create_table('year_step',
    sa.Column('id', ID, nullable=False),
    sa.Column('file_id', ID, nullable=False),
    sa.Column('act', _choice('act', ACTS), nullable=False),
    sa.Column('side', _choice('side', ('base', 'district', 'lead', 'expert')), nullable=False),
    sa.Column('after', _choice('after', STATES), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('acted_by', ID, nullable=False),
    sa.Column('acted_at', sa.DateTime(timezone=True), nullable=False),
    _to('year_step', 'file_id', 'year_file'),
    _to('year_step', 'acted_by', 'person'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_step'))
    )
    op.create_index(op.f('ix_year_step_file_id'), 'year_step', ['file_id'])


def downgrade() -> None:
    op.execute("DELETE FROM document WHERE kind = 'year_file'")
    for name in ('year_step', 'year_inspector', 'year_paper', 'year_seat', 'year_figure', 'year_file'):
        op.drop_table(name)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION IF EXISTS year_figure_kept()')
