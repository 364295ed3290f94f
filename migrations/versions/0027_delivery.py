"""Delivery: suppliers, the menu, loans, windows and quotas, orders; parks, universities and teams as organisations."""

from alembic import op
import sqlalchemy as sa

revision = '0027'
down_revision = '0026'

BEFORE = "kind IN ('school', 'enterprise', 'community', 'society', 'other')"
SINCE = "kind IN ('school', 'enterprise', 'community', 'society', 'park', 'university', 'team', 'other')"


def allow_kinds(rule: str) -> None:
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_organisation_kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_organisation_kind'), rule)


def upgrade() -> None:
    allow_kinds(SINCE)
    op.create_table('order_window',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('quarter', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('first_on <= last_on', name=op.f('ck_order_window_days_in_order')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_order_window_opens_before_it_closes')),
    sa.CheckConstraint('quarter BETWEEN 1 AND 4', name=op.f('ck_order_window_quarter_real')),
    sa.CheckConstraint('quota BETWEEN 0 AND 1000', name=op.f('ck_order_window_quota_sane')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_order_window_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_window')),
    sa.UniqueConstraint('code', name=op.f('uq_order_window_code')),
    sa.UniqueConstraint('year', 'quarter', name=op.f('uq_order_window_year_quarter'))
    )
    op.create_table('supplier',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(base_id IS NULL) <> (organisation_id IS NULL)', name=op.f('ck_supplier_one_who_supplies')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_supplier_base_id_base')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_supplier_created_by_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_supplier_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier')),
    sa.UniqueConstraint('base_id', name=op.f('uq_supplier_base_id')),
    sa.UniqueConstraint('code', name=op.f('uq_supplier_code')),
    sa.UniqueConstraint('organisation_id', name=op.f('uq_supplier_organisation_id'))
    )
    op.create_table('town_quota',
    sa.Column('window_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('town_code', sa.String(), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.CheckConstraint('quota BETWEEN 0 AND 1000', name=op.f('ck_town_quota_quota_sane')),
    sa.ForeignKeyConstraint(['window_id'], ['order_window.id'], name=op.f('fk_town_quota_window_id_order_window')),
    sa.PrimaryKeyConstraint('window_id', 'town_code', name=op.f('pk_town_quota'))
    )
    op.create_table('delivery_lecturer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_delivery_lecturer_person_id_person')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_delivery_lecturer_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_lecturer')),
    sa.UniqueConstraint('supplier_id', 'person_id', name=op.f('uq_delivery_lecturer_supplier_id_person_id'))
    )
    with op.batch_alter_table('delivery_lecturer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_lecturer_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_lecturer_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('menu_item',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('lecture', 'workshop', 'show', 'training', 'exhibition', 'kit', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('about_zh', sa.Text(), nullable=False),
    sa.Column('about_en', sa.Text(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('age_from', sa.Integer(), nullable=False),
    sa.Column('age_until', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('group_min', sa.Integer(), nullable=False),
    sa.Column('group_max', sa.Integer(), nullable=False),
    sa.Column('space', sa.Text(), nullable=False),
    sa.Column('power', sa.Text(), nullable=False),
    sa.Column('materials', sa.Text(), nullable=False),
    sa.Column('safety', sa.Text(), nullable=False),
    sa.Column('can_online', sa.Boolean(), nullable=False),
    sa.Column('cost', sa.Enum('free', 'subsidised', name='cost', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('most_a_quarter', sa.Integer(), nullable=False),
    sa.Column('towns', sa.JSON(), nullable=False),
    sa.Column('blackouts', sa.JSON(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'submitted', 'approved', 'returned', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.String(), nullable=False),
    sa.Column('reviewer', sa.String(), nullable=False),
    sa.Column('reviewed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reviewed_on', sa.Date(), nullable=True),
    sa.Column('review_until', sa.Date(), nullable=True),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(reviewed_by IS NULL) = (reviewer = '')", name=op.f('ck_menu_item_reviewed_by_somebody')),
    sa.CheckConstraint("state <> 'approved' OR reviewed_by IS NOT NULL", name=op.f('ck_menu_item_approved_is_reviewed')),
    sa.CheckConstraint("state <> 'returned' OR state_reason <> ''", name=op.f('ck_menu_item_returned_with_a_reason')),
    sa.CheckConstraint('(reviewed_by IS NULL) = (review_until IS NULL)', name=op.f('ck_menu_item_reviewed_until_a_day')),
    sa.CheckConstraint('(reviewed_by IS NULL) = (reviewed_on IS NULL)', name=op.f('ck_menu_item_reviewed_on_a_day')),
    sa.CheckConstraint('1 <= group_min AND group_min <= group_max AND group_max <= 2000', name=op.f('ck_menu_item_group_sane')),
    sa.CheckConstraint('age_from BETWEEN 0 AND 120', name=op.f('ck_menu_item_age_from_sane')),
    sa.CheckConstraint('age_until IS NULL OR age_until BETWEEN age_from AND 120', name=op.f('ck_menu_item_ages_in_order')),
    sa.CheckConstraint('minutes BETWEEN 10 AND 480', name=op.f('ck_menu_item_minutes_sane')),
    sa.CheckConstraint('most_a_quarter BETWEEN 1 AND 500', name=op.f('ck_menu_item_most_sane')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_menu_item_created_by_person')),
    sa.ForeignKeyConstraint(['reviewed_by'], ['person.id'], name=op.f('fk_menu_item_reviewed_by_person')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_menu_item_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_item')),
    sa.UniqueConstraint('code', name=op.f('uq_menu_item_code'))
    )
    with op.batch_alter_table('menu_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_menu_item_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_menu_item_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('delivery_order',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('window_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('town_code', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('contact_name', sa.String(), nullable=False),
    sa.Column('contact_phone', sa.String(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('need', sa.Text(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'returned', 'merged', 'approved', 'waitlisted', 'rejected', 'offered', 'accepted', 'confirmed', 'held', 'evaluated', 'closed', 'cancelled', 'no_show', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merged_into_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_charged', sa.Boolean(), nullable=False),
    sa.Column('absent', sa.Enum('receiver', 'town', 'district', 'supplier', 'clock', name='absent', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('given_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('brings', sa.Text(), nullable=False),
    sa.Column('risk', sa.Text(), nullable=False),
    sa.Column('move_to_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('move_by', sa.Enum('receiver', 'town', 'district', 'supplier', 'clock', name='move_by', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('move_reason', sa.String(), nullable=False),
    sa.Column('move_due_on', sa.Date(), nullable=True),
    sa.Column('heads', sa.JSON(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('report_cents', sa.Integer(), nullable=False),
    sa.Column('report_due_on', sa.Date(), nullable=True),
    sa.Column('report_note', sa.String(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('report_accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f('ck_delivery_order_merged_into_another')),
    sa.CheckConstraint("NOT is_charged OR state IN ('cancelled', 'no_show')", name=op.f('ck_delivery_order_charged_when_ended')),
    sa.CheckConstraint("state <> 'closed' OR report_accepted_at IS NOT NULL", name=op.f('ck_delivery_order_closed_by_a_report')),
    sa.CheckConstraint("state <> 'no_show' OR absent IS NOT NULL", name=op.f('ck_delivery_order_absent_side_named')),
    sa.CheckConstraint("state NOT IN ('accepted', 'confirmed', 'held', 'evaluated', 'closed') OR starts_at IS NOT NULL", name=op.f('ck_delivery_order_planned_has_a_time')),
    sa.CheckConstraint('(move_to_at IS NULL) = (move_by IS NULL)', name=op.f('ck_delivery_order_move_by_a_side')),
    sa.CheckConstraint('(move_to_at IS NULL) = (move_due_on IS NULL)', name=op.f('ck_delivery_order_move_has_an_end')),
    sa.CheckConstraint('(report_accepted_at IS NULL) OR reported_at IS NOT NULL', name=op.f('ck_delivery_order_accepted_what_was_reported')),
    sa.CheckConstraint('(starts_at IS NULL) = (ends_at IS NULL)', name=op.f('ck_delivery_order_time_whole')),
    sa.CheckConstraint('people BETWEEN 1 AND 2000', name=op.f('ck_delivery_order_people_sane')),
    sa.CheckConstraint('starts_at IS NULL OR given_id IS NOT NULL', name=op.f('ck_delivery_order_time_has_an_item')),
    sa.CheckConstraint('starts_at IS NULL OR starts_at < ends_at', name=op.f('ck_delivery_order_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['given_id'], ['menu_item.id'], name=op.f('fk_delivery_order_given_id_menu_item')),
    sa.ForeignKeyConstraint(['item_id'], ['menu_item.id'], name=op.f('fk_delivery_order_item_id_menu_item')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['delivery_lecturer.id'], name=op.f('fk_delivery_order_lecturer_id_delivery_lecturer')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['delivery_order.id'], name=op.f('fk_delivery_order_merged_into_id_delivery_order')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_delivery_order_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_delivery_order_person_id_person')),
    sa.ForeignKeyConstraint(['window_id'], ['order_window.id'], name=op.f('fk_delivery_order_window_id_order_window')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_order')),
    sa.UniqueConstraint('code', name=op.f('uq_delivery_order_code'))
    )
    with op.batch_alter_table('delivery_order', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_order_given_id', ['given_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_order_item_id'), ['item_id'], unique=False)
        batch_op.create_index('ix_delivery_order_lecturer_id_starts_at', ['lecturer_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_delivery_order_organisation_id', ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_order_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_delivery_order_state_due_on', ['state', 'due_on'], unique=False)
        batch_op.create_index('ix_delivery_order_window_id_town_code', ['window_id', 'town_code'], unique=False)

    op.create_table('item_lecturer',
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['menu_item.id'], name=op.f('fk_item_lecturer_item_id_menu_item')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['delivery_lecturer.id'], name=op.f('fk_item_lecturer_lecturer_id_delivery_lecturer')),
    sa.PrimaryKeyConstraint('item_id', 'lecturer_id', name=op.f('pk_item_lecturer'))
    )
    op.create_table('lent_unit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('condition', sa.Enum('good', 'worn', 'broken', 'lost', name='condition', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['menu_item.id'], name=op.f('fk_lent_unit_item_id_menu_item')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lent_unit')),
    sa.UniqueConstraint('item_id', 'label', name=op.f('uq_lent_unit_item_id_label'))
    )
    op.create_table('loan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('town_code', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('booked', 'out', 'returned', 'refused', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('came_back', sa.Enum('good', 'worn', 'broken', 'lost', name='came_back', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(state = 'returned') = (came_back IS NOT NULL)", name=op.f('ck_loan_returned_is_checked')),
    sa.CheckConstraint("(state = 'returned') = (returned_at IS NOT NULL)", name=op.f('ck_loan_returned_at_a_time')),
    sa.CheckConstraint("(state IN ('out', 'returned')) = (out_at IS NOT NULL)", name=op.f('ck_loan_out_at_a_time')),
    sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f('ck_loan_refused_with_a_reason')),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_loan_days_in_order')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_loan_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_loan_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['lent_unit.id'], name=op.f('fk_loan_unit_id_lent_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan')),
    sa.UniqueConstraint('code', name=op.f('uq_loan_code'))
    )
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_loan_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_loan_state_until_on', ['state', 'until_on'], unique=False)
        batch_op.create_index('ix_loan_unit_id_from_on', ['unit_id', 'from_on'], unique=False)

    op.create_table('order_evaluation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('side', sa.Enum('receiver', 'town', 'district', 'supplier', 'clock', name='who', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('said_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("side IN ('receiver', 'supplier')", name=op.f('ck_order_evaluation_by_one_of_two')),
    sa.CheckConstraint('score BETWEEN 1 AND 5', name=op.f('ck_order_evaluation_score_real')),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_order_evaluation_order_id_delivery_order')),
    sa.ForeignKeyConstraint(['said_by'], ['person.id'], name=op.f('fk_order_evaluation_said_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_evaluation')),
    sa.UniqueConstraint('order_id', 'side', name=op.f('uq_order_evaluation_order_id_side'))
    )
    op.create_table('order_offer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answer', sa.Enum('open', 'accepted', 'declined', 'silent', 'withdrawn', 'dropped', name='answer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(answer = 'open') = (answered_at IS NULL)", name=op.f('ck_order_offer_answered_at_a_time')),
    sa.CheckConstraint("answer <> 'declined' OR reason <> ''", name=op.f('ck_order_offer_declined_with_a_reason')),
    sa.ForeignKeyConstraint(['item_id'], ['menu_item.id'], name=op.f('fk_order_offer_item_id_menu_item')),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_order_offer_order_id_delivery_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_offer')),
    sa.UniqueConstraint('order_id', 'item_id', name=op.f('uq_order_offer_order_id_item_id'))
    )
    with op.batch_alter_table('order_offer', schema=None) as batch_op:
        batch_op.create_index('ix_order_offer_item_id', ['item_id'], unique=False)
        batch_op.create_index('uq_order_offer_open', ['order_id'], unique=True, sqlite_where=sa.text("answer = 'open'"), postgresql_where=sa.text("answer = 'open'"))

    op.create_table('order_slot',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('place BETWEEN 1 AND 3', name=op.f('ck_order_slot_place_sane')),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_order_slot_order_id_delivery_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_slot')),
    sa.UniqueConstraint('order_id', 'place', name=op.f('uq_order_slot_order_id_place'))
    )
    op.create_table('order_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('act', sa.Enum('submit', 'approve', 'return', 'merge', 'match', 'waitlist', 'reject', 'accept', 'decline', 'lapse', 'expire', 'confirm', 'withdraw', 'check_in', 'absent', 'forgive', 'settle', 'close', 'cancel', name='act', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('side', sa.Enum('receiver', 'town', 'district', 'supplier', 'clock', name='side', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('after', sa.Enum('draft', 'submitted', 'returned', 'merged', 'approved', 'waitlisted', 'rejected', 'offered', 'accepted', 'confirmed', 'held', 'evaluated', 'closed', 'cancelled', 'no_show', name='after', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('acted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('acted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['acted_by'], ['person.id'], name=op.f('fk_order_step_acted_by_person')),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_order_step_order_id_delivery_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_step'))
    )
    with op.batch_alter_table('order_step', schema=None) as batch_op:
        batch_op.create_index('ix_order_step_order_id', ['order_id'], unique=False)
    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.add_column(sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(op.f('fk_feed_token_supplier_id_supplier'), 'supplier', ['supplier_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_feed_token_organisation_id_organisation'), 'organisation', ['organisation_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_feed_token_one_side'), 'supplier_id IS NULL OR organisation_id IS NULL')


def downgrade() -> None:
    # The earlier version knows neither parks nor universities nor teams, and no feeds but a person's own.
    op.execute("UPDATE organisation SET kind = 'other' WHERE kind IN ('park', 'university', 'team')")
    allow_kinds(BEFORE)
    op.execute("DELETE FROM commitment WHERE source LIKE 'deliver:%'")
    op.execute("DELETE FROM feed_token WHERE supplier_id IS NOT NULL OR organisation_id IS NOT NULL")
    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_feed_token_supplier_id_supplier'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_feed_token_organisation_id_organisation'), type_='foreignkey')
        batch_op.drop_constraint(op.f('ck_feed_token_one_side'), type_='check')
        batch_op.drop_column('supplier_id')
        batch_op.drop_column('organisation_id')

    with op.batch_alter_table('order_step', schema=None) as batch_op:
        batch_op.drop_index('ix_order_step_order_id')

    op.drop_table('order_step')
    op.drop_table('order_slot')
    with op.batch_alter_table('order_offer', schema=None) as batch_op:
        batch_op.drop_index('uq_order_offer_open', sqlite_where=sa.text("answer = 'open'"), postgresql_where=sa.text("answer = 'open'"))
        batch_op.drop_index('ix_order_offer_item_id')

    op.drop_table('order_offer')
    op.drop_table('order_evaluation')
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.drop_index('ix_loan_unit_id_from_on')
        batch_op.drop_index('ix_loan_state_until_on')
        batch_op.drop_index(batch_op.f('ix_loan_organisation_id'))

    op.drop_table('loan')
    op.drop_table('lent_unit')
    op.drop_table('item_lecturer')
    with op.batch_alter_table('delivery_order', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_order_window_id_town_code')
        batch_op.drop_index('ix_delivery_order_state_due_on')
        batch_op.drop_index(batch_op.f('ix_delivery_order_person_id'))
        batch_op.drop_index('ix_delivery_order_organisation_id')
        batch_op.drop_index('ix_delivery_order_lecturer_id_starts_at')
        batch_op.drop_index(batch_op.f('ix_delivery_order_item_id'))
        batch_op.drop_index('ix_delivery_order_given_id')

    op.drop_table('delivery_order')
    with op.batch_alter_table('menu_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_menu_item_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_menu_item_state'))

    op.drop_table('menu_item')
    with op.batch_alter_table('delivery_lecturer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_lecturer_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_delivery_lecturer_person_id'))

    op.drop_table('delivery_lecturer')
    op.drop_table('town_quota')
    op.drop_table('supplier')
    op.drop_table('order_window')
