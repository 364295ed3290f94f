"""Lists as they were shown, bookings out of them and sums of days; trained weights wait until they are taken over."""

from alembic import op
import sqlalchemy as sa

revision = '0040'
down_revision = '0039'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('impression',
    sa.Column('list_code', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('shown_on', sa.Date(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('is_personal', sa.Boolean(), nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('event_id', ID, nullable=False),
    sa.Column('slot', sa.String(), nullable=False),
    sa.Column('propensity', sa.Float(), nullable=False),
    sa.Column('among', sa.Integer(), nullable=False),
    sa.Column('ranker', sa.String(), nullable=False),
    sa.Column('trial_id', ID, nullable=True),
    sa.CheckConstraint('position >= 1', name=op.f('ck_impression_position_from_one')),
    sa.CheckConstraint('propensity > 0 AND propensity <= 1 AND among >= 1', name=op.f('ck_impression_propensity_is_a_chance')),
    sa.CheckConstraint("slot IN ('model', 'reserved', 'explore')", name=op.f('ck_impression_slot_known')),
    sa.CheckConstraint("(slot = 'model') = (ranker <> '')", name=op.f('ck_impression_model_has_ranker')),
    sa.CheckConstraint("ranker IN ('', 'used') OR trial_id IS NOT NULL", name=op.f('ck_impression_tried_in_a_trial')),
    sa.CheckConstraint("is_personal OR (audience = '' AND trial_id IS NULL AND slot <> 'explore')", name=op.f('ck_impression_nothing_tried_on_nobody')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_impression_base_id_base')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_impression_event_id_event')),
    sa.ForeignKeyConstraint(['trial_id'], ['recommend_weights.id'], name=op.f('fk_impression_trial_id_recommend_weights')),
    sa.PrimaryKeyConstraint('list_code', 'position', name=op.f('pk_impression')),
    sa.UniqueConstraint('list_code', 'event_id', name=op.f('uq_impression_list_code_event_id'))
    )
    op.create_index('ix_impression_position_shown_on', 'impression', ['position', 'shown_on'], unique=False)
    op.create_table('list_booking',
    sa.Column('list_code', sa.String(), nullable=False),
    sa.Column('event_id', ID, nullable=False),
    sa.Column('booked_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_list_booking_event_id_event')),
    sa.PrimaryKeyConstraint('list_code', 'event_id', name=op.f('pk_list_booking'))
    )
    op.create_table('list_day',
    sa.Column('shown_on', sa.Date(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('is_personal', sa.Boolean(), nullable=False),
    sa.Column('trial_id', ID, autoincrement=False, nullable=False),
    sa.Column('lists', sa.Integer(), nullable=False),
    sa.Column('booked', sa.Integer(), nullable=False),
    sa.Column('won_used', sa.Integer(), nullable=False),
    sa.Column('won_tried', sa.Integer(), nullable=False),
    sa.CheckConstraint('lists >= booked AND booked >= won_used + won_tried', name=op.f('ck_list_day_sums_in_order')),
    sa.CheckConstraint('won_used >= 0 AND won_tried >= 0', name=op.f('ck_list_day_wins_not_negative')),
    sa.PrimaryKeyConstraint('shown_on', 'audience', 'is_personal', 'trial_id', name=op.f('pk_list_day'))
    )
    with op.batch_alter_table('recommend_weights') as batch:
        batch.add_column(sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=True))
    # Until now weights without a refusal were used from the moment they were found.
    op.execute('UPDATE recommend_weights SET taken_at = trained_at WHERE refusal IS NULL')
    with op.batch_alter_table('recommend_weights') as batch:
        batch.create_check_constraint(op.f('ck_recommend_weights_refused_is_over'), 'refusal IS NULL OR (taken_at IS NULL AND set_aside_at IS NULL)')
        batch.create_check_constraint(op.f('ck_recommend_weights_taken_or_set_aside'), 'taken_at IS NULL OR set_aside_at IS NULL')


def downgrade() -> None:
    op.drop_table('list_day')
    op.drop_table('list_booking')
    op.drop_index('ix_impression_position_shown_on', table_name='impression')
    op.drop_table('impression')
    # Before, whatever had no refusal ranked: what waits or was set aside must not begin to.
    op.execute('DELETE FROM recommend_weights WHERE refusal IS NULL AND taken_at IS NULL')
    with op.batch_alter_table('recommend_weights') as batch:
        batch.drop_constraint(op.f('ck_recommend_weights_taken_or_set_aside'), type_='check')
        batch.drop_constraint(op.f('ck_recommend_weights_refused_is_over'), type_='check')
        batch.drop_column('set_aside_at')
        batch.drop_column('taken_at')
