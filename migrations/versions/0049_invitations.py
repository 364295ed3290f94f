"""Asking an address to take something on; and letters that go to a lost mailbox are told from those that are erased."""

from alembic import op
import sqlalchemy as sa

revision = '0049'
down_revision = '0046'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('invitation',
    sa.Column('id', ID, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject_id', ID, nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('contact_hash', sa.String(), nullable=False),
    sa.Column('veiled', sa.String(), nullable=False),
    sa.Column('is_written', sa.Boolean(), nullable=False),
    sa.Column('invited_by', ID, nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed', sa.Boolean(), nullable=True),
    sa.CheckConstraint('invited_at < expires_at', name=op.f('ck_invitation_expires_later')),
    sa.CheckConstraint('agreed IS NULL OR answered_at IS NOT NULL', name=op.f('ck_invitation_agreed_has_a_time')),
    sa.ForeignKeyConstraint(['invited_by'], ['person.id'], name=op.f('fk_invitation_invited_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation'))
    )
    op.create_index('ix_invitation_contact_hash', 'invitation', ['contact_hash', 'invited_at'], unique=False)
    op.create_index('ix_invitation_kind', 'invitation', ['kind', 'subject_id'], unique=False)
    op.create_index('ix_invitation_invited_by', 'invitation', ['invited_by', 'invited_at'], unique=False)
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('to_lost', sa.Boolean(), nullable=False, server_default=sa.false()))
    # What was erased after sending was a code, or a letter to somebody who had left: neither tells of a mailbox.
    op.execute(sa.text('UPDATE outbox_message SET to_lost = fleeting WHERE fleeting'))
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.alter_column('to_lost', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_column('to_lost')
    op.drop_table('invitation')
