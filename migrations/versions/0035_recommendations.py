"""Recommendations: whether they are off, what does not count, counters, exposure, weights."""

from alembic import op
import sqlalchemy as sa

revision = '0035'
down_revision = '0034'

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('taste_setting',
    sa.Column('person_id', _ID, nullable=False),
    sa.Column('is_off', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_taste_setting_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_taste_setting'))
    )
    op.create_table('taste_forgotten',
    sa.Column('booking_id', _ID, nullable=False),
    sa.Column('person_id', _ID, nullable=False),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_taste_forgotten_booking_id_booking')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_taste_forgotten_person_id_person')),
    sa.PrimaryKeyConstraint('booking_id', name=op.f('pk_taste_forgotten'))
    )
    with op.batch_alter_table('taste_forgotten', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_taste_forgotten_person_id'), ['person_id'], unique=False)
    op.create_table('recommend_counts',
    sa.Column('id', _ID, nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('visits', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recommend_counts'))
    )
    op.create_table('exposure_day',
    sa.Column('base_id', _ID, nullable=False),
    sa.Column('shown_on', sa.Date(), nullable=False),
    sa.Column('worth', sa.Float(), nullable=False),
    sa.CheckConstraint('worth >= 0', name=op.f('ck_exposure_day_worth_not_negative')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_exposure_day_base_id_base')),
    sa.PrimaryKeyConstraint('base_id', 'shown_on', name=op.f('pk_exposure_day'))
    )
    op.create_table('recommend_weights',
    sa.Column('id', _ID, nullable=False),
    sa.Column('trained_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lists', sa.Integer(), nullable=False),
    sa.Column('validation', sa.Float(), nullable=False),
    sa.Column('refusal', sa.String(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.CheckConstraint('lists >= 0', name=op.f('ck_recommend_weights_lists_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recommend_weights'))
    )


def downgrade() -> None:
    op.drop_table('recommend_weights')
    op.drop_table('exposure_day')
    op.drop_table('recommend_counts')
    with op.batch_alter_table('taste_forgotten', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_taste_forgotten_person_id'))
    op.drop_table('taste_forgotten')
    op.drop_table('taste_setting')
