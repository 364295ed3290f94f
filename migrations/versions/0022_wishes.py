"""Rounds of the draw, sheets of wishes, published files; seats for two on one sheet."""

from alembic import op
import sqlalchemy as sa

revision = '0022'
down_revision = '0021'

BEFORE = "bucket IN ('point', 'newcomer', 'senior', 'general')"
SINCE = "bucket IN ('point', 'newcomer', 'senior', 'household', 'general')"


def allow_buckets(rule: str) -> None:
    for table in ('class_bucket', 'enrolment'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_bucket'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_bucket'), rule)


def upgrade() -> None:
    allow_buckets(SINCE)
    op.create_table('draw_round',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('term_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', 'drawn', 'done', 'annulled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entropy_source', sa.String(), nullable=False),
    sa.Column('entropy_due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirm_hours', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('input_digest', sa.String(), nullable=False),
    sa.Column('code_digest', sa.String(), nullable=False),
    sa.Column('commitment_digest', sa.String(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entropy', sa.String(), nullable=False),
    sa.Column('result_digest', sa.String(), nullable=False),
    sa.Column('queues', sa.JSON(), nullable=False),
    sa.Column('odds', sa.JSON(), nullable=False),
    sa.Column('odds_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('annul_reason', sa.String(), nullable=False),
    sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(closed_at IS NULL) = (commitment_digest = '')", name=op.f('ck_draw_round_closed_is_promised')),
    sa.CheckConstraint("(drawn_at IS NULL) = (entropy = '')", name=op.f('ck_draw_round_drawn_with_entropy')),
    sa.CheckConstraint("(drawn_at IS NULL) = (result_digest = '')", name=op.f('ck_draw_round_drawn_has_a_result')),
    sa.CheckConstraint("(state = 'annulled') = (annul_reason <> '')", name=op.f('ck_draw_round_annulled_with_a_reason')),
    sa.CheckConstraint("state <> 'open' OR closed_at IS NULL", name=op.f('ck_draw_round_open_is_not_closed')),
    sa.CheckConstraint("state NOT IN ('closed', 'drawn', 'done') OR closed_at IS NOT NULL", name=op.f('ck_draw_round_closed_has_a_time')),
    sa.CheckConstraint("entropy_source <> ''", name=op.f('ck_draw_round_entropy_named_beforehand')),
    sa.CheckConstraint("state <> 'closed' OR drawn_at IS NULL", name=op.f('ck_draw_round_closed_is_not_drawn')),
    sa.CheckConstraint("state NOT IN ('drawn', 'done') OR drawn_at IS NOT NULL", name=op.f('ck_draw_round_drawn_has_a_time')),
    sa.CheckConstraint('confirm_hours BETWEEN 1 AND 240', name=op.f('ck_draw_round_confirm_sane')),
    sa.CheckConstraint('drawn_at IS NULL OR (closed_at IS NOT NULL AND entropy_due <= drawn_at)', name=op.f('ck_draw_round_entropy_later')),
    sa.CheckConstraint('opens_at < closes_at AND closes_at < entropy_due', name=op.f('ck_draw_round_hours_in_order')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_draw_round_created_by_person')),
    sa.ForeignKeyConstraint(['replaces_id'], ['draw_round.id'], name=op.f('fk_draw_round_replaces_id_draw_round')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_draw_round_term_id_term')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw_round')),
    sa.UniqueConstraint('code', name=op.f('uq_draw_round_code')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_draw_round_replaces_id'))
    )
    with op.batch_alter_table('draw_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draw_round_term_id'), ['term_id'], unique=False)
        batch_op.create_index('uq_draw_round_live', ['term_id'], unique=True, sqlite_where=sa.text("state IN ('open', 'closed', 'drawn')"), postgresql_where=sa.text("state IN ('open', 'closed', 'drawn')"))

    op.create_table('draw_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('sealed', 'result', 'code', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['draw_round.id'], name=op.f('fk_draw_file_round_id_draw_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw_file')),
    sa.UniqueConstraint('round_id', 'kind', name=op.f('uq_draw_file_round_id_kind'))
    )
    op.create_table('wish_sheet',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.Enum('web', 'desk', 'telephone', name='source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('desk', sa.String(), nullable=False),
    sa.Column('entered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('first_chance', sa.Integer(), nullable=True),
    sa.Column('any_chance', sa.Integer(), nullable=True),
    sa.Column('pseudonym', sa.String(), nullable=False),
    sa.Column('priority', sa.String(), nullable=False),
    sa.Column('is_drawn', sa.Boolean(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('given', sa.Integer(), nullable=True),
    sa.Column('bucket', sa.String(), nullable=False),
    sa.Column('waits_before', sa.Integer(), nullable=False),
    sa.Column('is_first', sa.Boolean(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(desk = '') = (entered_by IS NULL)", name=op.f('ck_wish_sheet_desks_have_staff')),
    sa.CheckConstraint("(desk = '') = (source = 'web')", name=op.f('ck_wish_sheet_desks_enter_for_others')),
    sa.CheckConstraint("NOT is_drawn OR pseudonym <> ''", name=op.f('ck_wish_sheet_drawn_under_a_pseudonym')),
    sa.CheckConstraint("(given IS NULL) = (bucket = '')", name=op.f('ck_wish_sheet_given_in_a_bucket')),
    sa.CheckConstraint('given IS NULL OR number IS NOT NULL', name=op.f('ck_wish_sheet_given_by_number')),
    sa.ForeignKeyConstraint(['entered_by'], ['person.id'], name=op.f('fk_wish_sheet_entered_by_person')),
    sa.ForeignKeyConstraint(['round_id'], ['draw_round.id'], name=op.f('fk_wish_sheet_round_id_draw_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wish_sheet')),
    sa.UniqueConstraint('code', name=op.f('uq_wish_sheet_code')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_wish_sheet_round_id_number'))
    )
    with op.batch_alter_table('wish_sheet', schema=None) as batch_op:
        batch_op.create_index('ix_wish_sheet_desk', ['desk', 'round_id'], unique=False)
        batch_op.create_index('ix_wish_sheet_round_id_applied_at', ['round_id', 'applied_at'], unique=False)

    op.create_table('wish',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sheet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('buckets', sa.JSON(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('place BETWEEN 1 AND 5', name=op.f('ck_wish_place_sane')),
    sa.ForeignKeyConstraint(['class_id'], ['course_class.id'], name=op.f('fk_wish_class_id_course_class')),
    sa.ForeignKeyConstraint(['sheet_id'], ['wish_sheet.id'], name=op.f('fk_wish_sheet_id_wish_sheet')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wish')),
    sa.UniqueConstraint('sheet_id', 'class_id', name=op.f('uq_wish_sheet_id_class_id')),
    sa.UniqueConstraint('sheet_id', 'place', name=op.f('uq_wish_sheet_id_place'))
    )
    with op.batch_alter_table('wish', schema=None) as batch_op:
        batch_op.create_index('ix_wish_class_id_asked_at', ['class_id', 'asked_at'], unique=False)

    op.create_table('wish_person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sheet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.CheckConstraint('place IN (1, 2)', name=op.f('ck_wish_person_one_or_two')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_wish_person_person_id_person')),
    sa.ForeignKeyConstraint(['round_id'], ['draw_round.id'], name=op.f('fk_wish_person_round_id_draw_round')),
    sa.ForeignKeyConstraint(['sheet_id'], ['wish_sheet.id'], name=op.f('fk_wish_person_sheet_id_wish_sheet')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wish_person')),
    sa.UniqueConstraint('round_id', 'person_id', name=op.f('uq_wish_person_round_id_person_id')),
    sa.UniqueConstraint('sheet_id', 'place', name=op.f('uq_wish_person_sheet_id_place'))
    )
    with op.batch_alter_table('wish_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wish_person_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    # The earlier version knows no seats for two: they become everybody's.
    op.execute(
        "UPDATE class_bucket SET seats = seats + coalesce((SELECT two.seats FROM class_bucket AS two"
        " WHERE two.class_id = class_bucket.class_id AND two.bucket = 'household'), 0) WHERE bucket = 'general'"
    )
    op.execute("DELETE FROM class_bucket WHERE bucket = 'household'")
    op.execute("UPDATE enrolment SET bucket = 'general' WHERE bucket = 'household'")
    allow_buckets(BEFORE)

    with op.batch_alter_table('wish_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wish_person_person_id'))

    op.drop_table('wish_person')
    with op.batch_alter_table('wish', schema=None) as batch_op:
        batch_op.drop_index('ix_wish_class_id_asked_at')

    op.drop_table('wish')
    with op.batch_alter_table('wish_sheet', schema=None) as batch_op:
        batch_op.drop_index('ix_wish_sheet_round_id_applied_at')
        batch_op.drop_index('ix_wish_sheet_desk')

    op.drop_table('wish_sheet')
    op.drop_table('draw_file')
    with op.batch_alter_table('draw_round', schema=None) as batch_op:
        batch_op.drop_index('uq_draw_round_live', sqlite_where=sa.text("state IN ('open', 'closed', 'drawn')"), postgresql_where=sa.text("state IN ('open', 'closed', 'drawn')"))
        batch_op.drop_index(batch_op.f('ix_draw_round_term_id'))

    op.drop_table('draw_round')
