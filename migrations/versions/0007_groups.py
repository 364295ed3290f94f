"""Organisations, group visits with their parts and names, and bookings of more than fifty seats for groups."""

from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table('organisation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('school', 'enterprise', 'community', 'society', 'other', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verified_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(verified_at IS NULL) = (verified_by IS NULL)', name=op.f('ck_organisation_verified_by_somebody')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_organisation_created_by_person')),
    sa.ForeignKeyConstraint(['verified_by'], ['person.id'], name=op.f('fk_organisation_verified_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation'))
    )
    op.create_table('group_visit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('leader_name', sa.String(), nullable=False),
    sa.Column('leader_phone', sa.String(), nullable=False),
    sa.Column('pupils', sa.JSON(), nullable=False),
    sa.Column('adults', sa.Integer(), nullable=False),
    sa.Column('buses', sa.Integer(), nullable=False),
    sa.Column('needs', sa.Text(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirm_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('names_due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('adults BETWEEN 0 AND 500', name=op.f('ck_group_visit_adults_sane')),
    sa.CheckConstraint('buses BETWEEN 0 AND 20', name=op.f('ck_group_visit_buses_sane')),
    sa.CheckConstraint('confirm_by IS NULL OR decided_at IS NULL', name=op.f('ck_group_visit_open_until_decided')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_group_visit_decided_by_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_group_visit_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_group_visit_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_visit')),
    sa.UniqueConstraint('code', name=op.f('uq_group_visit_code'))
    )
    with op.batch_alter_table('group_visit', schema=None) as batch_op:
        batch_op.create_index('ix_group_visit_confirm_by', ['confirm_by'], unique=False, sqlite_where=sa.text('confirm_by IS NOT NULL'), postgresql_where=sa.text('confirm_by IS NOT NULL'))
        batch_op.create_index('ix_group_visit_names_due_at', ['names_due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_visit_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_visit_person_id'), ['person_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Enum('lead', 'member', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_membership_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index('ix_membership_organisation_id', ['organisation_id'], unique=False)
        batch_op.create_index('uq_membership_live', ['person_id', 'organisation_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('organisation_invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_invitation_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_organisation_invitation_token_hash'))
    )
    with op.batch_alter_table('organisation_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_invitation_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('group_name',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['group_visit.id'], name=op.f('fk_group_name_visit_id_group_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_name')),
    sa.UniqueConstraint('visit_id', 'position', name=op.f('uq_group_name_visit_id_position'))
    )
    op.create_table('group_terms',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('smallest', sa.Integer(), nullable=False),
    sa.Column('pupils_per_adult', sa.Integer(), nullable=False),
    sa.Column('notice_days', sa.Integer(), nullable=False),
    sa.Column('confirm_hours', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('confirm_hours BETWEEN 1 AND 240', name=op.f('ck_group_terms_confirm_hours_sane')),
    sa.CheckConstraint('notice_days BETWEEN 0 AND 90', name=op.f('ck_group_terms_notice_days_sane')),
    sa.CheckConstraint('pupils_per_adult BETWEEN 1 AND 50', name=op.f('ck_group_terms_pupils_per_adult_sane')),
    sa.CheckConstraint('smallest BETWEEN 1 AND 500', name=op.f('ck_group_terms_smallest_sane')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_group_terms_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_group_terms'))
    )
    op.create_table('group_part',
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sub_group', sa.Integer(), nullable=False),
    sa.Column('round_number', sa.Integer(), nullable=False),
    sa.Column('pupils', sa.JSON(), nullable=False),
    sa.Column('adults', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_group_part_booking_id_booking')),
    sa.ForeignKeyConstraint(['visit_id'], ['group_visit.id'], name=op.f('fk_group_part_visit_id_group_visit')),
    sa.PrimaryKeyConstraint('booking_id', name=op.f('pk_group_part'))
    )
    with op.batch_alter_table('group_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_part_visit_id'), ['visit_id'], unique=False)

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_group', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.alter_column('is_group', server_default=None)
        batch_op.drop_constraint(op.f('ck_booking_seats_sane'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_booking_seats_sane'), 'seats >= 1 AND (seats <= 50 OR (is_group AND seats <= 500))'
        )


def downgrade() -> None:
    # What the older table cannot hold: a group keeps as many seats as it can.
    op.execute('UPDATE booking SET seats = 50 WHERE seats > 50')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_booking_seats_sane'), type_='check')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_column('is_group')
        batch_op.create_check_constraint(op.f('ck_booking_seats_sane'), 'seats BETWEEN 1 AND 50')

    with op.batch_alter_table('group_part', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_part_visit_id'))

    op.drop_table('group_part')
    op.drop_table('group_terms')
    op.drop_table('group_name')
    with op.batch_alter_table('organisation_invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_invitation_organisation_id'))

    op.drop_table('organisation_invitation')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_membership_organisation_id')

    op.drop_table('membership')
    with op.batch_alter_table('group_visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_visit_person_id'))
        batch_op.drop_index(batch_op.f('ix_group_visit_organisation_id'))
        batch_op.drop_index('ix_group_visit_names_due_at')
        batch_op.drop_index('ix_group_visit_confirm_by', sqlite_where=sa.text('confirm_by IS NOT NULL'), postgresql_where=sa.text('confirm_by IS NOT NULL'))

    op.drop_table('group_visit')
    op.drop_table('organisation')
