"""A base may object to the result of its yearly check; the district sets what the figures weigh."""

from alembic import op
import sqlalchemy as sa

revision = '0054'
down_revision = '0053'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
STATES = ('open', 'filed', 'correction', 'decided', 'mending', 'recheck', 'mended', 'failed')
ACTS = ('file', 'return', 'assign', 'score', 'step_aside', 'bonus', 'decide', 'hand_in', 'clear', 'fail')
STATES_NOW = ('open', 'filed', 'correction', 'decided', 'objected', 'mending', 'recheck', 'mended', 'failed')
ACTS_NOW = (*ACTS[:7], 'object', 'uphold', 'reopen', *ACTS[7:])

LED = "SELECT s.after FROM year_step s WHERE s.file_id = year_file.id AND s.act = 'decide' ORDER BY s.id DESC LIMIT 1"
FELL = "SELECT 1 FROM year_step s WHERE s.file_id = year_step.file_id AND s.act = 'reopen' AND s.id > year_step.id"
FORGET = (
    # A result that is objected to stands again, as it was decided; the base has until the day of the answer to mend.
    f"UPDATE year_file SET state = ({LED}) WHERE state = 'objected'",
    "UPDATE year_file SET due_on = NULL WHERE state = 'decided'",
    # A result that fell goes with the objection: else the file's last step would be a decision, and it is not decided.
    f"DELETE FROM year_step WHERE act = 'decide' AND EXISTS ({FELL})",
    "DELETE FROM year_step WHERE act IN ('object', 'uphold', 'reopen')",
)
"""How objections are forgotten on the way down."""


def _one_of(column, values):
    return f'{column} IN (' + ', '.join(f"'{value}'" for value in values) + ')'


def _allow(states, acts, *, objected):
    """Write the checks of states and acts anew."""
    with op.batch_alter_table('year_file', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_year_file_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_year_file_state'), _one_of('state', states))
        if objected:
            batch_op.add_column(sa.Column('object_until', sa.Date(), nullable=True))
            batch_op.create_check_constraint(
                op.f('ck_year_file_objected_to_a_result'), "state <> 'objected' OR decided_at IS NOT NULL"
            )
        else:
            batch_op.drop_constraint(op.f('ck_year_file_objected_to_a_result'), type_='check')
            batch_op.drop_column('object_until')
    with op.batch_alter_table('year_step', schema=None) as batch_op:
        for column, values in (('act', acts), ('after', states)):
            name = op.f(f'ck_year_step_{column}')
            batch_op.drop_constraint(name, type_='check')
            batch_op.create_check_constraint(name, _one_of(f'"{column}"', values))


def upgrade() -> None:
    _allow(STATES_NOW, ACTS_NOW, objected=True)
    op.create_table('year_weight',
    sa.Column('id', ID, nullable=False),
    sa.Column('figure', sa.String(), nullable=False),
    sa.Column('from_year', sa.Integer(), nullable=False),
    sa.Column('bands', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('set_by', ID, nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('from_year BETWEEN 2000 AND 2100', name=op.f('ck_year_weight_year_sane')),
    sa.ForeignKeyConstraint(['set_by'], ['person.id'], name=op.f('fk_year_weight_set_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_weight'))
    )
    op.create_index(op.f('ix_year_weight_figure'), 'year_weight', ['figure'])


def downgrade() -> None:
    op.drop_index(op.f('ix_year_weight_figure'), table_name='year_weight')
    op.drop_table('year_weight')
    for statement in FORGET:
        op.execute(sa.text(statement))
    _allow(STATES, ACTS, objected=False)
