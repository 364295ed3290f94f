"""Sessions that stood where an edition moved to, letters of shifts put together, speakers' addresses, pictures."""

from alembic import op
import sqlalchemy as sa

revision = '0033'
down_revision = '0032'

OUTCOMES = "outcome IN ('waiting', 'moved', 'left', 'undone', 'stuck')"
OUTCOMES_NOW = "outcome IN ('waiting', 'moved', 'left', 'undone', 'stuck', 'stood')"


def allow_outcomes(outcomes: str) -> None:
    """Write the check of a postponed session's outcome anew."""
    with op.batch_alter_table('festival_postponed', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_festival_postponed_outcome'), type_='check')
        batch_op.create_check_constraint(op.f('ck_festival_postponed_outcome'), outcomes)


def upgrade() -> None:
    allow_outcomes(OUTCOMES_NOW)
    op.create_table('shift_notice',
    sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('bundle', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('meet_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_shift_notice_assignment_id_assignment')),
    sa.PrimaryKeyConstraint('assignment_id', name=op.f('pk_shift_notice'))
    )
    with op.batch_alter_table('shift_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shift_notice_bundle'), ['bundle'], unique=False)
        batch_op.create_index(batch_op.f('ix_shift_notice_due_at'), ['due_at'], unique=False)


    op.create_table('edition_speaker',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_speaker_edition_id_edition')),
    sa.PrimaryKeyConstraint('edition_id', 'name', name=op.f('pk_edition_speaker'))
    )
    with op.batch_alter_table('festival_postponement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('speakers_told_at', sa.DateTime(timezone=True), nullable=True))

    op.execute("UPDATE festival_postponement SET speakers_told_at = finished_at WHERE state = 'moved'")


    op.create_table('showcase_picture',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('alt_zh', sa.String(), nullable=False),
    sa.Column('alt_en', sa.String(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('thumbnail', sa.LargeBinary(), nullable=False),
    sa.Column('rights_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("alt_zh <> ''", name=op.f('ck_showcase_picture_told_in_words')),
    sa.ForeignKeyConstraint(['project_id'], ['showcase_project.id'], name=op.f('fk_showcase_picture_project_id_showcase_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_showcase_picture'))
    )
    with op.batch_alter_table('showcase_picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_showcase_picture_project_id'), ['project_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('showcase_picture', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_showcase_picture_project_id'))

    op.drop_table('showcase_picture')
    with op.batch_alter_table('festival_postponement', schema=None) as batch_op:
        batch_op.drop_column('speakers_told_at')

    op.drop_table('edition_speaker')
    with op.batch_alter_table('shift_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_notice_due_at'))
        batch_op.drop_index(batch_op.f('ix_shift_notice_bundle'))

    op.drop_table('shift_notice')
    op.execute("DELETE FROM festival_postponed WHERE outcome = 'stood'")
    allow_outcomes(OUTCOMES)
