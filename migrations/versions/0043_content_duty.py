"""Review cards, risk assessments that lapse, police licences; grounds of a takedown, objections, notices to holders."""

from alembic import op
import sqlalchemy as sa

revision = '0043'
down_revision = '0042'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
GROUNDS = ('unscientific', 'outdated', 'unsafe', 'unlicensed', 'advertising', 'complaint', 'other')


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=False, length=40)


def upgrade() -> None:
    op.create_table('review_card',
    sa.Column('id', ID, nullable=False),
    sa.Column('event_id', ID, nullable=False),
    sa.Column('age_min', sa.Integer(), nullable=False),
    sa.Column('materials', sa.Text(), nullable=False),
    sa.Column('risk', sa.Enum('low', 'medium', 'high', name='risk', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('measures', sa.Text(), nullable=False),
    sa.Column('document_ref', sa.String(), nullable=False),
    sa.Column('risk_until', sa.Date(), nullable=False),
    sa.Column('walk_in', sa.Integer(), nullable=False),
    sa.Column('written_by', ID, nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checker', sa.Enum('base', 'expert', name='checker', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('checker_name', sa.String(), nullable=False),
    sa.Column('checked_by', ID, nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_days', sa.Integer(), nullable=True),
    sa.CheckConstraint('age_min BETWEEN 0 AND 120', name=op.f('ck_review_card_age_min_real')),
    sa.CheckConstraint('walk_in BETWEEN 0 AND 100000', name=op.f('ck_review_card_walk_in_sane')),
    sa.CheckConstraint('(checked_by IS NULL) = (checked_at IS NULL)', name=op.f('ck_review_card_checked_by_somebody')),
    sa.CheckConstraint('(checked_by IS NULL) = (checker IS NULL)', name=op.f('ck_review_card_checked_as_somebody')),
    sa.CheckConstraint('checked_by IS NULL OR checked_by <> written_by', name=op.f('ck_review_card_four_eyes')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_review_card_event_id_event')),
    sa.ForeignKeyConstraint(['written_by'], ['person.id'], name=op.f('fk_review_card_written_by_person')),
    sa.ForeignKeyConstraint(['checked_by'], ['person.id'], name=op.f('fk_review_card_checked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_card'))
    )
    op.create_index('ix_review_card_event_id', 'review_card', ['event_id', 'id'])
    op.create_table('crowd_licence',
    sa.Column('id', ID, nullable=False),
    sa.Column('event_id', ID, nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('authority', sa.String(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('max_people', sa.Integer(), nullable=False),
    sa.Column('document_ref', sa.String(), nullable=False),
    sa.Column('recorded_by', ID, nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('valid_from <= valid_until', name=op.f('ck_crowd_licence_days_in_order')),
    sa.CheckConstraint('max_people BETWEEN 1 AND 1000000', name=op.f('ck_crowd_licence_max_people_sane')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_crowd_licence_event_id_event')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_crowd_licence_recorded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crowd_licence')),
    sa.UniqueConstraint('event_id', 'number', name=op.f('uq_crowd_licence_event_id_number'))
    )
    op.create_table('hold_notice',
    sa.Column('booking_id', ID, autoincrement=False, nullable=False),
    sa.Column('is_down', sa.Boolean(), nullable=False),
    sa.Column('owed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_hold_notice_booking_id_booking')),
    sa.PrimaryKeyConstraint('booking_id', name=op.f('pk_hold_notice'))
    )
    op.add_column('event', sa.Column('risk_ends_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_event_risk_ends_at'), 'event', ['risk_ends_at'])
    with op.batch_alter_table('content_review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ground', _choice('ground', *GROUNDS), nullable=True))
        batch_op.add_column(sa.Column('keeps_bookings', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('objection', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('objected_by', ID, nullable=True))
        batch_op.add_column(sa.Column('objected_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_content_review_objected_by_person'), 'person', ['objected_by'], ['id'])
        grounds = ', '.join(f"'{ground}'" for ground in GROUNDS)
        batch_op.create_check_constraint(batch_op.f('ck_content_review_ground'), f'ground IN ({grounds})')
        batch_op.create_check_constraint(
            batch_op.f('ck_content_review_objected_in_words'), "(objection = '') = (objected_at IS NULL)"
        )
    with op.batch_alter_table('content_review', schema=None) as batch_op:
        batch_op.alter_column('keeps_bookings', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        batch_op.alter_column('objection', existing_type=sa.Text(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('content_review', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_content_review_objected_in_words'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_content_review_ground'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_content_review_objected_by_person'), type_='foreignkey')
        for name in ('objected_at', 'objected_by', 'objection', 'keeps_bookings', 'ground'):
            batch_op.drop_column(name)
    op.drop_index(op.f('ix_event_risk_ends_at'), table_name='event')
    op.drop_column('event', 'risk_ends_at')
    op.drop_table('hold_notice')
    op.drop_table('crowd_licence')
    op.drop_index('ix_review_card_event_id', table_name='review_card')
    op.drop_table('review_card')
