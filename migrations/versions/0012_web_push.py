"""Web Push: the site's key pair, people's devices, what is owed to them, and kinds switched off by way."""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'

CHANNELS = "channel IN ('mail', 'sms')"
CHANNELS_NOW = "channel IN ('mail', 'sms', 'push')"

# Whoever switched a kind off before there were devices wanted none of it.
SWITCHED_OFF_BOTH = """
INSERT INTO muted (person_id, kind, way, created_at) SELECT person_id, kind, 'push', created_at FROM muted
"""


def upgrade() -> None:
    op.create_table('push_key',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('public', sa.String(), nullable=False),
    sa.Column('private', sa.String(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_push_key_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push_key'))
    )
    op.create_table('device',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('endpoint', sa.String(), nullable=False),
    sa.Column('p256dh', sa.String(), nullable=False),
    sa.Column('auth', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_ok_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_device_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('code', name=op.f('uq_device_code')),
    sa.UniqueConstraint('endpoint', name=op.f('uq_device_endpoint'))
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('link', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('urgency', sa.Enum('low', 'normal', 'high', name='urgency', native_enum=False, create_constraint=True, length=40), nullable=True))
        batch_op.add_column(sa.Column('ttl_minutes', sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f('ck_outbox_message_channel'), type_='check')
        batch_op.create_check_constraint(op.f('ck_outbox_message_channel'), CHANNELS_NOW)
        batch_op.create_check_constraint(op.f('ck_outbox_message_push_has_ttl'), "(channel = 'push') = (ttl_minutes IS NOT NULL)")

    with op.batch_alter_table('muted', schema=None) as batch_op:
        batch_op.add_column(sa.Column('way', sa.Enum('post', 'push', name='way', native_enum=False, create_constraint=True, length=40), nullable=False, server_default='post'))
        batch_op.drop_constraint(op.f('uq_muted_person_id_kind'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_muted_person_id_kind_way'), ['person_id', 'kind', 'way'])
    with op.batch_alter_table('muted', schema=None) as batch_op:
        batch_op.alter_column('way', server_default=None)
    op.execute(SWITCHED_OFF_BOTH)


def downgrade() -> None:
    op.execute("DELETE FROM muted WHERE way = 'push'")
    with op.batch_alter_table('muted', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_muted_person_id_kind_way'), type_='unique')
        batch_op.drop_constraint(op.f('ck_muted_way'), type_='check')
        batch_op.drop_column('way')
        batch_op.create_unique_constraint(op.f('uq_muted_person_id_kind'), ['person_id', 'kind'])

    op.execute("DELETE FROM outbox_message WHERE channel = 'push'")
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_outbox_message_push_has_ttl'), type_='check')
        batch_op.drop_constraint(op.f('ck_outbox_message_channel'), type_='check')
        batch_op.create_check_constraint(op.f('ck_outbox_message_channel'), CHANNELS)
        batch_op.drop_constraint(op.f('ck_outbox_message_urgency'), type_='check')
        batch_op.drop_column('ttl_minutes')
        batch_op.drop_column('urgency')
        batch_op.drop_column('link')

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_device_person_id'))

    op.drop_table('device')
    op.drop_table('push_key')
