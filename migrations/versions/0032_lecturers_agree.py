"""Lecturers of delivery agree first; photographs of deliveries; places have points; no day lies in two windows.

Who was named with an account before is kept as agreed, because deliveries are planned with them: they find it on their
page, and may leave.
"""

from alembic import op
import sqlalchemy as sa

revision = '0032'
down_revision = '0031'

CONSENT = sa.Enum('named', 'asked', 'agreed', 'declined', 'left', name='consent', native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table('delivery_lecturer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('consent', CONSENT, nullable=False, server_default='named'))
    op.execute("UPDATE delivery_lecturer SET consent = 'agreed' WHERE person_id IS NOT NULL")
    with op.batch_alter_table('delivery_lecturer', schema=None) as batch_op:
        batch_op.alter_column('consent', existing_type=CONSENT, existing_nullable=False, server_default=None)
        batch_op.create_check_constraint(batch_op.f('ck_delivery_lecturer_nobody_without_consent'), "person_id IS NULL OR consent IN ('agreed', 'left')")
        batch_op.create_check_constraint(batch_op.f('ck_delivery_lecturer_agreed_is_somebody'), "consent <> 'agreed' OR person_id IS NOT NULL")
        batch_op.create_check_constraint(batch_op.f('ck_delivery_lecturer_gone_has_ended'), "consent NOT IN ('declined', 'left') OR ended_at IS NOT NULL")
        batch_op.drop_constraint(batch_op.f('uq_delivery_lecturer_supplier_id_person_id'), type_='unique')
        batch_op.create_index('uq_delivery_lecturer_live', ['supplier_id', 'person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('lecturer_invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_hash', sa.String(), nullable=False),
    sa.Column('veiled', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('is_written', sa.Boolean(), nullable=False),
    sa.Column('invited_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('invited_at < expires_at', name=op.f('ck_lecturer_invitation_expires_later')),
    sa.ForeignKeyConstraint(['invited_by'], ['person.id'], name=op.f('fk_lecturer_invitation_invited_by_person')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['delivery_lecturer.id'], name=op.f('fk_lecturer_invitation_lecturer_id_delivery_lecturer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_lecturer_invitation_token_hash'))
    )
    with op.batch_alter_table('lecturer_invitation', schema=None) as batch_op:
        batch_op.create_index('ix_lecturer_invitation_contact_hash', ['contact_hash', 'invited_at'], unique=False)
        batch_op.create_index('ix_lecturer_invitation_lecturer_id', ['lecturer_id'], unique=False)

    op.create_table('delivery_photo',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('faces', sa.Enum('none', 'agreed', name='faces', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('caption', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('thumbnail', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('width > 0 AND height > 0', name=op.f('ck_delivery_photo_size_real')),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_delivery_photo_order_id_delivery_order')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_delivery_photo_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_photo'))
    )
    with op.batch_alter_table('delivery_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_photo_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_photo_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('delivery_order', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lat', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('lon', sa.Float(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_delivery_order_point_is_whole'), '(lat IS NULL) = (lon IS NULL)')

    if op.get_bind().dialect.name == 'postgresql':
        op.execute("ALTER TABLE order_window ADD CONSTRAINT ex_order_window_days EXCLUDE USING gist (daterange(first_on, last_on, '[]') WITH &&)")


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE order_window DROP CONSTRAINT ex_order_window_days')

    with op.batch_alter_table('delivery_order', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_delivery_order_point_is_whole'), type_='check')
        batch_op.drop_column('lon')
        batch_op.drop_column('lat')

    op.drop_table('delivery_photo')
    op.drop_table('lecturer_invitation')

    # Before, a person stood once with a supplier: of several rows the newest keeps the person.
    op.execute('''UPDATE delivery_lecturer SET consent = 'left', ended_at = COALESCE(ended_at, created_at), person_id = NULL
        WHERE person_id IS NOT NULL AND EXISTS (SELECT 1 FROM delivery_lecturer AS later
        WHERE later.supplier_id = delivery_lecturer.supplier_id AND later.person_id = delivery_lecturer.person_id
        AND later.id > delivery_lecturer.id)''')
    # Before, there was no asking: who has not agreed is sent no more.
    op.execute("UPDATE delivery_lecturer SET ended_at = created_at WHERE ended_at IS NULL AND consent = 'asked'")
    with op.batch_alter_table('delivery_lecturer', schema=None) as batch_op:
        batch_op.drop_index('uq_delivery_lecturer_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_unique_constraint(batch_op.f('uq_delivery_lecturer_supplier_id_person_id'), ['supplier_id', 'person_id'])
        batch_op.drop_constraint(batch_op.f('ck_delivery_lecturer_gone_has_ended'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_delivery_lecturer_agreed_is_somebody'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_delivery_lecturer_nobody_without_consent'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_delivery_lecturer_consent'), type_='check')
        batch_op.drop_column('consent')
