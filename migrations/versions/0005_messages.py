"""HTML mails, letters planned ahead, feedback, messages kept on the site, kinds switched off, mailboxes that are gone."""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'


STATES = "state IN ('queued', 'sending', 'sent', 'failed')"
STATES_NOW = "state IN ('queued', 'sending', 'sent', 'failed', 'dropped')"


def allow_states(states: str) -> None:
    """Write the check of the outbox's states anew."""
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_outbox_message_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_outbox_message_state'), states)


def upgrade() -> None:
    op.create_table('lost_address',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('lost_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lost_address')),
    sa.UniqueConstraint('value', name=op.f('uq_lost_address_value'))
    )
    op.create_table('message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('account', 'booking', 'change', 'offer', 'reminder', 'thanks', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_message_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('key', name=op.f('uq_message_key'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_message_person_id_id', ['person_id', 'id'], unique=False)
        batch_op.create_index('ix_message_unread', ['person_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))

    op.create_table('muted',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('account', 'booking', 'change', 'offer', 'reminder', 'thanks', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_muted_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_muted')),
    sa.UniqueConstraint('person_id', 'kind', name=op.f('uq_muted_person_id_kind'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('score BETWEEN 1 AND 5', name=op.f('ck_feedback_score_in_range')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_feedback_booking_id_booking')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('booking_id', name=op.f('uq_feedback_booking_id'))
    )
    op.create_table('planned_letter',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('day_before', 'hours_before', 'thanks', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_planned_letter_booking_id_booking')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_letter')),
    sa.UniqueConstraint('booking_id', 'kind', name=op.f('uq_planned_letter_booking_id_kind'))
    )
    with op.batch_alter_table('planned_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_planned_letter_due_at'), ['due_at'], unique=False)

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('html', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('stop_url', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('not_after', sa.DateTime(timezone=True), nullable=True))

    allow_states(STATES_NOW)


def downgrade() -> None:
    op.execute("UPDATE outbox_message SET state = 'failed' WHERE state = 'dropped'")
    allow_states(STATES)
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_column('not_after')
        batch_op.drop_column('stop_url')
        batch_op.drop_column('html')

    with op.batch_alter_table('planned_letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_planned_letter_due_at'))

    op.drop_table('planned_letter')
    op.drop_table('feedback')
    op.drop_table('muted')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_unread', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_message_person_id_id')
        batch_op.drop_index(batch_op.f('ix_message_created_at'))

    op.drop_table('message')
    op.drop_table('lost_address')
