"""Contests: rounds, criteria, awards, teams, entries, files, juries, scores, objections, certificates. The showcase: projects, talks, meetings."""

from alembic import op
import sqlalchemy as sa

revision = '0028'
down_revision = '0027'


def upgrade() -> None:
    op.create_table('contest',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('about_zh', sa.Text(), nullable=False),
    sa.Column('about_en', sa.Text(), nullable=False),
    sa.Column('rules_zh', sa.Text(), nullable=False),
    sa.Column('rules_en', sa.Text(), nullable=False),
    sa.Column('age_min', sa.Integer(), nullable=False),
    sa.Column('age_max', sa.Integer(), nullable=True),
    sa.Column('team_min', sa.Integer(), nullable=False),
    sa.Column('team_max', sa.Integer(), nullable=False),
    sa.Column('towns_apart', sa.Boolean(), nullable=False),
    sa.Column('objection_days', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'published', 'finished', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'cancelled') = (state_reason <> '')", name=op.f('ck_contest_cancelled_with_a_reason')),
    sa.CheckConstraint('age_max IS NULL OR age_max BETWEEN age_min AND 120', name=op.f('ck_contest_ages_in_order')),
    sa.CheckConstraint('age_min BETWEEN 0 AND 120', name=op.f('ck_contest_age_min_real')),
    sa.CheckConstraint('objection_days BETWEEN 1 AND 30', name=op.f('ck_contest_objection_days_sane')),
    sa.CheckConstraint('team_min BETWEEN 1 AND team_max AND team_max <= 30', name=op.f('ck_contest_team_sane')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_contest_base_id_base')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_contest_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest')),
    sa.UniqueConstraint('code', name=op.f('uq_contest_code'))
    )
    with op.batch_alter_table('contest', schema=None) as batch_op:
        batch_op.create_index('ix_contest_base_id', ['base_id'], unique=False)
        batch_op.create_index('ix_contest_state', ['state'], unique=False)

    op.create_table('contest_award',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.CheckConstraint('places BETWEEN 1 AND 999', name=op.f('ck_contest_award_places_sane')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_award_contest_id_contest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_award')),
    sa.UniqueConstraint('contest_id', 'position', name=op.f('uq_contest_award_contest_id_position'))
    )
    op.create_table('contest_juror',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('invited_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_juror_contest_id_contest')),
    sa.ForeignKeyConstraint(['invited_by'], ['person.id'], name=op.f('fk_contest_juror_invited_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contest_juror_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_juror'))
    )
    with op.batch_alter_table('contest_juror', schema=None) as batch_op:
        batch_op.create_index('ix_contest_juror_person_id', ['person_id'], unique=False)
        batch_op.create_index('uq_contest_juror_live', ['contest_id', 'person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('contest_round',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('task_zh', sa.Text(), nullable=False),
    sa.Column('task_en', sa.Text(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('media_types', sa.JSON(), nullable=False),
    sa.Column('files_most', sa.Integer(), nullable=False),
    sa.Column('megabytes', sa.Integer(), nullable=False),
    sa.Column('scores_needed', sa.Integer(), nullable=False),
    sa.Column('average', sa.Enum('mean', 'trimmed', name='average', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('promotion', sa.Enum('number', 'mark', 'none', name='promotion', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('promote_bound', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('entries', 'judging', 'ranked', 'published', 'final', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('objections_until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(published_at IS NULL) = (objections_until_at IS NULL)', name=op.f('ck_contest_round_published_may_be_objected_to')),
    sa.CheckConstraint('files_most BETWEEN 1 AND 10', name=op.f('ck_contest_round_files_sane')),
    sa.CheckConstraint('megabytes BETWEEN 1 AND 7', name=op.f('ck_contest_round_megabytes_sane')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_contest_round_opens_before_it_closes')),
    sa.CheckConstraint('promote_bound BETWEEN 0 AND 10000', name=op.f('ck_contest_round_bound_sane')),
    sa.CheckConstraint('scores_needed BETWEEN 1 AND 9', name=op.f('ck_contest_round_scores_sane')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_round_contest_id_contest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_round')),
    sa.UniqueConstraint('contest_id', 'number', name=op.f('uq_contest_round_contest_id_number'))
    )
    op.create_table('contest_team',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('captain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['captain_id'], ['person.id'], name=op.f('fk_contest_team_captain_id_person')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_team_contest_id_contest')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_contest_team_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_team')),
    sa.UniqueConstraint('code', name=op.f('uq_contest_team_code'))
    )
    with op.batch_alter_table('contest_team', schema=None) as batch_op:
        batch_op.create_index('ix_contest_team_captain_id', ['captain_id'], unique=False)
        batch_op.create_index('ix_contest_team_contest_id', ['contest_id'], unique=False)

    op.create_table('contest_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('draft', 'handed_in', 'withdrawn', 'ruled_out', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('mark', sa.Integer(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('is_through', sa.Boolean(), nullable=False),
    sa.Column('award_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'ruled_out') = (reason <> '')", name=op.f('ck_contest_entry_ruled_out_with_a_reason')),
    sa.CheckConstraint("state = 'handed_in' OR mark IS NULL", name=op.f('ck_contest_entry_ranked_is_handed_in')),
    sa.CheckConstraint('(mark IS NULL) = (rank IS NULL)', name=op.f('ck_contest_entry_marked_is_ranked')),
    sa.CheckConstraint('mark IS NULL OR mark BETWEEN 0 AND 10000', name=op.f('ck_contest_entry_mark_real')),
    sa.ForeignKeyConstraint(['award_id'], ['contest_award.id'], name=op.f('fk_contest_entry_award_id_contest_award')),
    sa.ForeignKeyConstraint(['round_id'], ['contest_round.id'], name=op.f('fk_contest_entry_round_id_contest_round')),
    sa.ForeignKeyConstraint(['team_id'], ['contest_team.id'], name=op.f('fk_contest_entry_team_id_contest_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_entry')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_contest_entry_round_id_number')),
    sa.UniqueConstraint('round_id', 'team_id', name=op.f('uq_contest_entry_round_id_team_id'))
    )
    with op.batch_alter_table('contest_entry', schema=None) as batch_op:
        batch_op.create_index('ix_contest_entry_team_id', ['team_id'], unique=False)

    op.create_table('contest_invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['contest_team.id'], name=op.f('fk_contest_invitation_team_id_contest_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_contest_invitation_token_hash'))
    )
    with op.batch_alter_table('contest_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contest_invitation_team_id'), ['team_id'], unique=False)

    op.create_table('contest_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('guardian_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('consent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('names_consent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("left_at IS NULL OR name = ''", name=op.f('ck_contest_member_gone_without_a_name')),
    sa.CheckConstraint('(person_id IS NULL) <> (child_id IS NULL)', name=op.f('ck_contest_member_person_or_child')),
    sa.CheckConstraint('child_id IS NULL OR guardian_id IS NOT NULL', name=op.f('ck_contest_member_children_have_guardians')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_contest_member_child_id_child')),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_contest_member_consent_id_consent')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_member_contest_id_contest')),
    sa.ForeignKeyConstraint(['guardian_id'], ['person.id'], name=op.f('fk_contest_member_guardian_id_person')),
    sa.ForeignKeyConstraint(['names_consent_id'], ['consent.id'], name=op.f('fk_contest_member_names_consent_id_consent')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contest_member_person_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['contest_team.id'], name=op.f('fk_contest_member_team_id_contest_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_member'))
    )
    with op.batch_alter_table('contest_member', schema=None) as batch_op:
        batch_op.create_index('ix_contest_member_child_id', ['child_id'], unique=False)
        batch_op.create_index('ix_contest_member_person_id', ['person_id'], unique=False)
        batch_op.create_index('ix_contest_member_team_id', ['team_id'], unique=False)
        batch_op.create_index('uq_contest_member_child', ['contest_id', 'child_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.create_index('uq_contest_member_person', ['contest_id', 'person_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))

    op.create_table('round_criterion',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.CheckConstraint('weight BETWEEN 1 AND 100 AND most BETWEEN 1 AND 100', name=op.f('ck_round_criterion_numbers_sane')),
    sa.ForeignKeyConstraint(['round_id'], ['contest_round.id'], name=op.f('fk_round_criterion_round_id_contest_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_criterion')),
    sa.UniqueConstraint('round_id', 'position', name=op.f('uq_round_criterion_round_id_position'))
    )
    op.create_table('contest_certificate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
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
    sa.CheckConstraint("(revoked_at IS NULL) = (reason = '')", name=op.f('ck_contest_certificate_revoked_with_a_reason')),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_by IS NULL)', name=op.f('ck_contest_certificate_revoked_by_somebody')),
    sa.ForeignKeyConstraint(['issued_by'], ['person.id'], name=op.f('fk_contest_certificate_issued_by_person')),
    sa.ForeignKeyConstraint(['member_id'], ['contest_member.id'], name=op.f('fk_contest_certificate_member_id_contest_member')),
    sa.ForeignKeyConstraint(['revoked_by'], ['person.id'], name=op.f('fk_contest_certificate_revoked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_contest_certificate_code')),
    sa.UniqueConstraint('serial', name=op.f('uq_contest_certificate_serial')),
    sa.UniqueConstraint('serial_year', 'serial_number', name=op.f('uq_contest_certificate_serial_year_serial_number'))
    )
    with op.batch_alter_table('contest_certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contest_certificate_member_id'), ['member_id'], unique=False)
        batch_op.create_index('uq_contest_certificate_holds', ['member_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('contest_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['contest_entry.id'], name=op.f('fk_contest_file_entry_id_contest_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_file'))
    )
    with op.batch_alter_table('contest_file', schema=None) as batch_op:
        batch_op.create_index('ix_contest_file_entry_id', ['entry_id'], unique=False)

    op.create_table('contest_objection',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_upheld', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(is_upheld IS NULL) = (answered_at IS NULL)', name=op.f('ck_contest_objection_answered_has_a_time')),
    sa.CheckConstraint('(is_upheld IS NULL) = (answered_by IS NULL)', name=op.f('ck_contest_objection_answered_by_somebody')),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_contest_objection_answered_by_person')),
    sa.ForeignKeyConstraint(['entry_id'], ['contest_entry.id'], name=op.f('fk_contest_objection_entry_id_contest_entry')),
    sa.ForeignKeyConstraint(['round_id'], ['contest_round.id'], name=op.f('fk_contest_objection_round_id_contest_round')),
    sa.ForeignKeyConstraint(['said_by'], ['person.id'], name=op.f('fk_contest_objection_said_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_objection')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_contest_objection_entry_id'))
    )
    with op.batch_alter_table('contest_objection', schema=None) as batch_op:
        batch_op.create_index('ix_contest_objection_round_id', ['round_id'], unique=False)

    op.create_table('jury_conflict',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('juror_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['contest_entry.id'], name=op.f('fk_jury_conflict_entry_id_contest_entry')),
    sa.ForeignKeyConstraint(['juror_id'], ['contest_juror.id'], name=op.f('fk_jury_conflict_juror_id_contest_juror')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jury_conflict')),
    sa.UniqueConstraint('juror_id', 'entry_id', name=op.f('uq_jury_conflict_juror_id_entry_id'))
    )
    with op.batch_alter_table('jury_conflict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jury_conflict_entry_id'), ['entry_id'], unique=False)

    op.create_table('jury_task',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('juror_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['contest_entry.id'], name=op.f('fk_jury_task_entry_id_contest_entry')),
    sa.ForeignKeyConstraint(['juror_id'], ['contest_juror.id'], name=op.f('fk_jury_task_juror_id_contest_juror')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jury_task')),
    sa.UniqueConstraint('juror_id', 'entry_id', name=op.f('uq_jury_task_juror_id_entry_id'))
    )
    with op.batch_alter_table('jury_task', schema=None) as batch_op:
        batch_op.create_index('ix_jury_task_entry_id', ['entry_id'], unique=False)

    op.create_table('jury_score',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('criterion_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.CheckConstraint('points BETWEEN 0 AND 100', name=op.f('ck_jury_score_points_real')),
    sa.ForeignKeyConstraint(['criterion_id'], ['round_criterion.id'], name=op.f('fk_jury_score_criterion_id_round_criterion')),
    sa.ForeignKeyConstraint(['task_id'], ['jury_task.id'], name=op.f('fk_jury_score_task_id_jury_task')),
    sa.PrimaryKeyConstraint('task_id', 'criterion_id', name=op.f('pk_jury_score'))
    )
    op.create_table('showcase_project',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('stage', sa.Enum('idea', 'lab', 'prototype', 'pilot', 'market', name='stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('offers', sa.JSON(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'published', 'returned', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name=op.f('ck_showcase_project_published_has_a_time')),
    sa.CheckConstraint("state <> 'returned' OR state_reason <> ''", name=op.f('ck_showcase_project_returned_with_a_reason')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_showcase_project_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_showcase_project_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_showcase_project')),
    sa.UniqueConstraint('code', name=op.f('uq_showcase_project_code'))
    )
    with op.batch_alter_table('showcase_project', schema=None) as batch_op:
        batch_op.create_index('ix_showcase_project_owner_id', ['owner_id'], unique=False)
        batch_op.create_index('ix_showcase_project_state_id', ['state', 'id'], unique=False)

    op.create_table('showcase_talk',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('owner_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asker_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reported_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(closed_at IS NULL) = (closed_by IS NULL)', name=op.f('ck_showcase_talk_closed_by_somebody')),
    sa.CheckConstraint('(reported_at IS NULL) = (reported_by IS NULL)', name=op.f('ck_showcase_talk_reported_by_somebody')),
    sa.ForeignKeyConstraint(['asker_id'], ['person.id'], name=op.f('fk_showcase_talk_asker_id_person')),
    sa.ForeignKeyConstraint(['closed_by'], ['person.id'], name=op.f('fk_showcase_talk_closed_by_person')),
    sa.ForeignKeyConstraint(['project_id'], ['showcase_project.id'], name=op.f('fk_showcase_talk_project_id_showcase_project')),
    sa.ForeignKeyConstraint(['reported_by'], ['person.id'], name=op.f('fk_showcase_talk_reported_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_showcase_talk')),
    sa.UniqueConstraint('code', name=op.f('uq_showcase_talk_code')),
    sa.UniqueConstraint('project_id', 'asker_id', name=op.f('uq_showcase_talk_project_id_asker_id'))
    )
    with op.batch_alter_table('showcase_talk', schema=None) as batch_op:
        batch_op.create_index('ix_showcase_talk_asker_id_opened_at', ['asker_id', 'opened_at'], unique=False)
        batch_op.create_index('ix_showcase_talk_reported_at', ['reported_at'], unique=False)

    op.create_table('showcase_message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('talk_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_showcase_message_author_id_person')),
    sa.ForeignKeyConstraint(['talk_id'], ['showcase_talk.id'], name=op.f('fk_showcase_message_talk_id_showcase_talk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_showcase_message'))
    )
    with op.batch_alter_table('showcase_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_showcase_message_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_showcase_message_talk_id', ['talk_id'], unique=False)

    op.create_table('showcase_slot',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('talk_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('open', 'taken', 'off', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state <> 'open' OR talk_id IS NULL", name=op.f('ck_showcase_slot_open_is_nobodys')),
    sa.CheckConstraint("state <> 'taken' OR talk_id IS NOT NULL", name=op.f('ck_showcase_slot_taken_by_somebody')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_showcase_slot_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['project_id'], ['showcase_project.id'], name=op.f('fk_showcase_slot_project_id_showcase_project')),
    sa.ForeignKeyConstraint(['talk_id'], ['showcase_talk.id'], name=op.f('fk_showcase_slot_talk_id_showcase_talk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_showcase_slot')),
    sa.UniqueConstraint('code', name=op.f('uq_showcase_slot_code'))
    )
    with op.batch_alter_table('showcase_slot', schema=None) as batch_op:
        batch_op.create_index('ix_showcase_slot_project_id_starts_at', ['project_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_showcase_slot_talk_id', ['talk_id'], unique=False)


TABLES = (
    'showcase_slot',
    'showcase_message',
    'showcase_talk',
    'showcase_project',
    'jury_score',
    'jury_task',
    'jury_conflict',
    'contest_objection',
    'contest_file',
    'contest_certificate',
    'round_criterion',
    'contest_member',
    'contest_invitation',
    'contest_entry',
    'contest_team',
    'contest_round',
    'contest_juror',
    'contest_award',
    'contest',
)


def downgrade() -> None:
    op.execute("DELETE FROM commitment WHERE source LIKE 'meet:%'")
    op.execute("DELETE FROM document WHERE kind IN ('contest_certificate_zh', 'contest_certificate_en')")
    for name in TABLES:
        op.drop_table(name)
