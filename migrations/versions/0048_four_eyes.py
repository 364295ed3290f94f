"""Roles that two officers give, and permits to see what is known of children."""

from alembic import op
import sqlalchemy as sa

revision = '0048'
down_revision = '0044'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN = 'decided_at IS NULL'
ROLES = ('base_manager', 'officer', 'desk', 'point_head', 'town_officer', 'lead')
PURPOSES = ('care', 'complaint', 'emergency', 'inspection')


def _four_eyes(table):
    return (
        sa.CheckConstraint('decided_by IS NULL OR decided_by <> asked_by OR NOT granted', name=op.f(f'ck_{table}_four_eyes')),
        sa.CheckConstraint('(decided_by IS NULL) = (decided_at IS NULL)', name=op.f(f'ck_{table}_decided_has_a_time')),
        sa.CheckConstraint('NOT granted OR decided_by IS NOT NULL', name=op.f(f'ck_{table}_granted_by_somebody')),
        sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f(f'fk_{table}_asked_by_person')),
        sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f(f'fk_{table}_decided_by_person')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    )


def upgrade() -> None:
    op.create_table('role_proposal',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('role', sa.Enum(*ROLES, name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('asked_by', ID, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.CheckConstraint('decided_by IS NULL OR person_id <> decided_by', name=op.f('ck_role_proposal_not_for_self')),
    sa.CheckConstraint("role IN ('officer', 'lead')", name=op.f('ck_role_proposal_role_needs_two')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_proposal_person_id_person')),
    *_four_eyes('role_proposal'),
    )
    op.create_index('uq_role_proposal_open', 'role_proposal', ['person_id', 'role'], unique=True,
                    sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
    op.create_table('minors_permit',
    sa.Column('id', ID, nullable=False),
    sa.Column('asked_by', ID, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('purpose', sa.Enum(*PURPOSES, name='purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('occurrence_id', ID, nullable=True),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_minors_permit_asked_with_a_reason')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_minors_permit_base_id_base')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_minors_permit_occurrence_id_occurrence')),
    *_four_eyes('minors_permit'),
    )
    op.create_index('ix_minors_permit_asked_by', 'minors_permit', ['asked_by', 'until_on'], unique=False)
    op.create_index('ix_minors_permit_asked_at', 'minors_permit', ['asked_at'], unique=False)


def downgrade() -> None:
    op.drop_table('minors_permit')
    op.drop_table('role_proposal')
