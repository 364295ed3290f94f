"""Readers, campaigns, digests and who was written to; news as a kind of message."""

from alembic import op
import sqlalchemy as sa

revision = '0036'
down_revision = '0035'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KINDS = "kind IN ('account', 'booking', 'change', 'offer', 'reminder', 'thanks')"
KINDS_NOW = "kind IN ('account', 'booking', 'change', 'offer', 'reminder', 'thanks', 'news')"
"""What was written to people before is kept; news of theirs goes on the way down."""


def upgrade() -> None:
    for table in ('message', 'muted'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_kind'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_kind'), KINDS_NOW)
    op.create_table('reader',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('frequency', sa.Enum('off', 'weekly', 'monthly', name='frequency', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.Column('on_devices', sa.Boolean(), nullable=False),
    sa.Column('on_site', sa.Boolean(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('ages', sa.JSON(), nullable=False),
    sa.Column('wants_general', sa.Boolean(), nullable=False),
    sa.Column('gives_feedback', sa.Boolean(), nullable=False),
    sa.Column('campaigns_since_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('campaigns_ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('wording_version', sa.String(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("email IS NULL OR wording <> ''", name=op.f('ck_reader_address_has_consented')),
    sa.CheckConstraint("person_id IS NOT NULL OR email IS NOT NULL OR (frequency = 'off' AND wording = '')", name=op.f('ck_reader_gone_is_empty')),
    sa.CheckConstraint('person_id IS NOT NULL OR campaigns_since_at IS NULL', name=op.f('ck_reader_campaigns_to_accounts')),
    sa.CheckConstraint('person_id IS NULL OR email IS NULL', name=op.f('ck_reader_account_or_address')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reader_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reader')),
    sa.UniqueConstraint('email', name=op.f('uq_reader_email')),
    sa.UniqueConstraint('person_id', name=op.f('uq_reader_person_id'))
    )
    op.create_table('campaign',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('stages', sa.JSON(), nullable=False),
    sa.Column('towns', sa.JSON(), nullable=False),
    sa.Column('ages', sa.JSON(), nullable=False),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.Column('on_devices', sa.Boolean(), nullable=False),
    sa.Column('on_site', sa.Boolean(), nullable=False),
    sa.Column('send_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'approved', 'sending', 'sent', 'stopped', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('written_by', ID, nullable=False),
    sa.Column('approved_by', ID, nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cursor', ID, nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fate', sa.JSON(), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state NOT IN ('approved', 'sending', 'sent') OR approved_by IS NOT NULL", name=op.f('ck_campaign_let_go')),
    sa.CheckConstraint('(approved_by IS NULL) = (approved_at IS NULL)', name=op.f('ck_campaign_approved_at_a_time')),
    sa.CheckConstraint('approved_by IS NULL OR approved_by <> written_by', name=op.f('ck_campaign_four_eyes')),
    sa.ForeignKeyConstraint(['approved_by'], ['person.id'], name=op.f('fk_campaign_approved_by_person')),
    sa.ForeignKeyConstraint(['written_by'], ['person.id'], name=op.f('fk_campaign_written_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('code', name=op.f('uq_campaign_code'))
    )
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_state_send_at', ['state', 'send_at'], unique=False)

    op.create_table('digest',
    sa.Column('id', ID, nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('cursor', ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fate', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    sa.UniqueConstraint('due_on', name=op.f('uq_digest_due_on'))
    )
    op.create_table('sent_letter',
    sa.Column('id', ID, nullable=False),
    sa.Column('reader_id', ID, nullable=False),
    sa.Column('campaign_id', ID, nullable=True),
    sa.Column('digest_id', ID, nullable=True),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.Column('on_devices', sa.Boolean(), nullable=False),
    sa.Column('on_site', sa.Boolean(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_useful', sa.Boolean(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.CheckConstraint('(campaign_id IS NULL) <> (digest_id IS NULL)', name=op.f('ck_sent_letter_of_one_thing')),
    sa.CheckConstraint('(is_useful IS NULL) = (answered_on IS NULL)', name=op.f('ck_sent_letter_answered_on_a_day')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_sent_letter_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['digest_id'], ['digest.id'], name=op.f('fk_sent_letter_digest_id_digest')),
    sa.ForeignKeyConstraint(['reader_id'], ['reader.id'], name=op.f('fk_sent_letter_reader_id_reader')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_letter')),
    sa.UniqueConstraint('campaign_id', 'reader_id', name=op.f('uq_sent_letter_campaign_id_reader_id')),
    sa.UniqueConstraint('digest_id', 'reader_id', name=op.f('uq_sent_letter_digest_id_reader_id'))
    )
    with op.batch_alter_table('sent_letter', schema=None) as batch_op:
        batch_op.create_index('ix_sent_letter_reader_id_written_at', ['reader_id', 'written_at'], unique=False)


def downgrade() -> None:
    for table in ('sent_letter', 'digest', 'campaign', 'reader'):
        op.drop_table(table)
    for table in ('message', 'muted'):
        op.execute(sa.text(f"DELETE FROM {table} WHERE kind = 'news'"))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_kind'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_kind'), KINDS)
