"""Hours of volunteers, proofs of service, and files made by the worker."""

from alembic import op
import sqlalchemy as sa

revision = '0014'
down_revision = '0013'

# An entry of hours is never changed or deleted. Whoever rebuilds this table on SQLite (batch mode) makes them again.
KEPT = {
    'sqlite': (
        "CREATE TRIGGER hours_entry_kept BEFORE UPDATE ON hours_entry"
        " BEGIN SELECT RAISE(ABORT, 'an entry of hours is never changed'); END",
        "CREATE TRIGGER hours_entry_not_deleted BEFORE DELETE ON hours_entry"
        " BEGIN SELECT RAISE(ABORT, 'an entry of hours is never deleted'); END",
    ),
    'postgresql': (
        "CREATE OR REPLACE FUNCTION hours_entry_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'an entry of hours is never changed or deleted'; END $$",
        "CREATE TRIGGER hours_entry_kept BEFORE UPDATE OR DELETE ON hours_entry"
        " FOR EACH ROW EXECUTE FUNCTION hours_entry_kept()",
    ),
}


def upgrade() -> None:
    op.create_table('document',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('wanted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.CheckConstraint('(content IS NULL) = (made_at IS NULL)', name=op.f('ck_document_made_has_a_time')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('kind', 'code', name=op.f('uq_document_kind_code'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_wanted', ['id'], unique=False, sqlite_where=sa.text('made_at IS NULL'), postgresql_where=sa.text('made_at IS NULL'))

    op.create_table('service_proof',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('batch', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('requested', 'published', 'issued', 'revoked', 'refused', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('publish_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('serial_year', sa.Integer(), nullable=True),
    sa.Column('serial_number', sa.Integer(), nullable=True),
    sa.Column('serial', sa.String(), nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('supersedes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(issued_at IS NULL) = (serial_number IS NULL) AND (digest = '') = (serial_number IS NULL) AND (signature = '') = (serial_number IS NULL)", name=op.f('ck_service_proof_issued_is_signed')),
    sa.CheckConstraint("(state IN ('issued', 'revoked')) = (serial_number IS NOT NULL)", name=op.f('ck_service_proof_issued_has_a_serial')),
    sa.CheckConstraint("(state IN ('revoked', 'refused', 'withdrawn')) = (ended_at IS NOT NULL)", name=op.f('ck_service_proof_ended_has_a_time')),
    sa.CheckConstraint("state NOT IN ('published', 'issued', 'revoked') OR publish_until IS NOT NULL", name=op.f('ck_service_proof_published_first')),
    sa.CheckConstraint("state NOT IN ('revoked', 'refused') OR reason <> ''", name=op.f('ck_service_proof_ended_with_a_reason')),
    sa.CheckConstraint('(serial_year IS NULL) = (serial_number IS NULL)', name=op.f('ck_service_proof_serial_whole')),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_service_proof_dates_in_order')),
    sa.CheckConstraint('handled_by <> person_id', name=op.f('ck_service_proof_nobody_handles_their_own')),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_service_proof_ended_by_person')),
    sa.ForeignKeyConstraint(['handled_by'], ['person.id'], name=op.f('fk_service_proof_handled_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_service_proof_person_id_volunteer')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['service_proof.id'], name=op.f('fk_service_proof_supersedes_id_service_proof')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_proof')),
    sa.UniqueConstraint('code', name=op.f('uq_service_proof_code')),
    sa.UniqueConstraint('serial', name=op.f('uq_service_proof_serial')),
    sa.UniqueConstraint('serial_year', 'serial_number', name=op.f('uq_service_proof_serial_year_serial_number')),
    sa.UniqueConstraint('supersedes_id', name=op.f('uq_service_proof_supersedes_id'))
    )
    with op.batch_alter_table('service_proof', schema=None) as batch_op:
        batch_op.create_index('ix_service_proof_person_id', ['person_id'], unique=False)
        batch_op.create_index('ix_service_proof_state_publish_until', ['state', 'publish_until'], unique=False)

    op.create_table('kiosk',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shift_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('opened_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['opened_by'], ['person.id'], name=op.f('fk_kiosk_opened_by_person')),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], name=op.f('fk_kiosk_shift_id_shift')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kiosk')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_kiosk_token_hash'))
    )
    with op.batch_alter_table('kiosk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kiosk_shift_id'), ['shift_id'], unique=False)

    op.create_table('attendance',
    sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('came_source', sa.Enum('code', 'coordinator', 'kiosk', 'clock', name='came_source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('came_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_source', sa.Enum('code', 'coordinator', 'kiosk', 'clock', name='left_source', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('left_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(left_at IS NULL) = (left_source IS NULL)', name=op.f('ck_attendance_left_with_a_source')),
    sa.CheckConstraint('(seen_at IS NULL) = (seen_by IS NULL)', name=op.f('ck_attendance_seen_by_somebody')),
    sa.CheckConstraint('came_at <= left_at', name=op.f('ck_attendance_came_before_leaving')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_attendance_assignment_id_assignment')),
    sa.ForeignKeyConstraint(['came_by'], ['person.id'], name=op.f('fk_attendance_came_by_person')),
    sa.ForeignKeyConstraint(['left_by'], ['person.id'], name=op.f('fk_attendance_left_by_person')),
    sa.ForeignKeyConstraint(['seen_by'], ['person.id'], name=op.f('fk_attendance_seen_by_person')),
    sa.PrimaryKeyConstraint('assignment_id', name=op.f('pk_attendance'))
    )
    op.create_table('hours_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('corrects_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('shift', 'training', 'self_report', 'correction', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('credit_minutes', sa.Integer(), nullable=False),
    sa.Column('served_on', sa.Date(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(kind = 'correction') = (corrects_id IS NOT NULL)", name=op.f('ck_hours_entry_corrections_name_the_entry')),
    sa.CheckConstraint("kind <> 'shift' OR assignment_id IS NOT NULL", name=op.f('ck_hours_entry_shifts_name_the_assignment')),
    sa.CheckConstraint("kind = 'correction' OR (minutes >= 0 AND credit_minutes >= 0)", name=op.f('ck_hours_entry_time_not_negative')),
    sa.CheckConstraint("kind = 'shift' OR (reason <> '' AND recorded_by IS NOT NULL)", name=op.f('ck_hours_entry_somebody_said_why')),
    sa.CheckConstraint('minutes BETWEEN -1440 AND 1440 AND credit_minutes BETWEEN -1440 AND 1440', name=op.f('ck_hours_entry_a_day_at_most')),
    sa.CheckConstraint('recorded_by <> person_id', name=op.f('ck_hours_entry_nobody_records_their_own')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_hours_entry_assignment_id_assignment')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_hours_entry_base_id_base')),
    sa.ForeignKeyConstraint(['corrects_id'], ['hours_entry.id'], name=op.f('fk_hours_entry_corrects_id_hours_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_hours_entry_person_id_volunteer')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_hours_entry_recorded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_entry')),
    sa.UniqueConstraint('code', name=op.f('uq_hours_entry_code'))
    )
    with op.batch_alter_table('hours_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hours_entry_corrects_id'), ['corrects_id'], unique=False)
        batch_op.create_index('ix_hours_entry_base_id_served_on', ['base_id', 'served_on'], unique=False)
        batch_op.create_index('ix_hours_entry_person_id_served_on', ['person_id', 'served_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_entry_served_on'), ['served_on'], unique=False)
        batch_op.create_index('uq_hours_entry_shift', ['assignment_id'], unique=True, sqlite_where=sa.text("kind = 'shift'"), postgresql_where=sa.text("kind = 'shift'"))

    op.create_table('hours_claim',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('dispute', 'self_report', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('served_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Enum('granted', 'partly', 'refused', name='answer', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('answer_words', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('result_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("(kind = 'dispute') = (entry_id IS NOT NULL)", name=op.f('ck_hours_claim_disputes_name_the_entry')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)', name=op.f('ck_hours_claim_answer_whole')),
    sa.CheckConstraint('answered_by <> person_id', name=op.f('ck_hours_claim_nobody_answers_themselves')),
    sa.CheckConstraint('minutes BETWEEN 0 AND 1440', name=op.f('ck_hours_claim_minutes_sane')),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_hours_claim_answered_by_person')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_hours_claim_base_id_base')),
    sa.ForeignKeyConstraint(['entry_id'], ['hours_entry.id'], name=op.f('fk_hours_claim_entry_id_hours_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['volunteer.person_id'], name=op.f('fk_hours_claim_person_id_volunteer')),
    sa.ForeignKeyConstraint(['result_id'], ['hours_entry.id'], name=op.f('fk_hours_claim_result_id_hours_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_claim')),
    sa.UniqueConstraint('code', name=op.f('uq_hours_claim_code'))
    )
    with op.batch_alter_table('hours_claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hours_claim_base_id'), ['base_id'], unique=False)
        batch_op.create_index('ix_hours_claim_person_id', ['person_id'], unique=False)
        batch_op.create_index('uq_hours_claim_open', ['entry_id'], unique=True, sqlite_where=sa.text('answer IS NULL AND entry_id IS NOT NULL'), postgresql_where=sa.text('answer IS NULL AND entry_id IS NOT NULL'))
    for statement in KEPT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('hours_claim', schema=None) as batch_op:
        batch_op.drop_index('uq_hours_claim_open', sqlite_where=sa.text('answer IS NULL AND entry_id IS NOT NULL'), postgresql_where=sa.text('answer IS NULL AND entry_id IS NOT NULL'))
        batch_op.drop_index('ix_hours_claim_person_id')
        batch_op.drop_index(batch_op.f('ix_hours_claim_base_id'))

    op.drop_table('hours_claim')
    with op.batch_alter_table('hours_entry', schema=None) as batch_op:
        batch_op.drop_index('uq_hours_entry_shift', sqlite_where=sa.text("kind = 'shift'"), postgresql_where=sa.text("kind = 'shift'"))
        batch_op.drop_index(batch_op.f('ix_hours_entry_served_on'))
        batch_op.drop_index('ix_hours_entry_person_id_served_on')
        batch_op.drop_index('ix_hours_entry_base_id_served_on')
        batch_op.drop_index(batch_op.f('ix_hours_entry_corrects_id'))

    op.drop_table('hours_entry')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION hours_entry_kept()')
    op.drop_table('attendance')
    with op.batch_alter_table('kiosk', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kiosk_shift_id'))

    op.drop_table('kiosk')
    with op.batch_alter_table('service_proof', schema=None) as batch_op:
        batch_op.drop_index('ix_service_proof_state_publish_until')
        batch_op.drop_index('ix_service_proof_person_id')

    op.drop_table('service_proof')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_wanted', sqlite_where=sa.text('made_at IS NULL'), postgresql_where=sa.text('made_at IS NULL'))

    op.drop_table('document')
