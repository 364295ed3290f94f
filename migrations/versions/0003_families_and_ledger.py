"""Children under their guardians, consents, and the one ledger of people's time."""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'

TAKE_TIME = """
INSERT INTO commitment (person_id, kind, is_firm, starts_at, ends_at, occurrence_id, booking_id)
SELECT booking.person_id, 'attend', booking.state <> 'offered', occurrence.starts_at, occurrence.ends_at, occurrence.id,
  booking.id
FROM booking JOIN seat_pool ON seat_pool.id = booking.pool_id JOIN occurrence ON occurrence.id = seat_pool.occurrence_id
WHERE booking.state IN ('held', 'pending', 'offered', 'confirmed', 'attended')
ORDER BY booking.id
"""


def upgrade() -> None:
    op.create_table('child',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nickname', sa.String(), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('birth_month', sa.Integer(), nullable=True),
    sa.Column('needs', sa.String(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("erased_at IS NULL OR (nickname = '' AND needs = '' AND birth_year IS NULL AND birth_month IS NULL)", name=op.f('ck_child_erased_is_empty')),
    sa.CheckConstraint('birth_month BETWEEN 1 AND 12', name=op.f('ck_child_month_real')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child'))
    )
    op.create_table('consent',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_consent_child_id_child')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_person_id'), ['person_id'], unique=False)

    op.create_table('guardian_invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_guardian_invitation_child_id_child')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_guardian_invitation_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardian_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_guardian_invitation_token_hash'))
    )
    with op.batch_alter_table('guardian_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardian_invitation_child_id'), ['child_id'], unique=False)

    op.create_table('guardianship',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_guardianship_child_id_child')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_guardianship_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardianship'))
    )
    with op.batch_alter_table('guardianship', schema=None) as batch_op:
        batch_op.create_index('ix_guardianship_person_id', ['person_id'], unique=False)
        batch_op.create_index('uq_guardianship_live', ['child_id', 'person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('commitment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('attend', 'teach', 'serve', 'deliver', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_firm', sa.Boolean(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(person_id IS NULL) <> (child_id IS NULL)', name=op.f('ck_commitment_one_whose_time_it_is')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_commitment_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_commitment_booking_id_booking')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_commitment_child_id_child')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_commitment_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_commitment_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment')),
    sa.UniqueConstraint('child_id', 'occurrence_id', name=op.f('uq_commitment_child_id_occurrence_id')),
    sa.UniqueConstraint('person_id', 'occurrence_id', 'kind', name=op.f('uq_commitment_person_id_occurrence_id_kind'))
    )
    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_commitment_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index('ix_commitment_child_id_ends_at', ['child_id', 'ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_commitment_occurrence_id'), ['occurrence_id'], unique=False)
        batch_op.create_index('ix_commitment_person_id_ends_at', ['person_id', 'ends_at'], unique=False)

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('children', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('comes', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_check_constraint(op.f('ck_booking_children_among_seats'), 'children BETWEEN 0 AND seats')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.alter_column('children', server_default=None)
        batch_op.alter_column('comes', server_default=None)

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minors_per_booking', sa.Integer(), nullable=False, server_default='3'))
        batch_op.create_check_constraint(
            op.f('ck_event_minors_per_booking_sane'), 'minors_per_booking BETWEEN 0 AND 50'
        )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.alter_column('minors_per_booking', server_default=None)

    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.add_column(sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_guest_child_id'), ['child_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_guest_child_id_child'), 'child', ['child_id'], ['id'])

    op.execute(TAKE_TIME)


def downgrade() -> None:
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_guest_child_id_child'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_guest_child_id'))
        batch_op.drop_column('child_id')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_event_minors_per_booking_sane'), type_='check')
        batch_op.drop_column('minors_per_booking')

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_booking_children_among_seats'), type_='check')
        batch_op.drop_column('comes')
        batch_op.drop_column('children')

    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.drop_index('ix_commitment_person_id_ends_at')
        batch_op.drop_index(batch_op.f('ix_commitment_occurrence_id'))
        batch_op.drop_index('ix_commitment_child_id_ends_at')
        batch_op.drop_index(batch_op.f('ix_commitment_booking_id'))

    op.drop_table('commitment')
    with op.batch_alter_table('guardianship', schema=None) as batch_op:
        batch_op.drop_index('uq_guardianship_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_guardianship_person_id')

    op.drop_table('guardianship')
    with op.batch_alter_table('guardian_invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guardian_invitation_child_id'))

    op.drop_table('guardian_invitation')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_person_id'))
        batch_op.drop_index(batch_op.f('ix_consent_child_id'))

    op.drop_table('consent')
    op.drop_table('child')
