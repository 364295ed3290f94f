"""Points for seats that stay empty with appeals; desks that book for others; the science passport."""

from alembic import op
import sqlalchemy as sa

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('no_show_point',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('half_points', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Enum('no_show', 'late_cancel', name='reason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pause_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lifted_reason', sa.String(), nullable=False),
    sa.Column('appeal_text', sa.Text(), nullable=False),
    sa.Column('appealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Enum('granted', 'upheld', name='decision', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decision_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(appealed_at IS NULL) = (appeal_text = '')", name=op.f('ck_no_show_point_appeal_in_words')),
    sa.CheckConstraint('(decided_at IS NULL) = (decision IS NULL)', name=op.f('ck_no_show_point_decision_has_a_time')),
    sa.CheckConstraint('decided_at IS NULL OR appealed_at IS NOT NULL', name=op.f('ck_no_show_point_only_appeals_are_decided')),
    sa.CheckConstraint('half_points > 0', name=op.f('ck_no_show_point_counts_for_something')),
    sa.CheckConstraint('lifted_at IS NULL OR pause_until IS NULL', name=op.f('ck_no_show_point_lifted_pauses_nobody')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_no_show_point_booking_id_booking')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_no_show_point_decided_by_person')),
    sa.ForeignKeyConstraint(['lifted_by'], ['person.id'], name=op.f('fk_no_show_point_lifted_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_no_show_point_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_no_show_point'))
    )
    with op.batch_alter_table('no_show_point', schema=None) as batch_op:
        batch_op.create_index('ix_no_show_point_at', ['at'], unique=False)
        batch_op.create_index('ix_no_show_point_open_appeal', ['appealed_at'], unique=False, sqlite_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'), postgresql_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'))
        batch_op.create_index('ix_no_show_point_person_id', ['person_id'], unique=False)
        batch_op.create_index('uq_no_show_point_live', ['booking_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_moved', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.alter_column('is_moved', server_default=None)
        batch_op.add_column(sa.Column('booked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('desk', sa.String(), nullable=True))
        batch_op.create_check_constraint(op.f('ck_booking_desk_has_staff'), '(booked_by IS NULL) = (desk IS NULL)')
        batch_op.create_foreign_key(batch_op.f('fk_booking_booked_by_person'), 'person', ['booked_by'], ['id'])
        batch_op.create_index('ix_booking_desk_created_at', ['desk', 'created_at'], unique=False, sqlite_where=sa.text('desk IS NOT NULL'), postgresql_where=sa.text('desk IS NOT NULL'))

    op.create_table('desk_visitor',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('desk', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_desk_visitor_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_visitor')),
    sa.UniqueConstraint('person_id', name=op.f('uq_desk_visitor_person_id'))
    )
    with op.batch_alter_table('desk_visitor', schema=None) as batch_op:
        batch_op.create_index('ix_desk_visitor_desk_phone', ['desk', 'phone'], unique=False)

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recorded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_consent_recorded_by_person'), 'person', ['recorded_by'], ['id'])

    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('town_code', sa.String(), nullable=True))
        batch_op.drop_constraint(op.f('ck_role_grant_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_role_grant_role'), "role IN ('base_manager', 'officer', 'desk')")
        batch_op.create_check_constraint(op.f('ck_role_grant_towns_have_desks'), "town_code IS NULL OR role = 'desk'")
        batch_op.create_index('uq_role_grant_live_desk', ['person_id'], unique=True, sqlite_where=sa.text("ended_at IS NULL AND role = 'desk'"), postgresql_where=sa.text("ended_at IS NULL AND role = 'desk'"))

    op.create_table('passport_card',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_passport_card_child_id_child')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_passport_card_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passport_card')),
    sa.UniqueConstraint('code', name=op.f('uq_passport_card_code'))
    )
    with op.batch_alter_table('passport_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passport_card_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_passport_card_person_id'), ['person_id'], unique=False)

    op.create_table('passport_certificate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('initial', sa.String(), nullable=False),
    sa.Column('visits', sa.Integer(), nullable=False),
    sa.Column('bases', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_passport_certificate_child_id_child')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_passport_certificate_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passport_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_passport_certificate_code'))
    )
    with op.batch_alter_table('passport_certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passport_certificate_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_passport_certificate_person_id'), ['person_id'], unique=False)

    op.create_table('passport_stamp',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('card_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('stamped_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(card_id IS NULL) <> (child_id IS NULL)', name=op.f('ck_passport_stamp_one_whose_stamp_it_is')),
    sa.CheckConstraint('(card_id IS NULL) = (occurrence_id IS NULL)', name=op.f('ck_passport_stamp_cards_name_the_session')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_passport_stamp_takes_time')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_passport_stamp_base_id_base')),
    sa.ForeignKeyConstraint(['card_id'], ['passport_card.id'], name=op.f('fk_passport_stamp_card_id_passport_card')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_passport_stamp_child_id_child')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_passport_stamp_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['stamped_by'], ['person.id'], name=op.f('fk_passport_stamp_stamped_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passport_stamp')),
    sa.UniqueConstraint('card_id', 'occurrence_id', name=op.f('uq_passport_stamp_card_id_occurrence_id'))
    )
    with op.batch_alter_table('passport_stamp', schema=None) as batch_op:
        batch_op.create_index('ix_passport_stamp_child_id', ['child_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('passport_stamp', schema=None) as batch_op:
        batch_op.drop_index('ix_passport_stamp_child_id')

    op.drop_table('passport_stamp')
    with op.batch_alter_table('passport_certificate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passport_certificate_person_id'))
        batch_op.drop_index(batch_op.f('ix_passport_certificate_child_id'))

    op.drop_table('passport_certificate')
    with op.batch_alter_table('passport_card', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passport_card_person_id'))
        batch_op.drop_index(batch_op.f('ix_passport_card_child_id'))

    op.drop_table('passport_card')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('uq_role_grant_live_desk', sqlite_where=sa.text("ended_at IS NULL AND role = 'desk'"), postgresql_where=sa.text("ended_at IS NULL AND role = 'desk'"))
        batch_op.drop_constraint(op.f('ck_role_grant_towns_have_desks'), type_='check')
        batch_op.drop_constraint(op.f('ck_role_grant_role'), type_='check')
        batch_op.drop_column('town_code')
    # The earlier version knows no desks.
    op.execute("DELETE FROM role_grant WHERE role = 'desk'")
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_role_grant_role'), "role IN ('base_manager', 'officer')")

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_consent_recorded_by_person'), type_='foreignkey')
        batch_op.drop_column('recorded_by')

    with op.batch_alter_table('desk_visitor', schema=None) as batch_op:
        batch_op.drop_index('ix_desk_visitor_desk_phone')

    op.drop_table('desk_visitor')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('ix_booking_desk_created_at', sqlite_where=sa.text('desk IS NOT NULL'), postgresql_where=sa.text('desk IS NOT NULL'))
        batch_op.drop_constraint(batch_op.f('fk_booking_booked_by_person'), type_='foreignkey')
        batch_op.drop_constraint(op.f('ck_booking_desk_has_staff'), type_='check')
        batch_op.drop_column('desk')
        batch_op.drop_column('booked_by')
        batch_op.drop_column('is_moved')

    with op.batch_alter_table('no_show_point', schema=None) as batch_op:
        batch_op.drop_index('uq_no_show_point_live', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
        batch_op.drop_index('ix_no_show_point_person_id')
        batch_op.drop_index('ix_no_show_point_open_appeal', sqlite_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'), postgresql_where=sa.text('appealed_at IS NOT NULL AND decided_at IS NULL'))
        batch_op.drop_index('ix_no_show_point_at')

    op.drop_table('no_show_point')
