"""Notes of volunteers' telephones, what was odd about a shift, and objections to proofs that are published."""

from alembic import op
import sqlalchemy as sa

revision = '0019'
down_revision = '0018'

SOURCES = "IN ('code', 'coordinator', 'kiosk', 'clock')"
SOURCES_NOW = "IN ('code', 'later', 'coordinator', 'kiosk', 'clock')"

# Until now what is odd was found out whenever the list was shown. The list goes back 30 days; what is older stays as it is.
COUNTED = """
SELECT attendance.assignment_id, attendance.came_at, attendance.left_at, attendance.left_source, shift.starts_at, shift.ends_at
FROM attendance JOIN assignment ON assignment.id = attendance.assignment_id JOIN shift ON shift.id = assignment.shift_id
JOIN hours_entry ON hours_entry.assignment_id = assignment.id AND hours_entry.kind = 'shift'
WHERE attendance.left_at IS NOT NULL AND attendance.seen_at IS NULL
"""


def upgrade() -> None:
    op.create_table('sign_note',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('assignment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('move', sa.Enum('in', 'out', 'undo', name='move', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.Enum('mark', 'said', 'refused', name='verdict', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('doubt', sa.Enum('digits', 'clock', 'counted', 'marks', name='doubt', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("(verdict = 'said') = (doubt IS NOT NULL)", name=op.f('ck_sign_note_doubts_have_a_reason')),
    sa.CheckConstraint("move <> 'undo'", name=op.f('ck_sign_note_nothing_undone')),
    sa.CheckConstraint('at <= received_at', name=op.f('ck_sign_note_noted_before_it_came')),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_by IS NULL)', name=op.f('ck_sign_note_settled_by_somebody')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_sign_note_assignment_id_assignment')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('fk_sign_note_settled_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_note')),
    sa.UniqueConstraint('assignment_id', 'nonce', name=op.f('uq_sign_note_assignment_id_nonce'))
    )
    with op.batch_alter_table('sign_note', schema=None) as batch_op:
        batch_op.create_index('ix_sign_note_open', ['assignment_id'], unique=False, sqlite_where=sa.text("verdict = 'said' AND settled_at IS NULL"), postgresql_where=sa.text("verdict = 'said' AND settled_at IS NULL"))

    op.create_table('odd_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('letters', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_odd_day'))
    )
    op.create_table('proof_objection',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('proof_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.Enum('upheld', 'dismissed', 'lapsed', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('outcome_words', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(outcome IS NULL) = (decided_at IS NULL)', name=op.f('ck_proof_objection_decided_has_a_time')),
    sa.CheckConstraint("(outcome IS NOT NULL AND outcome <> 'lapsed') = (decided_by IS NOT NULL)", name=op.f('ck_proof_objection_decided_by_somebody')),
    sa.CheckConstraint('decided_by <> person_id', name=op.f('ck_proof_objection_nobody_decides_their_own')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_proof_objection_decided_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_proof_objection_person_id_person')),
    sa.ForeignKeyConstraint(['proof_id'], ['service_proof.id'], name=op.f('fk_proof_objection_proof_id_service_proof')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof_objection')),
    sa.UniqueConstraint('code', name=op.f('uq_proof_objection_code'))
    )
    with op.batch_alter_table('proof_objection', schema=None) as batch_op:
        batch_op.create_index('ix_proof_objection_person_id', ['person_id'], unique=False)
        batch_op.create_index('ix_proof_objection_proof_id', ['proof_id'], unique=False)
        batch_op.create_index('uq_proof_objection_open', ['proof_id', 'person_id'], unique=True, sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))

    op.create_table('objection_message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('objection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sent_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['sent_by'], ['person.id'], name=op.f('fk_objection_message_sent_by_person')),
    sa.ForeignKeyConstraint(['objection_id'], ['proof_objection.id'], name=op.f('fk_objection_message_objection_id_proof_objection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection_message'))
    )
    with op.batch_alter_table('objection_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_message_objection_id'), ['objection_id'], unique=False)

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('odd', sa.String(), nullable=False, server_default=''))
        batch_op.drop_constraint(op.f('ck_attendance_came_source'), type_='check')
        batch_op.drop_constraint(op.f('ck_attendance_left_source'), type_='check')
        batch_op.create_check_constraint(op.f('ck_attendance_came_source'), f'came_source {SOURCES_NOW}')
        batch_op.create_check_constraint(op.f('ck_attendance_left_source'), f'left_source {SOURCES_NOW}')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.alter_column('odd', server_default=None)
        batch_op.create_index('ix_attendance_odd', ['assignment_id'], unique=False, sqlite_where=sa.text("odd <> '' AND seen_at IS NULL"), postgresql_where=sa.text("odd <> '' AND seen_at IS NULL"))
    note_what_was_odd()


def note_what_was_odd() -> None:
    """By the rule of that time: the clock signed out, or less than 60 % of the plan was served."""
    connection = op.get_bind()
    moment = sa.DateTime(timezone=True)
    counted = sa.text(COUNTED).columns(came_at=moment, left_at=moment, starts_at=moment, ends_at=moment)
    for row in connection.execute(counted).all():
        plan, served = row.ends_at - row.starts_at, row.left_at - row.came_at
        is_odd = {'never_left': row.left_source == 'clock', 'short': served < plan * 0.6}
        odd = ' '.join(name for name, is_so in is_odd.items() if is_so)
        if odd:
            mine = {'odd': odd, 'number': row.assignment_id}
            connection.execute(sa.text('UPDATE attendance SET odd = :odd WHERE assignment_id = :number'), mine)


def downgrade() -> None:
    op.execute("UPDATE attendance SET came_source = 'code' WHERE came_source = 'later'")
    op.execute("UPDATE attendance SET left_source = 'code' WHERE left_source = 'later'")
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_odd', sqlite_where=sa.text("odd <> '' AND seen_at IS NULL"), postgresql_where=sa.text("odd <> '' AND seen_at IS NULL"))
        batch_op.drop_constraint(op.f('ck_attendance_came_source'), type_='check')
        batch_op.drop_constraint(op.f('ck_attendance_left_source'), type_='check')
        batch_op.create_check_constraint(op.f('ck_attendance_came_source'), f'came_source {SOURCES}')
        batch_op.create_check_constraint(op.f('ck_attendance_left_source'), f'left_source {SOURCES}')
        batch_op.drop_column('odd')
    with op.batch_alter_table('objection_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objection_message_objection_id'))

    op.drop_table('objection_message')
    with op.batch_alter_table('proof_objection', schema=None) as batch_op:
        batch_op.drop_index('uq_proof_objection_open', sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))
        batch_op.drop_index('ix_proof_objection_proof_id')
        batch_op.drop_index('ix_proof_objection_person_id')

    op.drop_table('proof_objection')
    op.drop_table('odd_day')
    with op.batch_alter_table('sign_note', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_note_open', sqlite_where=sa.text("verdict = 'said' AND settled_at IS NULL"), postgresql_where=sa.text("verdict = 'said' AND settled_at IS NULL"))

    op.drop_table('sign_note')
