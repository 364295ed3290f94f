"""Runs of the auto-roster and what they would change."""

from alembic import op
import sqlalchemy as sa

revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    op.create_table('roster_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('asks_unknown', sa.Boolean(), nullable=False),
    sa.Column('most_moved', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'running', 'draft', 'publishing', 'published', 'discarded', 'failed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('input_digest', sa.String(), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('shifts', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('filled_before', sa.Integer(), nullable=False),
    sa.Column('filled', sa.Integer(), nullable=False),
    sa.Column('objective', sa.Integer(), nullable=False),
    sa.Column('bound', sa.Integer(), nullable=False),
    sa.Column('bound_by', sa.String(), nullable=False),
    sa.Column('gini', sa.Float(), nullable=False),
    sa.Column('without_shift', sa.Integer(), nullable=False),
    sa.Column('least_minutes', sa.Integer(), nullable=False),
    sa.Column('most_minutes', sa.Integer(), nullable=False),
    sa.Column('unfilled', sa.JSON(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('filled_before <= seats AND filled <= seats', name=op.f('ck_roster_run_filled_sane')),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_roster_run_days_in_order')),
    sa.CheckConstraint('most_moved BETWEEN 0 AND 200', name=op.f('ck_roster_run_most_moved_sane')),
    sa.CheckConstraint('objective <= bound', name=op.f('ck_roster_run_never_better_than_possible')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_roster_run_base_id_base')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_roster_run_created_by_person')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_roster_run_decided_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_run')),
    sa.UniqueConstraint('code', name=op.f('uq_roster_run_code'))
    )
    with op.batch_alter_table('roster_run', schema=None) as batch_op:
        batch_op.create_index('ix_roster_run_base_id_id', ['base_id', 'id'], unique=False)
        batch_op.create_index('ix_roster_run_state', ['state'], unique=False)

    op.create_table('roster_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('need_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('add', 'drop', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('open', 'done', 'left_out', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.CheckConstraint("(state = 'left_out') = (reason <> '')", name=op.f('ck_roster_change_left_out_with_a_reason')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_roster_change_need_id_need')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_roster_change_person_id_volunteer')),
    sa.ForeignKeyConstraint(['run_id'], ['roster_run.id'], name=op.f('fk_roster_change_run_id_roster_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_change')),
    sa.UniqueConstraint('run_id', 'person_id', 'need_id', name=op.f('uq_roster_change_run_id_person_id_need_id'))
    )
    with op.batch_alter_table('roster_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_change_need_id'), ['need_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roster_change_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('roster_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_change_person_id'))
        batch_op.drop_index(batch_op.f('ix_roster_change_need_id'))

    op.drop_table('roster_change')
    with op.batch_alter_table('roster_run', schema=None) as batch_op:
        batch_op.drop_index('ix_roster_run_state')
        batch_op.drop_index('ix_roster_run_base_id_id')

    op.drop_table('roster_run')
