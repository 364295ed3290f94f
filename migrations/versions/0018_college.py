"""The community science college: points, courses, terms, classes, lessons, enrolments, and heads of points."""

from alembic import op
import sqlalchemy as sa

revision = '0018'
down_revision = '0017'

HEADS = "ended_at IS NULL AND role = 'point_head'"


def upgrade() -> None:
    op.create_table('teaching_point',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('branch', sa.String(), nullable=False),
    sa.Column('town_code', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('address_zh', sa.String(), nullable=False),
    sa.Column('address_en', sa.String(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('head_name', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('applied', 'refused', 'approved', 'filed', 'plaqued', 'suspended', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('suspended_from', sa.Enum('applied', 'refused', 'approved', 'filed', 'plaqued', 'suspended', name='suspended_from', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('state_reason', sa.String(), nullable=False),
    sa.Column('applied_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('plaqued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('capacity BETWEEN 1 AND 1000', name=op.f('ck_teaching_point_capacity_sane')),
    sa.CheckConstraint("(state = 'suspended') = (suspended_from IS NOT NULL)", name=op.f('ck_teaching_point_suspended_from_somewhere')),
    sa.CheckConstraint("state NOT IN ('refused', 'suspended') OR state_reason <> ''", name=op.f('ck_teaching_point_no_with_a_reason')),
    sa.CheckConstraint('(lat IS NULL) = (lon IS NULL)', name=op.f('ck_teaching_point_point_whole')),
    sa.CheckConstraint('filed_at IS NULL OR approved_at IS NOT NULL', name=op.f('ck_teaching_point_filed_after_approval')),
    sa.CheckConstraint('plaqued_at IS NULL OR filed_at IS NOT NULL', name=op.f('ck_teaching_point_plaque_after_filing')),
    sa.ForeignKeyConstraint(['applied_by'], ['person.id'], name=op.f('fk_teaching_point_applied_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_teaching_point')),
    sa.UniqueConstraint('code', name=op.f('uq_teaching_point_code'))
    )
    with op.batch_alter_table('teaching_point', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_teaching_point_branch'), ['branch'], unique=False)
        batch_op.create_index(batch_op.f('ix_teaching_point_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_teaching_point_applied_by'), ['applied_by'], unique=False)

    op.create_table('course',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('syllabus_zh', sa.Text(), nullable=False),
    sa.Column('syllabus_en', sa.Text(), nullable=False),
    sa.Column('materials_zh', sa.Text(), nullable=False),
    sa.Column('materials_en', sa.Text(), nullable=False),
    sa.Column('prerequisite_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('hours BETWEEN 1 AND 500', name=op.f('ck_course_hours_sane')),
    sa.CheckConstraint('prerequisite_id IS NULL OR prerequisite_id <> id', name=op.f('ck_course_not_its_own_prerequisite')),
    sa.ForeignKeyConstraint(['prerequisite_id'], ['course.id'], name=op.f('fk_course_prerequisite_id_course')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_course_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('code', name=op.f('uq_course_code'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_theme'), ['theme'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_prerequisite_id'), ['prerequisite_id'], unique=False)

    op.create_table('lecturer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('about_zh', sa.Text(), nullable=False),
    sa.Column('about_en', sa.Text(), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('times', sa.JSON(), nullable=False),
    sa.Column('pay_class', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lecturer_person_id_person')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_lecturer_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer'))
    )
    with op.batch_alter_table('lecturer', schema=None) as batch_op:
        batch_op.create_index('uq_lecturer_person_id', ['person_id'], unique=True, sqlite_where=sa.text('person_id IS NOT NULL'), postgresql_where=sa.text('person_id IS NOT NULL'))

    op.create_table('term',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('season', sa.Enum('spring', 'autumn', name='season', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('catalogue_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wishes_from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wishes_until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('commit_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('draw_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirm_until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leftovers_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('most_classes', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_term_days_in_order')),
    sa.CheckConstraint('catalogue_at < wishes_from_at AND wishes_from_at < wishes_until_at AND wishes_until_at < commit_at AND commit_at < draw_at AND draw_at < confirm_until_at AND confirm_until_at < leftovers_at', name=op.f('ck_term_in_order')),
    sa.CheckConstraint('most_classes BETWEEN 1 AND 20', name=op.f('ck_term_most_classes_sane')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_term_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term')),
    sa.UniqueConstraint('code', name=op.f('uq_term_code')),
    sa.UniqueConstraint('year', 'season', name=op.f('uq_term_year_season'))
    )
    op.create_table('term_holiday',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('term_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_term_holiday_days_in_order')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_term_holiday_term_id_term')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term_holiday'))
    )
    with op.batch_alter_table('term_holiday', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_term_holiday_term_id'), ['term_id'], unique=False)

    op.create_table('course_class',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('term_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('course_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('room_zh', sa.String(), nullable=False),
    sa.Column('room_en', sa.String(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('lessons_planned', sa.Integer(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('way', sa.Enum('first_come', 'draw', 'nomination', 'walk_in', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counts_to_limit', sa.Boolean(), nullable=False),
    sa.Column('completion_percent', sa.Integer(), nullable=False),
    sa.Column('homework_needed', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'published', 'dissolved', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dissolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dissolve_reason', sa.String(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_course_class_weekday_real')),
    sa.CheckConstraint('minutes BETWEEN 30 AND 480', name=op.f('ck_course_class_minutes_sane')),
    sa.CheckConstraint('lessons_planned BETWEEN 1 AND 40', name=op.f('ck_course_class_lessons_sane')),
    sa.CheckConstraint('0 <= minimum AND minimum <= capacity AND capacity BETWEEN 1 AND 1000', name=op.f('ck_course_class_numbers_in_order')),
    sa.CheckConstraint('completion_percent BETWEEN 1 AND 100', name=op.f('ck_course_class_completion_sane')),
    sa.CheckConstraint("(state = 'dissolved') = (dissolved_at IS NOT NULL)", name=op.f('ck_course_class_dissolved_has_a_time')),
    sa.CheckConstraint("way <> 'first_come' OR opens_at IS NOT NULL", name=op.f('ck_course_class_first_come_has_an_hour')),
    sa.CheckConstraint('opens_at IS NULL OR opens_at < closes_at', name=op.f('ck_course_class_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_course_class_term_id_term')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_class_course_id_course')),
    sa.ForeignKeyConstraint(['point_id'], ['teaching_point.id'], name=op.f('fk_course_class_point_id_teaching_point')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturer.id'], name=op.f('fk_course_class_lecturer_id_lecturer')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_course_class_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_class')),
    sa.UniqueConstraint('code', name=op.f('uq_course_class_code'))
    )
    with op.batch_alter_table('course_class', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_class_lecturer_id'), ['lecturer_id'], unique=False)
        batch_op.create_index('ix_course_class_term_id_state', ['term_id', 'state'], unique=False)
        batch_op.create_index('ix_course_class_point_id', ['point_id'], unique=False)
        batch_op.create_index('ix_course_class_course_id', ['course_id'], unique=False)

    op.create_table('class_bucket',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bucket', sa.Enum('point', 'newcomer', 'senior', 'general', name='bucket', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.CheckConstraint('seats BETWEEN 0 AND 1000', name=op.f('ck_class_bucket_seats_sane')),
    sa.ForeignKeyConstraint(['class_id'], ['course_class.id'], name=op.f('fk_class_bucket_class_id_course_class')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_bucket')),
    sa.UniqueConstraint('class_id', 'bucket', name=op.f('uq_class_bucket_class_id_bucket')),
    sa.UniqueConstraint('class_id', 'place', name=op.f('uq_class_bucket_class_id_place'))
    )
    op.create_table('lesson',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('substitute_for_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('substitute_reason', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_lesson_starts_before_it_ends')),
    sa.CheckConstraint("(substitute_for_id IS NULL) = (substitute_reason = '')", name=op.f('ck_lesson_substitute_with_a_reason')),
    sa.CheckConstraint('substitute_for_id IS NULL OR substitute_for_id <> lecturer_id', name=op.f('ck_lesson_substitute_is_another')),
    sa.ForeignKeyConstraint(['class_id'], ['course_class.id'], name=op.f('fk_lesson_class_id_course_class')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturer.id'], name=op.f('fk_lesson_lecturer_id_lecturer')),
    sa.ForeignKeyConstraint(['substitute_for_id'], ['lecturer.id'], name=op.f('fk_lesson_substitute_for_id_lecturer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson')),
    sa.UniqueConstraint('uid', name=op.f('uq_lesson_uid')),
    sa.UniqueConstraint('class_id', 'number', name=op.f('uq_lesson_class_id_number'))
    )
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_substitute_for_id'), ['substitute_for_id'], unique=False)
        batch_op.create_index('ix_lesson_lecturer_id_starts_at', ['lecturer_id', 'starts_at'], unique=False)

    op.create_table('enrolment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'offered', 'confirmed', 'completed', 'failed', 'declined', 'expired', 'withdrawn', 'dissolved', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.Enum('self', 'nomination', 'draw', name='source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('bucket', sa.Enum('point', 'newcomer', 'senior', 'general', name='bucket', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('offer_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name=op.f('ck_enrolment_offer_has_an_end')),
    sa.CheckConstraint("source <> 'nomination' OR unit <> ''", name=op.f('ck_enrolment_nominated_by_a_unit')),
    sa.ForeignKeyConstraint(['class_id'], ['course_class.id'], name=op.f('fk_enrolment_class_id_course_class')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enrolment_person_id_person')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_enrolment_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('code', name=op.f('uq_enrolment_code'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index('ix_enrolment_class_id_state', ['class_id', 'state'], unique=False)
        batch_op.create_index('ix_enrolment_person_id_state', ['person_id', 'state'], unique=False)
        batch_op.create_index('uq_enrolment_live', ['person_id', 'class_id'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'offered', 'confirmed', 'completed', 'failed')"), postgresql_where=sa.text("state IN ('waiting', 'offered', 'confirmed', 'completed', 'failed')"))
        batch_op.create_index('ix_enrolment_offer_ends_at', ['offer_ends_at'], unique=False, sqlite_where=sa.text('offer_ends_at IS NOT NULL'), postgresql_where=sa.text('offer_ends_at IS NOT NULL'))

    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.drop_constraint(op.f('ck_role_grant_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_role_grant_role'), "role IN ('base_manager', 'officer', 'desk', 'point_head')")
        batch_op.create_check_constraint(op.f('ck_role_grant_heads_have_points'), "(role = 'point_head') = (point_id IS NOT NULL)")
        batch_op.create_foreign_key(batch_op.f('fk_role_grant_point_id_teaching_point'), 'teaching_point', ['point_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_role_grant_point_id'), ['point_id'], unique=False)
        batch_op.create_index('uq_role_grant_live_point', ['person_id', 'point_id'], unique=True, sqlite_where=sa.text(HEADS), postgresql_where=sa.text(HEADS))


def downgrade() -> None:
    # The earlier version knows no heads of points and no lessons.
    op.execute("DELETE FROM commitment WHERE source LIKE 'lesson:%'")
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('uq_role_grant_live_point', sqlite_where=sa.text(HEADS), postgresql_where=sa.text(HEADS))
        batch_op.drop_index(batch_op.f('ix_role_grant_point_id'))
        batch_op.drop_constraint(batch_op.f('fk_role_grant_point_id_teaching_point'), type_='foreignkey')
        batch_op.drop_constraint(op.f('ck_role_grant_heads_have_points'), type_='check')
        batch_op.drop_constraint(op.f('ck_role_grant_role'), type_='check')
        batch_op.drop_column('point_id')
    op.execute("DELETE FROM role_grant WHERE role = 'point_head'")
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_role_grant_role'), "role IN ('base_manager', 'officer', 'desk')")

    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index('ix_enrolment_offer_ends_at', sqlite_where=sa.text('offer_ends_at IS NOT NULL'), postgresql_where=sa.text('offer_ends_at IS NOT NULL'))
        batch_op.drop_index('uq_enrolment_live', sqlite_where=sa.text("state IN ('waiting', 'offered', 'confirmed', 'completed', 'failed')"), postgresql_where=sa.text("state IN ('waiting', 'offered', 'confirmed', 'completed', 'failed')"))
        batch_op.drop_index('ix_enrolment_person_id_state')
        batch_op.drop_index('ix_enrolment_class_id_state')

    op.drop_table('enrolment')
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.drop_index('ix_lesson_lecturer_id_starts_at')
        batch_op.drop_index(batch_op.f('ix_lesson_substitute_for_id'))

    op.drop_table('lesson')
    op.drop_table('class_bucket')
    with op.batch_alter_table('course_class', schema=None) as batch_op:
        batch_op.drop_index('ix_course_class_course_id')
        batch_op.drop_index('ix_course_class_point_id')
        batch_op.drop_index('ix_course_class_term_id_state')
        batch_op.drop_index(batch_op.f('ix_course_class_lecturer_id'))

    op.drop_table('course_class')
    with op.batch_alter_table('term_holiday', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_term_holiday_term_id'))

    op.drop_table('term_holiday')
    op.drop_table('term')
    with op.batch_alter_table('lecturer', schema=None) as batch_op:
        batch_op.drop_index('uq_lecturer_person_id', sqlite_where=sa.text('person_id IS NOT NULL'), postgresql_where=sa.text('person_id IS NOT NULL'))

    op.drop_table('lecturer')
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_prerequisite_id'))
        batch_op.drop_index(batch_op.f('ix_course_theme'))

    op.drop_table('course')
    with op.batch_alter_table('teaching_point', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_teaching_point_applied_by'))
        batch_op.drop_index(batch_op.f('ix_teaching_point_state'))
        batch_op.drop_index(batch_op.f('ix_teaching_point_branch'))

    op.drop_table('teaching_point')
