"""Designations: dated records of what a base was named, and what became of them."""

from alembic import op
import sqlalchemy as sa

revision = '0038'
down_revision = '0037'


def upgrade() -> None:
    op.create_table('designation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('authority', sa.String(), nullable=False),
    sa.Column('scheme', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('document_number', sa.String(), nullable=False),
    sa.Column('plaque_number', sa.String(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded', sa.String(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('until_on IS NULL OR from_on <= until_on', name=op.f('ck_designation_days_in_order')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_designation_base_id_base')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_designation_recorded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_designation'))
    )
    with op.batch_alter_table('designation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_designation_base_id'), ['base_id'], unique=False)
        batch_op.create_index('ix_designation_days', ['from_on', 'until_on'], unique=False)

    op.create_table('designation_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('designation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.Enum('named', 'rectify', 'paused', 'withdrawn', 'left', 'void', name='status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['designation_id'], ['designation.id'], name=op.f('fk_designation_change_designation_id_designation')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_designation_change_recorded_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_designation_change'))
    )
    with op.batch_alter_table('designation_change', schema=None) as batch_op:
        batch_op.create_index('ix_designation_change_designation_id', ['designation_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('designation_change', schema=None) as batch_op:
        batch_op.drop_index('ix_designation_change_designation_id')

    op.drop_table('designation_change')
    with op.batch_alter_table('designation', schema=None) as batch_op:
        batch_op.drop_index('ix_designation_days')
        batch_op.drop_index(batch_op.f('ix_designation_base_id'))

    op.drop_table('designation')
