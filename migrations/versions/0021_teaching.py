"""Teaching: marks of lessons, leave, notes, files, notices, homework, evaluation, and certificates."""

from alembic import op
import sqlalchemy as sa

revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    op.create_table('class_material',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['course_class.id'], name=op.f('fk_class_material_class_id_course_class')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['person.id'], name=op.f('fk_class_material_uploaded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_material'))
    )
    with op.batch_alter_table('class_material', schema=None) as batch_op:
        batch_op.create_index('ix_class_material_class_id', ['class_id'], unique=False)

    op.create_table('class_notice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('sent_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['course_class.id'], name=op.f('fk_class_notice_class_id_course_class')),
    sa.ForeignKeyConstraint(['sent_by'], ['person.id'], name=op.f('fk_class_notice_sent_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_notice'))
    )
    with op.batch_alter_table('class_notice', schema=None) as batch_op:
        batch_op.create_index('ix_class_notice_class_id_sent_at', ['class_id', 'sent_at'], unique=False)

    op.create_table('class_evaluation',
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('teaching', sa.Integer(), nullable=False),
    sa.Column('content', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('teaching BETWEEN 1 AND 5 AND content BETWEEN 1 AND 5', name=op.f('ck_class_evaluation_scores_real')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_class_evaluation_enrolment_id_enrolment')),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_class_evaluation'))
    )
    op.create_table('course_certificate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('serial_year', sa.Integer(), nullable=False),
    sa.Column('serial_number', sa.Integer(), nullable=False),
    sa.Column('serial', sa.String(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(revoked_at IS NULL) = (reason = '')", name=op.f('ck_course_certificate_revoked_with_a_reason')),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_by IS NULL)', name=op.f('ck_course_certificate_revoked_by_somebody')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_course_certificate_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['issued_by'], ['person.id'], name=op.f('fk_course_certificate_issued_by_person')),
    sa.ForeignKeyConstraint(['revoked_by'], ['person.id'], name=op.f('fk_course_certificate_revoked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_course_certificate_code')),
    sa.UniqueConstraint('serial', name=op.f('uq_course_certificate_serial')),
    sa.UniqueConstraint('serial_year', 'serial_number', name=op.f('uq_course_certificate_serial_year_serial_number'))
    )
    with op.batch_alter_table('course_certificate', schema=None) as batch_op:
        batch_op.create_index('ix_course_certificate_enrolment_id', ['enrolment_id'], unique=False)
        batch_op.create_index('uq_course_certificate_holds', ['enrolment_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('homework_mark',
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('marked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_homework_mark_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['marked_by'], ['person.id'], name=op.f('fk_homework_mark_marked_by_person')),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_homework_mark'))
    )
    op.create_table('leave_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_granted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(is_granted IS NULL) = (answered_at IS NULL)', name=op.f('ck_leave_request_answered_has_a_time')),
    sa.CheckConstraint('(is_granted IS NULL) = (answered_by IS NULL)', name=op.f('ck_leave_request_answered_by_somebody')),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_leave_request_answered_by_person')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_leave_request_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_leave_request_lesson_id_lesson')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave_request')),
    sa.UniqueConstraint('lesson_id', 'enrolment_id', name=op.f('uq_leave_request_lesson_id_enrolment_id'))
    )
    with op.batch_alter_table('leave_request', schema=None) as batch_op:
        batch_op.create_index('ix_leave_request_enrolment_id', ['enrolment_id'], unique=False)

    op.create_table('lesson_mark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mark', sa.Enum('present', 'late', 'leave', 'absent', name='mark', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.Enum('code', 'list', 'leave', name='source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_lesson_mark_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_lesson_mark_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['marked_by'], ['person.id'], name=op.f('fk_lesson_mark_marked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_mark')),
    sa.UniqueConstraint('lesson_id', 'enrolment_id', name=op.f('uq_lesson_mark_lesson_id_enrolment_id'))
    )
    with op.batch_alter_table('lesson_mark', schema=None) as batch_op:
        batch_op.create_index('ix_lesson_mark_enrolment_id', ['enrolment_id'], unique=False)

    op.create_table('lesson_record',
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('homework', sa.Text(), nullable=False),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('listed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(listed_at IS NULL) = (listed_by IS NULL)', name=op.f('ck_lesson_record_listed_by_somebody')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_lesson_record_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['listed_by'], ['person.id'], name=op.f('fk_lesson_record_listed_by_person')),
    sa.PrimaryKeyConstraint('lesson_id', name=op.f('pk_lesson_record'))
    )
    op.create_table('mark_correction',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lesson_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('before', sa.Enum('present', 'late', 'leave', 'absent', name='before', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('after', sa.Enum('present', 'late', 'leave', 'absent', name='after', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('marked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('corrected_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_mark_correction_with_a_reason')),
    sa.CheckConstraint('corrected_by <> marked_by', name=op.f('ck_mark_correction_by_a_second_person')),
    sa.ForeignKeyConstraint(['corrected_by'], ['person.id'], name=op.f('fk_mark_correction_corrected_by_person')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_mark_correction_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_mark_correction_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['marked_by'], ['person.id'], name=op.f('fk_mark_correction_marked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark_correction'))
    )
    with op.batch_alter_table('mark_correction', schema=None) as batch_op:
        batch_op.create_index('ix_mark_correction_enrolment_id', ['enrolment_id'], unique=False)

    with op.batch_alter_table('course_class', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leave_counts', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('course_class', schema=None) as batch_op:
        batch_op.alter_column('leave_counts', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('course_class', schema=None) as batch_op:
        batch_op.drop_column('leave_counts')

    with op.batch_alter_table('mark_correction', schema=None) as batch_op:
        batch_op.drop_index('ix_mark_correction_enrolment_id')

    op.drop_table('mark_correction')
    op.drop_table('lesson_record')
    with op.batch_alter_table('lesson_mark', schema=None) as batch_op:
        batch_op.drop_index('ix_lesson_mark_enrolment_id')

    op.drop_table('lesson_mark')
    with op.batch_alter_table('leave_request', schema=None) as batch_op:
        batch_op.drop_index('ix_leave_request_enrolment_id')

    op.drop_table('leave_request')
    op.drop_table('homework_mark')
    with op.batch_alter_table('course_certificate', schema=None) as batch_op:
        batch_op.drop_index('uq_course_certificate_holds', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index('ix_course_certificate_enrolment_id')

    op.drop_table('course_certificate')
    op.drop_table('class_evaluation')
    with op.batch_alter_table('class_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_class_notice_class_id_sent_at')

    op.drop_table('class_notice')
    with op.batch_alter_table('class_material', schema=None) as batch_op:
        batch_op.drop_index('ix_class_material_class_id')

    op.drop_table('class_material')
