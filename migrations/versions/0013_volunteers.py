"""Volunteers, shifts, sign-up; a commitment may come from a shift."""

from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'


def upgrade() -> None:
    op.create_table('volunteer',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('number_state', sa.Enum('unverified', 'pending', 'verified', 'refused', name='number_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('birth_month', sa.Integer(), nullable=True),
    sa.Column('categories', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('town_codes', sa.JSON(), nullable=False),
    sa.Column('most_minutes_week', sa.Integer(), nullable=True),
    sa.Column('wish_minutes', sa.Integer(), nullable=True),
    sa.Column('vetted_on', sa.Date(), nullable=True),
    sa.Column('insured_until', sa.Date(), nullable=True),
    sa.Column('risk_version', sa.String(), nullable=False),
    sa.Column('risk_accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(number = '') = (number_state = 'unverified')", name=op.f('ck_volunteer_number_has_a_state')),
    sa.CheckConstraint('(birth_year IS NULL) = (birth_month IS NULL)', name=op.f('ck_volunteer_birth_whole')),
    sa.CheckConstraint('birth_month BETWEEN 1 AND 12', name=op.f('ck_volunteer_month_real')),
    sa.CheckConstraint('most_minutes_week BETWEEN 30 AND 10080', name=op.f('ck_volunteer_most_sane')),
    sa.CheckConstraint('wish_minutes BETWEEN 0 AND 44640', name=op.f('ck_volunteer_wish_sane')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_volunteer_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_volunteer'))
    )
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.create_index('uq_volunteer_number', ['number'], unique=True, sqlite_where=sa.text("number <> ''"), postgresql_where=sa.text("number <> ''"))

    op.create_table('availability',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('can', 'cannot', 'prefer', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=True),
    sa.Column('on_date', sa.Date(), nullable=True),
    sa.Column('from_time', sa.Time(), nullable=False),
    sa.Column('until_time', sa.Time(), nullable=True),
    sa.CheckConstraint('(weekday IS NULL) <> (on_date IS NULL)', name=op.f('ck_availability_weekly_or_dated')),
    sa.CheckConstraint('until_time IS NULL OR from_time < until_time', name=op.f('ck_availability_times_in_order')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_availability_weekday_real')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_availability_person_id_volunteer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_availability'))
    )
    with op.batch_alter_table('availability', schema=None) as batch_op:
        batch_op.create_index('ix_availability_person_id', ['person_id'], unique=False)

    op.create_table('guardian_consent',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('guardian_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('guardian_name', sa.String(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(guardian_id IS NULL) <> (recorded_by IS NULL)', name=op.f('ck_guardian_consent_online_or_on_paper')),
    sa.ForeignKeyConstraint(['guardian_id'], ['person.id'], name=op.f('fk_guardian_consent_guardian_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_guardian_consent_person_id_volunteer')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_guardian_consent_recorded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardian_consent'))
    )
    with op.batch_alter_table('guardian_consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardian_consent_guardian_id'), ['guardian_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_consent_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_guardian_consent_live', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('skill_grant',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('skill', sa.String(), nullable=False),
    sa.Column('source', sa.Enum('manual', 'course', name='source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('granted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('expires_on IS NULL OR issued_on <= expires_on', name=op.f('ck_skill_grant_dates_in_order')),
    sa.CheckConstraint('issued_on IS NOT NULL OR expires_on IS NULL', name=op.f('ck_skill_grant_claims_never_expire')),
    sa.ForeignKeyConstraint(['granted_by'], ['person.id'], name=op.f('fk_skill_grant_granted_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_skill_grant_person_id_volunteer')),
    sa.ForeignKeyConstraint(['revoked_by'], ['person.id'], name=op.f('fk_skill_grant_revoked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_grant'))
    )
    with op.batch_alter_table('skill_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_skill_grant_skill'), ['skill'], unique=False)
        batch_op.create_index('uq_skill_grant_live', ['person_id', 'skill'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('shift_template',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('before_minutes', sa.Integer(), nullable=False),
    sa.Column('after_minutes', sa.Integer(), nullable=False),
    sa.Column('weekdays', sa.JSON(), nullable=False),
    sa.Column('from_time', sa.Time(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('meet_zh', sa.String(), nullable=False),
    sa.Column('meet_en', sa.String(), nullable=False),
    sa.Column('risk_zh', sa.Text(), nullable=False),
    sa.Column('risk_en', sa.Text(), nullable=False),
    sa.Column('insurance_needed', sa.Boolean(), nullable=False),
    sa.Column('opens_days', sa.Integer(), nullable=False),
    sa.Column('closes_minutes', sa.Integer(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(event_id IS NULL) = (from_time IS NOT NULL)', name=op.f('ck_shift_template_event_or_weekdays')),
    sa.CheckConstraint('(from_time IS NULL) = (minutes IS NULL) AND (from_time IS NULL) = (from_on IS NULL) AND (from_time IS NULL) = (until_on IS NULL)', name=op.f('ck_shift_template_weekdays_whole')),
    sa.CheckConstraint('before_minutes BETWEEN 0 AND 720 AND after_minutes BETWEEN 0 AND 720', name=op.f('ck_shift_template_margins_sane')),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_shift_template_dates_in_order')),
    sa.CheckConstraint('minutes BETWEEN 15 AND 1440', name=op.f('ck_shift_template_minutes_sane')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_shift_template_base_id_base')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_shift_template_created_by_person')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_shift_template_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift_template'))
    )
    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shift_template_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shift_template_event_id'), ['event_id'], unique=False)

    op.create_table('shift',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('meet_zh', sa.String(), nullable=False),
    sa.Column('meet_en', sa.String(), nullable=False),
    sa.Column('place_zh', sa.String(), nullable=False),
    sa.Column('place_en', sa.String(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('insurance_needed', sa.Boolean(), nullable=False),
    sa.Column('risk_zh', sa.Text(), nullable=False),
    sa.Column('risk_en', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'open', 'rostered', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('cancel_reason', sa.String(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('template_key', sa.String(), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f('ck_shift_cancelled_has_a_time')),
    sa.CheckConstraint('(lat IS NULL) = (lon IS NULL)', name=op.f('ck_shift_point_whole')),
    sa.CheckConstraint('(template_id IS NULL) = (template_key IS NULL)', name=op.f('ck_shift_template_has_a_key')),
    sa.CheckConstraint('opens_at <= closes_at AND closes_at <= starts_at', name=op.f('ck_shift_opens_before_it_closes')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_shift_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_shift_base_id_base')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_shift_created_by_person')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_shift_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['template_id'], ['shift_template.id'], name=op.f('fk_shift_template_id_shift_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift')),
    sa.UniqueConstraint('template_key', name=op.f('uq_shift_template_key')),
    sa.UniqueConstraint('uid', name=op.f('uq_shift_uid'))
    )
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.create_index('ix_shift_base_id_starts_at', ['base_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_shift_occurrence_id'), ['occurrence_id'], unique=False)
        batch_op.create_index('ix_shift_starts_at_id', ['starts_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shift_template_id'), ['template_id'], unique=False)

    op.create_table('need',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shift_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('target', sa.Integer(), nullable=False),
    sa.Column('maximum', sa.Integer(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('age_min', sa.Integer(), nullable=True),
    sa.Column('mode', sa.Enum('instant', 'request', 'roster', 'waitlist_only', name='mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('everyone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('0 <= minimum AND minimum <= target AND target <= maximum', name=op.f('ck_need_numbers_in_order')),
    sa.CheckConstraint('age_min IS NULL OR age_min BETWEEN 14 AND 80', name=op.f('ck_need_age_min_sane')),
    sa.CheckConstraint('maximum BETWEEN 1 AND 500', name=op.f('ck_need_maximum_sane')),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], name=op.f('fk_need_shift_id_shift')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need')),
    sa.UniqueConstraint('shift_id', 'role', name=op.f('uq_need_shift_id_role'))
    )
    op.create_table('assignment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('need_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shift_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('applied', 'waiting', 'offered', 'confirmed', 'checked_in', 'completed', 'declined', 'expired', 'withdrawn', 'called_off', 'no_show', 'excused', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.Enum('self', 'coordinator', 'solver', 'swap', 'waitlist', 'walk_in', name='source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_pinned', sa.Boolean(), nullable=False),
    sa.Column('offer_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('risk_text', sa.Text(), nullable=False),
    sa.Column('risk_accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(risk_text = '') = (risk_accepted_at IS NULL)", name=op.f('ck_assignment_risk_accepted_in_words')),
    sa.CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name=op.f('ck_assignment_offer_has_an_end')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_assignment_created_by_person')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_assignment_need_id_need')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_assignment_person_id_volunteer')),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], name=op.f('fk_assignment_shift_id_shift')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('code', name=op.f('uq_assignment_code'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index('ix_assignment_need_id_state', ['need_id', 'state'], unique=False)
        batch_op.create_index('ix_assignment_offer_ends_at', ['offer_ends_at'], unique=False, sqlite_where=sa.text('offer_ends_at IS NOT NULL'), postgresql_where=sa.text('offer_ends_at IS NOT NULL'))
        batch_op.create_index('ix_assignment_person_id_state', ['person_id', 'state'], unique=False)
        batch_op.create_index('ix_assignment_shift_id_state', ['shift_id', 'state'], unique=False)
        batch_op.create_index('uq_assignment_live', ['person_id', 'shift_id'], unique=True, sqlite_where=sa.text("state IN ('applied', 'waiting', 'offered', 'confirmed', 'checked_in', 'completed')"), postgresql_where=sa.text("state IN ('applied', 'waiting', 'offered', 'confirmed', 'checked_in', 'completed')"))

    op.create_table('call_out',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('need_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_call_out_need_id_need')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_call_out_person_id_volunteer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_out')),
    sa.UniqueConstraint('need_id', 'person_id', name=op.f('uq_call_out_need_id_person_id'))
    )
    with op.batch_alter_table('call_out', schema=None) as batch_op:
        batch_op.create_index('ix_call_out_person_id_asked_at', ['person_id', 'asked_at'], unique=False)

    op.create_table('swap_offer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('open', 'done', 'withdrawn', 'expired', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_swap_offer_assignment_id_assignment')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_swap_offer_person_id_volunteer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_offer')),
    sa.UniqueConstraint('code', name=op.f('uq_swap_offer_code'))
    )
    with op.batch_alter_table('swap_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_offer_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_swap_offer_state_ends_at', ['state', 'ends_at'], unique=False)
        batch_op.create_index('uq_swap_offer_open', ['assignment_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('swap_wish',
    sa.Column('offer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('need_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_swap_wish_need_id_need')),
    sa.ForeignKeyConstraint(['offer_id'], ['swap_offer.id'], name=op.f('fk_swap_wish_offer_id_swap_offer')),
    sa.PrimaryKeyConstraint('offer_id', 'need_id', name=op.f('pk_swap_wish'))
    )
    with op.batch_alter_table('swap_wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_wish_need_id'), ['need_id'], unique=False)

    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('title_zh', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('title_en', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('path', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('lat', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('lon', sa.Double(), nullable=True))
        batch_op.alter_column('occurrence_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
        batch_op.create_unique_constraint(batch_op.f('uq_commitment_source'), ['source'])
        batch_op.create_check_constraint(op.f('ck_commitment_one_thing_that_takes_it'), '(occurrence_id IS NULL) = (source IS NOT NULL)')
        batch_op.create_check_constraint(op.f('ck_commitment_source_has_a_title'), "(source IS NULL) = (title_zh = '')")
        batch_op.create_check_constraint(op.f('ck_commitment_point_whole'), '(lat IS NULL) = (lon IS NULL)')
    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.alter_column('title_zh', server_default=None)
        batch_op.alter_column('title_en', server_default=None)
        batch_op.alter_column('path', server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM commitment WHERE occurrence_id IS NULL")
    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_commitment_point_whole'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_commitment_source_has_a_title'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_commitment_one_thing_that_takes_it'), type_='check')
        batch_op.drop_constraint(batch_op.f('uq_commitment_source'), type_='unique')
        batch_op.alter_column('occurrence_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
        batch_op.drop_column('lon')
        batch_op.drop_column('lat')
        batch_op.drop_column('path')
        batch_op.drop_column('title_en')
        batch_op.drop_column('title_zh')
        batch_op.drop_column('source')

    with op.batch_alter_table('swap_wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_swap_wish_need_id'))

    op.drop_table('swap_wish')
    with op.batch_alter_table('swap_offer', schema=None) as batch_op:
        batch_op.drop_index('uq_swap_offer_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index('ix_swap_offer_state_ends_at')
        batch_op.drop_index(batch_op.f('ix_swap_offer_person_id'))

    op.drop_table('swap_offer')
    with op.batch_alter_table('call_out', schema=None) as batch_op:
        batch_op.drop_index('ix_call_out_person_id_asked_at')

    op.drop_table('call_out')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index('uq_assignment_live', sqlite_where=sa.text("state IN ('applied', 'waiting', 'offered', 'confirmed', 'checked_in', 'completed')"), postgresql_where=sa.text("state IN ('applied', 'waiting', 'offered', 'confirmed', 'checked_in', 'completed')"))
        batch_op.drop_index('ix_assignment_shift_id_state')
        batch_op.drop_index('ix_assignment_person_id_state')
        batch_op.drop_index('ix_assignment_offer_ends_at', sqlite_where=sa.text('offer_ends_at IS NOT NULL'), postgresql_where=sa.text('offer_ends_at IS NOT NULL'))
        batch_op.drop_index('ix_assignment_need_id_state')

    op.drop_table('assignment')
    op.drop_table('need')
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_template_id'))
        batch_op.drop_index('ix_shift_starts_at_id')
        batch_op.drop_index(batch_op.f('ix_shift_occurrence_id'))
        batch_op.drop_index('ix_shift_base_id_starts_at')

    op.drop_table('shift')
    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_template_event_id'))
        batch_op.drop_index(batch_op.f('ix_shift_template_base_id'))

    op.drop_table('shift_template')
    with op.batch_alter_table('skill_grant', schema=None) as batch_op:
        batch_op.drop_index('uq_skill_grant_live', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_skill_grant_skill'))

    op.drop_table('skill_grant')
    with op.batch_alter_table('guardian_consent', schema=None) as batch_op:
        batch_op.drop_index('uq_guardian_consent_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_guardian_consent_person_id'))
        batch_op.drop_index(batch_op.f('ix_guardian_consent_guardian_id'))

    op.drop_table('guardian_consent')
    with op.batch_alter_table('availability', schema=None) as batch_op:
        batch_op.drop_index('ix_availability_person_id')

    op.drop_table('availability')
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.drop_index('uq_volunteer_number', sqlite_where=sa.text("number <> ''"), postgresql_where=sa.text("number <> ''"))

    op.drop_table('volunteer')
