"""Outings: bookings that were made together, all or none."""

from alembic import op
import sqlalchemy as sa

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.create_table('outing',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('keeps_rest', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outing_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outing')),
    sa.UniqueConstraint('code', name=op.f('uq_outing_code'))
    )
    with op.batch_alter_table('outing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outing_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('outing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_booking_outing_id_outing'), 'outing', ['outing_id'], ['id'])
        batch_op.create_index('ix_booking_outing_id', ['outing_id'], unique=False, sqlite_where=sa.text('outing_id IS NOT NULL'), postgresql_where=sa.text('outing_id IS NOT NULL'))


def downgrade() -> None:
    # The bookings stay; that they belonged together is forgotten.
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('ix_booking_outing_id', sqlite_where=sa.text('outing_id IS NOT NULL'), postgresql_where=sa.text('outing_id IS NOT NULL'))
        batch_op.drop_constraint(batch_op.f('fk_booking_outing_id_outing'), type_='foreignkey')
        batch_op.drop_column('outing_id')

    with op.batch_alter_table('outing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outing_person_id'))

    op.drop_table('outing')
