"""The first tables of every feature, and the rows of the version stamps."""

from alembic import op
import sqlalchemy as sa

revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('endpoint', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('result', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('actor', 'endpoint', 'key', name=op.f('uq_attempt_actor_endpoint_key'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_created_at'), ['created_at'], unique=False)

    op.create_table('audit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('subject_kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_at'), ['at'], unique=False)
        batch_op.create_index('ix_audit_subject', ['subject_kind', 'subject_id'], unique=False)

    op.create_table('feed_state',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('built_on', sa.Date(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_feed_state'))
    )
    op.create_table('outbox_message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('dedup_key', sa.String(), nullable=False),
    sa.Column('channel', sa.Enum('mail', 'sms', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('calendar', sa.LargeBinary(), nullable=True),
    sa.Column('calendar_method', sa.String(), nullable=True),
    sa.Column('state', sa.Enum('queued', 'sending', 'sent', 'failed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('fleeting', sa.Boolean(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.CheckConstraint('tries >= 0', name=op.f('ck_outbox_message_tries_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message')),
    sa.UniqueConstraint('dedup_key', name=op.f('uq_outbox_message_dedup_key'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_message_due', ['state', 'not_before'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('is_elder', sa.Boolean(), nullable=False),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_table('stamp',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('shard', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', 'shard', name=op.f('pk_stamp'))
    )
    op.create_table('address',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('email', 'mobile', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_address_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address')),
    sa.UniqueConstraint('kind', 'value', name=op.f('uq_address_kind_value'))
    )
    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_address_person_id'), ['person_id'], unique=False)

    op.create_table('base',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('summary_zh', sa.Text(), nullable=False),
    sa.Column('summary_en', sa.Text(), nullable=False),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('address_zh', sa.String(), nullable=False),
    sa.Column('address_en', sa.String(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('directions_zh', sa.Text(), nullable=False),
    sa.Column('directions_en', sa.Text(), nullable=False),
    sa.Column('hours_note_zh', sa.String(), nullable=False),
    sa.Column('hours_note_en', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('access', sa.JSON(), nullable=False),
    sa.Column('access_note_zh', sa.String(), nullable=False),
    sa.Column('access_note_en', sa.String(), nullable=False),
    sa.Column('contact_name', sa.String(), nullable=False),
    sa.Column('contact_phone', sa.String(), nullable=False),
    sa.Column('contact_email', sa.String(), nullable=False),
    sa.Column('website', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'returned', 'refused', 'public', 'withdrawn', 'dropped', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('registrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(lat IS NULL) = (lon IS NULL)', name=op.f('ck_base_point_is_whole')),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_base_capacity_positive')),
    sa.CheckConstraint('lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)', name=op.f('ck_base_point_on_earth')),
    sa.ForeignKeyConstraint(['registrant_id'], ['person.id'], name=op.f('fk_base_registrant_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_base')),
    sa.UniqueConstraint('code', name=op.f('uq_base_code')),
    sa.UniqueConstraint('slug', name=op.f('uq_base_slug'))
    )
    with op.batch_alter_table('base', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_base_name_zh'), ['name_zh'], unique=False)
        batch_op.create_index(batch_op.f('ix_base_registrant_id'), ['registrant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_base_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_base_town_code'), ['town_code'], unique=False)

    op.create_table('feed_token',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_feed_token_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_feed_token_token_hash'))
    )
    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feed_token_person_id'), ['person_id'], unique=False)

    op.create_table('one_time_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('email', 'mobile', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('tries >= 0', name=op.f('ck_one_time_code_tries_not_negative')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_one_time_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_code'))
    )
    with op.batch_alter_table('one_time_code', schema=None) as batch_op:
        batch_op.create_index('ix_one_time_code_address', ['kind', 'value', 'purpose'], unique=False)
        batch_op.create_index(batch_op.f('ix_one_time_code_expires_at'), ['expires_at'], unique=False)

    op.create_table('base_decision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'returned', 'refused', 'public', 'withdrawn', 'dropped', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('corrections', sa.JSON(), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_base_decision_base_id_base')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_base_decision_decided_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_base_decision'))
    )
    with op.batch_alter_table('base_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_base_decision_base_id'), ['base_id'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('summary_zh', sa.String(), nullable=False),
    sa.Column('summary_en', sa.String(), nullable=False),
    sa.Column('body_zh', sa.Text(), nullable=False),
    sa.Column('body_en', sa.Text(), nullable=False),
    sa.Column('access', sa.JSON(), nullable=False),
    sa.Column('age_min', sa.Integer(), nullable=True),
    sa.Column('age_max', sa.Integer(), nullable=True),
    sa.Column('adult_needed', sa.Boolean(), nullable=False),
    sa.Column('price_cents', sa.Integer(), nullable=False),
    sa.Column('price_note_zh', sa.String(), nullable=False),
    sa.Column('price_note_en', sa.String(), nullable=False),
    sa.Column('rain_plan_zh', sa.String(), nullable=False),
    sa.Column('rain_plan_en', sa.String(), nullable=False),
    sa.Column('bring_zh', sa.String(), nullable=False),
    sa.Column('bring_en', sa.String(), nullable=False),
    sa.Column('source_note', sa.String(), nullable=False),
    sa.Column('booking_mode', sa.Enum('seats', 'drop_in', name='booking_mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('booking_opens_days', sa.Integer(), nullable=False),
    sa.Column('booking_closes_minutes', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('seats_per_booking', sa.Integer(), nullable=False),
    sa.Column('names_needed', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'returned', 'published', 'withdrawn', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('changed_since_review', sa.Boolean(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('age_max IS NULL OR age_max BETWEEN 0 AND 120', name=op.f('ck_event_age_max_real')),
    sa.CheckConstraint('age_min IS NULL OR age_max IS NULL OR age_min <= age_max', name=op.f('ck_event_ages_in_order')),
    sa.CheckConstraint('age_min IS NULL OR age_min BETWEEN 0 AND 120', name=op.f('ck_event_age_min_real')),
    sa.CheckConstraint('price_cents >= 0', name=op.f('ck_event_price_not_negative')),
    sa.CheckConstraint('seats IS NULL OR seats BETWEEN 1 AND 100000', name=op.f('ck_event_seats_sane')),
    sa.CheckConstraint('seats_per_booking BETWEEN 1 AND 50', name=op.f('ck_event_seats_per_booking_sane')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_event_base_id_base')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_event_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('slug', name=op.f('uq_event_slug'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_state'), ['state'], unique=False)

    op.create_table('evidence_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_evidence_file_base_id_base')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['person.id'], name=op.f('fk_evidence_file_uploaded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_file'))
    )
    with op.batch_alter_table('evidence_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_file_base_id'), ['base_id'], unique=False)

    op.create_table('opening_hours',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.CheckConstraint('opens < closes', name=op.f('ck_opening_hours_opens_before_it_closes')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_opening_hours_weekday_exists')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_opening_hours_base_id_base')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_hours'))
    )
    with op.batch_alter_table('opening_hours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opening_hours_base_id'), ['base_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Enum('base_manager', 'officer', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('granted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(role = 'base_manager') = (base_id IS NOT NULL)", name=op.f('ck_role_grant_scope_fits_role')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_role_grant_base_id_base')),
    sa.ForeignKeyConstraint(['granted_by'], ['person.id'], name=op.f('fk_role_grant_granted_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_grant_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_base_id'), ['base_id'], unique=False)
        batch_op.create_index('uq_role_grant_live_base', ['person_id', 'role', 'base_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('content_review',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'returned', 'published', 'withdrawn', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reviewer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reviewer_name', sa.String(), nullable=False),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_content_review_event_id_event')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['person.id'], name=op.f('fk_content_review_reviewer_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content_review'))
    )
    with op.batch_alter_table('content_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_content_review_event_id'), ['event_id'], unique=False)

    op.create_table('event_audience',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_audience_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'slug', name=op.f('pk_event_audience'))
    )
    with op.batch_alter_table('event_audience', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_audience_slug'), ['slug'], unique=False)

    op.create_table('event_topic',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_topic_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'slug', name=op.f('pk_event_topic'))
    )
    with op.batch_alter_table('event_topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_topic_slug'), ['slug'], unique=False)

    op.create_table('series',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weekdays', sa.JSON(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('skipped', sa.JSON(), nullable=False),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_series_dates_in_order')),
    sa.CheckConstraint('minutes BETWEEN 5 AND 1440', name=op.f('ck_series_minutes_sane')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_series_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series'))
    )
    with op.batch_alter_table('series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_series_event_id'), ['event_id'], unique=False)

    op.create_table('occurrence',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('series_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('room_zh', sa.String(), nullable=False),
    sa.Column('room_en', sa.String(), nullable=False),
    sa.Column('place_zh', sa.String(), nullable=False),
    sa.Column('place_en', sa.String(), nullable=False),
    sa.Column('address_zh', sa.String(), nullable=False),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('booking_opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booking_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('scheduled', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('cancel_reason', sa.String(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_full', sa.Boolean(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revised_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f('ck_occurrence_cancelled_has_a_time')),
    sa.CheckConstraint('sequence >= 0', name=op.f('ck_occurrence_sequence_not_negative')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_occurrence_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_occurrence_event_id_event')),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_occurrence_series_id_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_occurrence')),
    sa.UniqueConstraint('event_id', 'starts_at', name=op.f('uq_occurrence_event_id_starts_at')),
    sa.UniqueConstraint('uid', name=op.f('uq_occurrence_uid'))
    )
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.create_index('ix_occurrence_ends_at', ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_occurrence_series_id'), ['series_id'], unique=False)
        batch_op.create_index('ix_occurrence_starts_at_id', ['starts_at', 'id'], unique=False)

    op.create_table('seat_pool',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.CheckConstraint('size >= 0', name=op.f('ck_seat_pool_size_not_negative')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_seat_pool_occurrence_id_occurrence')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_pool')),
    sa.UniqueConstraint('occurrence_id', 'name', name=op.f('uq_seat_pool_occurrence_id_name'))
    )
    op.create_table('vevent',
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lang', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_vevent_occurrence_id_occurrence')),
    sa.PrimaryKeyConstraint('occurrence_id', 'lang', name=op.f('pk_vevent'))
    )
    op.create_table('booking',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('pool_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'held', 'pending', 'offered', 'confirmed', 'attended', 'no_show', 'cancelled', 'declined', 'expired', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('offer_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name=op.f('ck_booking_offer_has_an_end')),
    sa.CheckConstraint('seats BETWEEN 1 AND 50', name=op.f('ck_booking_seats_sane')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_booking_person_id_person')),
    sa.ForeignKeyConstraint(['pool_id'], ['seat_pool.id'], name=op.f('fk_booking_pool_id_seat_pool')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booking')),
    sa.UniqueConstraint('code', name=op.f('uq_booking_code'))
    )
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_index('ix_booking_offer_ends_at', ['offer_ends_at'], unique=False, sqlite_where=sa.text('offer_ends_at IS NOT NULL'), postgresql_where=sa.text('offer_ends_at IS NOT NULL'))
        batch_op.create_index('ix_booking_person_id_state', ['person_id', 'state'], unique=False)
        batch_op.create_index('ix_booking_pool_id_state', ['pool_id', 'state'], unique=False)
        batch_op.create_index('uq_booking_in_play', ['person_id', 'pool_id'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'held', 'pending', 'offered', 'confirmed', 'attended')"), postgresql_where=sa.text("state IN ('waiting', 'held', 'pending', 'offered', 'confirmed', 'attended')"))

    op.create_table('guest',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_guest_booking_id_booking')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest')),
    sa.UniqueConstraint('booking_id', 'position', name=op.f('uq_guest_booking_id_position'))
    )

    stamp = sa.table("stamp", sa.column("name", sa.String), sa.column("shard", sa.Integer), sa.column("version", sa.Integer))
    rows = [("programme", 0)] + [("seats", shard) for shard in range(64)]
    op.bulk_insert(stamp, [{"name": name, "shard": shard, "version": 0} for name, shard in rows])


def downgrade() -> None:
    op.drop_table('guest')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('uq_booking_in_play', sqlite_where=sa.text("state IN ('waiting', 'held', 'pending', 'offered', 'confirmed', 'attended')"), postgresql_where=sa.text("state IN ('waiting', 'held', 'pending', 'offered', 'confirmed', 'attended')"))
        batch_op.drop_index('ix_booking_pool_id_state')
        batch_op.drop_index('ix_booking_person_id_state')
        batch_op.drop_index('ix_booking_offer_ends_at', sqlite_where=sa.text('offer_ends_at IS NOT NULL'), postgresql_where=sa.text('offer_ends_at IS NOT NULL'))

    op.drop_table('booking')
    op.drop_table('vevent')
    op.drop_table('seat_pool')
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.drop_index('ix_occurrence_starts_at_id')
        batch_op.drop_index(batch_op.f('ix_occurrence_series_id'))
        batch_op.drop_index('ix_occurrence_ends_at')

    op.drop_table('occurrence')
    with op.batch_alter_table('series', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_series_event_id'))

    op.drop_table('series')
    with op.batch_alter_table('event_topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_topic_slug'))

    op.drop_table('event_topic')
    with op.batch_alter_table('event_audience', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_audience_slug'))

    op.drop_table('event_audience')
    with op.batch_alter_table('content_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_content_review_event_id'))

    op.drop_table('content_review')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('uq_role_grant_live_base', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_role_grant_base_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('opening_hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opening_hours_base_id'))

    op.drop_table('opening_hours')
    with op.batch_alter_table('evidence_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_file_base_id'))

    op.drop_table('evidence_file')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_state'))
        batch_op.drop_index(batch_op.f('ix_event_base_id'))

    op.drop_table('event')
    with op.batch_alter_table('base_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_base_decision_base_id'))

    op.drop_table('base_decision')
    with op.batch_alter_table('one_time_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_one_time_code_expires_at'))
        batch_op.drop_index('ix_one_time_code_address')

    op.drop_table('one_time_code')
    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feed_token_person_id'))

    op.drop_table('feed_token')
    with op.batch_alter_table('base', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_base_town_code'))
        batch_op.drop_index(batch_op.f('ix_base_state'))
        batch_op.drop_index(batch_op.f('ix_base_registrant_id'))
        batch_op.drop_index(batch_op.f('ix_base_name_zh'))

    op.drop_table('base')
    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_address_person_id'))

    op.drop_table('address')
    op.drop_table('stamp')
    op.drop_table('person')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_message_due')

    op.drop_table('outbox_message')
    op.drop_table('feed_state')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_subject')
        batch_op.drop_index(batch_op.f('ix_audit_at'))
        batch_op.drop_index(batch_op.f('ix_audit_actor_id'))

    op.drop_table('audit')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_created_at'))

    op.drop_table('attempt')
