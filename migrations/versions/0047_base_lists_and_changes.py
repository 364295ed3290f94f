"""Lists of bases that officers import; where a base's position was read off."""

from alembic import op
import sqlalchemy as sa

revision = '0047'
down_revision = '0043'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('base_list',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('crs', sa.String(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('sent_by', ID, nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_by', ID, nullable=True),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('(imported_at IS NULL) = (imported_by IS NULL)', name=op.f('ck_base_list_imported_by_somebody')),
    sa.CheckConstraint('imported_at IS NULL OR dropped_at IS NULL', name=op.f('ck_base_list_imported_or_dropped')),
    sa.ForeignKeyConstraint(['sent_by'], ['person.id'], name=op.f('fk_base_list_sent_by_person')),
    sa.ForeignKeyConstraint(['imported_by'], ['person.id'], name=op.f('fk_base_list_imported_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_base_list')),
    sa.UniqueConstraint('code', name=op.f('uq_base_list_code'))
    )
    op.create_index(op.f('ix_base_list_sent_at'), 'base_list', ['sent_at'])
    with op.batch_alter_table('base', schema=None) as batch_op:
        batch_op.add_column(sa.Column('point_source', sa.String(), nullable=False, server_default=''))
        batch_op.create_check_constraint(
            batch_op.f('ck_base_point_source_known'), "point_source IN ('', 'wgs84', 'gcj02', 'bd09')"
        )
    with op.batch_alter_table('base', schema=None) as batch_op:
        batch_op.alter_column('point_source', existing_type=sa.String(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('base', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_base_point_source_known'), type_='check')
        batch_op.drop_column('point_source')
    op.drop_index(op.f('ix_base_list_sent_at'), table_name='base_list')
    op.drop_table('base_list')
