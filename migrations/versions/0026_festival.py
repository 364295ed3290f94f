"""The science festival: editions, releases, postponements, the call; and letters about several moves at once."""

from alembic import op
import sqlalchemy as sa

revision = '0026'
down_revision = '0025'


def upgrade() -> None:
    op.create_table('edition',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('motto_zh', sa.String(), nullable=False),
    sa.Column('motto_en', sa.String(), nullable=False),
    sa.Column('about_zh', sa.Text(), nullable=False),
    sa.Column('about_en', sa.Text(), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('pauses', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'announced', 'running', 'closed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('figures_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (figures_at IS NOT NULL)", name=op.f('ck_edition_closed_has_figures')),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_edition_days_in_order')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_edition_created_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('code', name=op.f('uq_edition_code'))
    )
    op.create_table('edition_block',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_edition_block_days_in_order')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_block_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_block')),
    sa.UniqueConstraint('edition_id', 'slug', name=op.f('uq_edition_block_edition_id_slug'))
    )
    op.create_table('edition_offer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('free', 'discount', 'gift', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text_zh', sa.String(), nullable=False),
    sa.Column('text_en', sa.String(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_edition_offer_days_in_order')),
    sa.CheckConstraint('number IS NULL OR number > 0', name=op.f('ck_edition_offer_number_positive')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_edition_offer_base_id_base')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_offer_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_offer'))
    )
    with op.batch_alter_table('edition_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_offer_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_edition_offer_edition_id'), ['edition_id'], unique=False)

    op.create_table('edition_party',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Enum('host', 'organiser', 'co_organiser', 'supporter', 'sponsor', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_party_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_party'))
    )
    with op.batch_alter_table('edition_party', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_party_edition_id'), ['edition_id'], unique=False)

    op.create_table('edition_venue',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('address_zh', sa.String(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('access', sa.JSON(), nullable=False),
    sa.CheckConstraint("base_id IS NOT NULL OR name_zh <> ''", name=op.f('ck_edition_venue_named')),
    sa.CheckConstraint('(lat IS NULL) = (lon IS NULL)', name=op.f('ck_edition_venue_point_is_whole')),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_edition_venue_capacity_positive')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_edition_venue_base_id_base')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_venue_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_venue')),
    sa.UniqueConstraint('edition_id', 'base_id', name=op.f('uq_edition_venue_edition_id_base_id')),
    sa.UniqueConstraint('edition_id', 'slug', name=op.f('uq_edition_venue_edition_id_slug'))
    )
    with op.batch_alter_table('edition_venue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_venue_base_id'), ['base_id'], unique=False)

    op.create_table('festival_call',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('about_zh', sa.Text(), nullable=False),
    sa.Column('about_en', sa.Text(), nullable=False),
    sa.Column('questions_zh', sa.JSON(), nullable=False),
    sa.Column('questions_en', sa.JSON(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scores_needed', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_festival_call_opens_before_it_closes')),
    sa.CheckConstraint('scores_needed BETWEEN 1 AND 20', name=op.f('ck_festival_call_scores_sane')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_festival_call_created_by_person')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_festival_call_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_festival_call')),
    sa.UniqueConstraint('edition_id', name=op.f('uq_festival_call_edition_id'))
    )
    op.create_table('festival_postponement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('moving', 'moved', 'undoing', 'undone', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undo_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('days > 0', name=op.f('ck_festival_postponement_goes_forward')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_festival_postponement_edition_id_edition')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_festival_postponement_made_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_festival_postponement'))
    )
    with op.batch_alter_table('festival_postponement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_postponement_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index('uq_festival_postponement_underway', ['edition_id'], unique=True, sqlite_where=sa.text("state IN ('moving', 'undoing')"), postgresql_where=sa.text("state IN ('moving', 'undoing')"))

    op.create_table('festival_release',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('note_zh', sa.String(), nullable=False),
    sa.Column('note_en', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('cut_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cut_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('number > 0', name=op.f('ck_festival_release_numbered_from_one')),
    sa.ForeignKeyConstraint(['cut_by'], ['person.id'], name=op.f('fk_festival_release_cut_by_person')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_festival_release_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_festival_release')),
    sa.UniqueConstraint('edition_id', 'number', name=op.f('uq_festival_release_edition_id_number'))
    )
    op.create_table('edition_event',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('block_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('speakers', sa.JSON(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['block_id'], ['edition_block.id'], name=op.f('fk_edition_event_block_id_edition_block')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_event_edition_id_edition')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_edition_event_event_id_event')),
    sa.PrimaryKeyConstraint('edition_id', 'event_id', name=op.f('pk_edition_event'))
    )
    with op.batch_alter_table('edition_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_event_block_id'), ['block_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_edition_event_event_id'), ['event_id'], unique=False)

    op.create_table('edition_room',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('venue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_edition_room_capacity_positive')),
    sa.ForeignKeyConstraint(['venue_id'], ['edition_venue.id'], name=op.f('fk_edition_room_venue_id_edition_venue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_room')),
    sa.UniqueConstraint('venue_id', 'name_zh', name=op.f('uq_edition_room_venue_id_name_zh'))
    )
    op.create_table('festival_call_reviewer',
    sa.Column('call_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('department', sa.String(), nullable=False),
    sa.Column('named_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['festival_call.id'], name=op.f('fk_festival_call_reviewer_call_id_festival_call')),
    sa.ForeignKeyConstraint(['named_by'], ['person.id'], name=op.f('fk_festival_call_reviewer_named_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_festival_call_reviewer_person_id_person')),
    sa.PrimaryKeyConstraint('call_id', 'person_id', name=op.f('pk_festival_call_reviewer'))
    )
    with op.batch_alter_table('festival_call_reviewer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_call_reviewer_person_id'), ['person_id'], unique=False)

    op.create_table('festival_proposal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('call_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('proposer_kind', sa.Enum('base', 'university', 'enterprise', 'society', 'team', name='proposer_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('proposer', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('power', sa.String(), nullable=False),
    sa.Column('money', sa.String(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('submitted', 'accepted', 'conditional', 'waitlisted', 'rejected', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(decided_at IS NULL) = (decided_by IS NULL)', name=op.f('ck_festival_proposal_decided_by_somebody')),
    sa.CheckConstraint('people IS NULL OR people BETWEEN 1 AND 100000', name=op.f('ck_festival_proposal_people_sane')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_festival_proposal_base_id_base')),
    sa.ForeignKeyConstraint(['call_id'], ['festival_call.id'], name=op.f('fk_festival_proposal_call_id_festival_call')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_festival_proposal_decided_by_person')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_festival_proposal_event_id_event')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_festival_proposal_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_festival_proposal_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_festival_proposal')),
    sa.UniqueConstraint('code', name=op.f('uq_festival_proposal_code'))
    )
    with op.batch_alter_table('festival_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_proposal_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_festival_proposal_call_id'), ['call_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_festival_proposal_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_festival_proposal_person_id'), ['person_id'], unique=False)

    op.create_table('festival_score',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('proposal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('department', sa.String(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('points BETWEEN 1 AND 5', name=op.f('ck_festival_score_points_in_range')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_festival_score_person_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['festival_proposal.id'], name=op.f('fk_festival_score_proposal_id_festival_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_festival_score')),
    sa.UniqueConstraint('proposal_id', 'person_id', name=op.f('uq_festival_score_proposal_id_person_id'))
    )
    with op.batch_alter_table('festival_score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_score_person_id'), ['person_id'], unique=False)

    op.create_table('festival_postponed',
    sa.Column('postponement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('waiting', 'moved', 'left', 'undone', 'stuck', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('refusal', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_festival_postponed_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['postponement_id'], ['festival_postponement.id'], name=op.f('fk_festival_postponed_postponement_id_festival_postponement')),
    sa.PrimaryKeyConstraint('postponement_id', 'occurrence_id', name=op.f('pk_festival_postponed'))
    )
    with op.batch_alter_table('festival_postponed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_postponed_occurrence_id'), ['occurrence_id'], unique=False)

    op.create_table('festival_release_item',
    sa.Column('release_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('change', sa.Enum('same', 'added', 'moved', 'placed', 'cancelled', 'dropped', name='change', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('item', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_festival_release_item_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['release_id'], ['festival_release.id'], name=op.f('fk_festival_release_item_release_id_festival_release')),
    sa.PrimaryKeyConstraint('release_id', 'occurrence_id', name=op.f('pk_festival_release_item'))
    )
    with op.batch_alter_table('festival_release_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_release_item_occurrence_id'), ['occurrence_id'], unique=False)

    op.create_table('festival_star',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occurrence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_festival_star_occurrence_id_occurrence')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_festival_star_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'occurrence_id', name=op.f('pk_festival_star'))
    )
    with op.batch_alter_table('festival_star', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_star_occurrence_id'), ['occurrence_id'], unique=False)

    with op.batch_alter_table('change_notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bundle', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_change_notice_bundle'), ['bundle'], unique=False)

    with op.batch_alter_table('occurrence_change', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bundle', sa.String(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('occurrence_change', schema=None) as batch_op:
        batch_op.drop_column('bundle')

    with op.batch_alter_table('change_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_notice_bundle'))
        batch_op.drop_column('bundle')

    with op.batch_alter_table('festival_star', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_star_occurrence_id'))

    op.drop_table('festival_star')
    with op.batch_alter_table('festival_release_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_release_item_occurrence_id'))

    op.drop_table('festival_release_item')
    with op.batch_alter_table('festival_postponed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_postponed_occurrence_id'))

    op.drop_table('festival_postponed')
    with op.batch_alter_table('festival_score', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_score_person_id'))

    op.drop_table('festival_score')
    with op.batch_alter_table('festival_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_proposal_person_id'))
        batch_op.drop_index(batch_op.f('ix_festival_proposal_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_festival_proposal_call_id'))
        batch_op.drop_index(batch_op.f('ix_festival_proposal_base_id'))

    op.drop_table('festival_proposal')
    with op.batch_alter_table('festival_call_reviewer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_call_reviewer_person_id'))

    op.drop_table('festival_call_reviewer')
    op.drop_table('edition_room')
    with op.batch_alter_table('edition_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_edition_event_event_id'))
        batch_op.drop_index(batch_op.f('ix_edition_event_block_id'))

    op.drop_table('edition_event')
    op.drop_table('festival_release')
    with op.batch_alter_table('festival_postponement', schema=None) as batch_op:
        batch_op.drop_index('uq_festival_postponement_underway', sqlite_where=sa.text("state IN ('moving', 'undoing')"), postgresql_where=sa.text("state IN ('moving', 'undoing')"))
        batch_op.drop_index(batch_op.f('ix_festival_postponement_edition_id'))

    op.drop_table('festival_postponement')
    op.drop_table('festival_call')
    with op.batch_alter_table('edition_venue', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_edition_venue_base_id'))

    op.drop_table('edition_venue')
    with op.batch_alter_table('edition_party', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_edition_party_edition_id'))

    op.drop_table('edition_party')
    with op.batch_alter_table('edition_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_edition_offer_edition_id'))
        batch_op.drop_index(batch_op.f('ix_edition_offer_base_id'))

    op.drop_table('edition_offer')
    op.drop_table('edition_block')
    op.drop_table('edition')
