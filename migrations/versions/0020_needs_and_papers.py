"""Meeting times, exceptions that a coordinator made, and documents of skills."""

from alembic import op
import sqlalchemy as sa

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.add_column(sa.Column('meet_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f('ck_shift_meets_before_it_starts'), 'meet_at < starts_at')

    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.add_column(sa.Column('meet_minutes', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_check_constraint(
            op.f('ck_shift_template_meet_minutes_sane'), 'meet_minutes BETWEEN 0 AND 120'
        )
    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.alter_column('meet_minutes', server_default=None)

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('exception', sa.String(), nullable=False, server_default=''))
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.alter_column('exception', server_default=None)

    op.create_table('skill_paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('grant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['grant_id'], ['skill_grant.id'], name=op.f('fk_skill_paper_grant_id_skill_grant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_paper')),
    sa.UniqueConstraint('grant_id', name=op.f('uq_skill_paper_grant_id'))
    )


def downgrade() -> None:
    op.drop_table('skill_paper')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_column('exception')

    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_shift_template_meet_minutes_sane'), type_='check')
        batch_op.drop_column('meet_minutes')

    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_shift_meets_before_it_starts'), type_='check')
        batch_op.drop_column('meet_at')
