"""Accreditation: rounds, experts and cases; officers of towns and leads of the district."""

from alembic import op
import sqlalchemy as sa

revision = '0039'
down_revision = '0038'


BEFORE = "role IN ('base_manager', 'officer', 'desk', 'point_head')"
SINCE = "role IN ('base_manager', 'officer', 'desk', 'point_head', 'town_officer', 'lead')"


def upgrade() -> None:
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_role_grant_role'), type_='check')
        batch_op.drop_constraint(op.f('ck_role_grant_towns_have_desks'), type_='check')
        batch_op.create_check_constraint(op.f('ck_role_grant_role'), SINCE)
        batch_op.create_check_constraint(op.f('ck_role_grant_towns_have_desks'), "town_code IS NULL OR role IN ('desk', 'town_officer')")
        batch_op.create_check_constraint(op.f('ck_role_grant_town_officers_have_towns'), "role <> 'town_officer' OR town_code IS NOT NULL")

    op.create_table('accreditation_round',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('scheme', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accept_until', sa.Date(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_accreditation_round_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_accreditation_round_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accreditation_round')),
    sa.UniqueConstraint('code', name=op.f('uq_accreditation_round_code'))
    )
    op.create_table('round_expert',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('employer', sa.String(), nullable=False),
    sa.Column('added_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_round_expert_added_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_round_expert_person_id_person')),
    sa.ForeignKeyConstraint(['round_id'], ['accreditation_round.id'], name=op.f('fk_round_expert_round_id_accreditation_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_expert')),
    sa.UniqueConstraint('round_id', 'person_id', name=op.f('uq_round_expert_round_id_person_id'))
    )
    with op.batch_alter_table('round_expert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_expert_person_id'), ['person_id'], unique=False)

    op.create_table('accreditation_case',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scheme', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('renews_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.Enum('draft', 'submitted', 'town_check', 'correction', 'town_passed', 'accepted', 'not_accepted', 'site_visit', 'visited', 'review', 'proposed', 'not_named', 'notice', 'objection', 'named', 'active', 'rectifying', 'recheck', 'paused', 'hearing', 'withdrawn', 'leaving', 'left', 'expired', 'taken_back', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('measures', sa.JSON(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('visited_on', sa.Date(), nullable=True),
    sa.Column('visit_words', sa.Text(), nullable=False),
    sa.Column('visit_measures', sa.JSON(), nullable=False),
    sa.Column('decision_number', sa.String(), nullable=False),
    sa.Column('notice_contact', sa.String(), nullable=False),
    sa.Column('notice_until', sa.Date(), nullable=True),
    sa.Column('designation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('pause_until', sa.Date(), nullable=True),
    sa.Column('plaque_back_on', sa.Date(), nullable=True),
    sa.CheckConstraint("state <> 'notice' OR notice_until IS NOT NULL", name=op.f('ck_accreditation_case_notice_has_an_end')),
    sa.CheckConstraint("state NOT IN ('named', 'active') OR designation_id IS NOT NULL", name=op.f('ck_accreditation_case_named_is_designated')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_accreditation_case_base_id_base')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_accreditation_case_created_by_person')),
    sa.ForeignKeyConstraint(['designation_id'], ['designation.id'], name=op.f('fk_accreditation_case_designation_id_designation')),
    sa.ForeignKeyConstraint(['renews_id'], ['designation.id'], name=op.f('fk_accreditation_case_renews_id_designation')),
    sa.ForeignKeyConstraint(['round_id'], ['accreditation_round.id'], name=op.f('fk_accreditation_case_round_id_accreditation_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accreditation_case')),
    sa.UniqueConstraint('code', name=op.f('uq_accreditation_case_code')),
    sa.UniqueConstraint('designation_id', name=op.f('uq_accreditation_case_designation_id'))
    )
    with op.batch_alter_table('accreditation_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accreditation_case_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accreditation_case_round_id'), ['round_id'], unique=False)
        batch_op.create_index('ix_accreditation_case_state_due_on', ['state', 'due_on'], unique=False)
        batch_op.create_index('uq_accreditation_case_open', ['base_id', 'scheme'], unique=True, sqlite_where=sa.text("state IN ('draft', 'submitted', 'town_check', 'correction', 'town_passed', 'accepted', 'site_visit', 'visited', 'review', 'proposed', 'notice', 'objection', 'named')"), postgresql_where=sa.text("state IN ('draft', 'submitted', 'town_check', 'correction', 'town_passed', 'accepted', 'site_visit', 'visited', 'review', 'proposed', 'notice', 'objection', 'named')"))

    op.create_table('case_expert',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('expert_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('aside_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('recommends', sa.Boolean(), nullable=True),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(scored_at IS NULL) = (recommends IS NULL)', name=op.f('ck_case_expert_scored_recommends')),
    sa.CheckConstraint('scored_at IS NULL OR aside_at IS NULL', name=op.f('ck_case_expert_scores_or_steps_aside')),
    sa.ForeignKeyConstraint(['case_id'], ['accreditation_case.id'], name=op.f('fk_case_expert_case_id_accreditation_case')),
    sa.ForeignKeyConstraint(['expert_id'], ['round_expert.id'], name=op.f('fk_case_expert_expert_id_round_expert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_expert')),
    sa.UniqueConstraint('case_id', 'expert_id', name=op.f('uq_case_expert_case_id_expert_id'))
    )
    with op.batch_alter_table('case_expert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_expert_expert_id'), ['expert_id'], unique=False)

    op.create_table('case_objection',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['accreditation_case.id'], name=op.f('fk_case_objection_case_id_accreditation_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_objection'))
    )
    with op.batch_alter_table('case_objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_objection_case_id'), ['case_id'], unique=False)

    op.create_table('case_paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('uploaded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['accreditation_case.id'], name=op.f('fk_case_paper_case_id_accreditation_case')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['person.id'], name=op.f('fk_case_paper_uploaded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_paper')),
    sa.UniqueConstraint('case_id', 'kind', 'version', name=op.f('uq_case_paper_case_id_kind_version'))
    )
    op.create_table('case_recusal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('expert_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_case_recusal_has_a_reason')),
    sa.ForeignKeyConstraint(['case_id'], ['accreditation_case.id'], name=op.f('fk_case_recusal_case_id_accreditation_case')),
    sa.ForeignKeyConstraint(['expert_id'], ['round_expert.id'], name=op.f('fk_case_recusal_expert_id_round_expert')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_recusal')),
    sa.UniqueConstraint('case_id', 'expert_id', name=op.f('uq_case_recusal_case_id_expert_id'))
    )
    op.create_table('case_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('act', sa.Enum('submit', 'forward', 'pass', 'return', 'refuse', 'lapse', 'accept', 'assign_visit', 'report_visit', 'assign_experts', 'score', 'step_aside', 'propose', 'decline', 'publish', 'object', 'dismiss', 'uphold', 'name', 'begin', 'rectify', 'hand_in', 'clear', 'accuse', 'answer', 'withdraw', 'acquit', 'pause', 'reopen', 'report_change', 'ask_leave', 'stay', 'confirm_leave', 'expire', 'take_plaque', 'take_back', name='act', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('side', sa.Enum('base', 'town', 'district', 'lead', 'expert', 'public', 'clock', name='side', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('after', sa.Enum('draft', 'submitted', 'town_check', 'correction', 'town_passed', 'accepted', 'not_accepted', 'site_visit', 'visited', 'review', 'proposed', 'not_named', 'notice', 'objection', 'named', 'active', 'rectifying', 'recheck', 'paused', 'hearing', 'withdrawn', 'leaving', 'left', 'expired', 'taken_back', name='after', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('acted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('acted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['acted_by'], ['person.id'], name=op.f('fk_case_step_acted_by_person')),
    sa.ForeignKeyConstraint(['case_id'], ['accreditation_case.id'], name=op.f('fk_case_step_case_id_accreditation_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_step'))
    )
    with op.batch_alter_table('case_step', schema=None) as batch_op:
        batch_op.create_index('ix_case_step_case_id', ['case_id'], unique=False)

    op.create_table('case_visitor',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['accreditation_case.id'], name=op.f('fk_case_visitor_case_id_accreditation_case')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_case_visitor_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_visitor')),
    sa.UniqueConstraint('case_id', 'person_id', name=op.f('uq_case_visitor_case_id_person_id'))
    )


def downgrade() -> None:
    op.drop_table('case_visitor')
    with op.batch_alter_table('case_step', schema=None) as batch_op:
        batch_op.drop_index('ix_case_step_case_id')

    op.drop_table('case_step')
    op.drop_table('case_recusal')
    op.drop_table('case_paper')
    with op.batch_alter_table('case_objection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_objection_case_id'))

    op.drop_table('case_objection')
    with op.batch_alter_table('case_expert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_expert_expert_id'))

    op.drop_table('case_expert')
    with op.batch_alter_table('accreditation_case', schema=None) as batch_op:
        batch_op.drop_index('uq_accreditation_case_open', sqlite_where=sa.text("state IN ('draft', 'submitted', 'town_check', 'correction', 'town_passed', 'accepted', 'site_visit', 'visited', 'review', 'proposed', 'notice', 'objection', 'named')"), postgresql_where=sa.text("state IN ('draft', 'submitted', 'town_check', 'correction', 'town_passed', 'accepted', 'site_visit', 'visited', 'review', 'proposed', 'notice', 'objection', 'named')"))
        batch_op.drop_index('ix_accreditation_case_state_due_on')
        batch_op.drop_index(batch_op.f('ix_accreditation_case_round_id'))
        batch_op.drop_index(batch_op.f('ix_accreditation_case_base_id'))

    op.drop_table('accreditation_case')
    with op.batch_alter_table('round_expert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_expert_person_id'))

    op.drop_table('round_expert')
    op.drop_table('accreditation_round')

    op.execute("DELETE FROM role_grant WHERE role IN ('town_officer', 'lead')")
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_role_grant_role'), type_='check')
        batch_op.drop_constraint(op.f('ck_role_grant_towns_have_desks'), type_='check')
        batch_op.drop_constraint(op.f('ck_role_grant_town_officers_have_towns'), type_='check')
        batch_op.create_check_constraint(op.f('ck_role_grant_role'), BEFORE)
        batch_op.create_check_constraint(op.f('ck_role_grant_towns_have_desks'), "town_code IS NULL OR role = 'desk'")
