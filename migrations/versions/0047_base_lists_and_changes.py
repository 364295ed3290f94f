"""Lists of bases that officers import; changes that bases file; profiles of bases, and where a position was read off."""

from alembic import op
import sqlalchemy as sa

revision = '0047'
down_revision = '0045'

TEXTS = ('legal_person', 'signature_zh', 'signature_en', 'exhibits_zh', 'exhibits_en', 'point_source')
LISTS = ('access_lacking', 'topics', 'audiences')
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
    op.create_table('base_filing',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('state', sa.Enum('submitted', 'returned', 'approved', 'applied', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('wanted', sa.JSON(), nullable=False),
    sa.Column('was', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('filed_by', ID, nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(decided_at IS NULL) = (decided_by IS NULL)', name=op.f('ck_base_filing_decided_by_somebody')),
    sa.CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name=op.f('ck_base_filing_applied_once')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_base_filing_base_id_base')),
    sa.ForeignKeyConstraint(['filed_by'], ['person.id'], name=op.f('fk_base_filing_filed_by_person')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_base_filing_decided_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_base_filing')),
    sa.UniqueConstraint('code', name=op.f('uq_base_filing_code'))
    )
    op.create_index(op.f('ix_base_filing_base_id'), 'base_filing', ['base_id'])
    op.create_index(op.f('ix_base_filing_state'), 'base_filing', ['state'])
    is_open = sa.text("state IN ('submitted', 'returned', 'approved')")
    op.create_index('uq_base_filing_open', 'base_filing', ['base_id'], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    op.create_table('filing_paper',
    sa.Column('filing_id', ID, autoincrement=False, nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['filing_id'], ['base_filing.id'], name=op.f('fk_filing_paper_filing_id_base_filing')),
    sa.PrimaryKeyConstraint('filing_id', name=op.f('pk_filing_paper'))
    )
    op.create_table('base_contact',
    sa.Column('id', ID, nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('role', sa.Enum('visits', 'education', 'safety', 'media', 'director', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.CheckConstraint("phone <> '' OR email <> ''", name=op.f('ck_base_contact_can_be_reached')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_base_contact_base_id_base')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_base_contact'))
    )
    op.create_index(op.f('ix_base_contact_base_id'), 'base_contact', ['base_id'])
    with op.batch_alter_table('base', schema=None) as batch_op:
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, _text(name), nullable=False, server_default=''))
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default='[]'))
        batch_op.create_check_constraint(
            batch_op.f('ck_base_point_source_known'), "point_source IN ('', 'wgs84', 'gcj02', 'bd09')"
        )
    with op.batch_alter_table('base', schema=None) as batch_op:
        for name in TEXTS:
            batch_op.alter_column(name, existing_type=_text(name), existing_nullable=False, server_default=None)
        for name in LISTS:
            batch_op.alter_column(name, existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def _text(name):
    return sa.Text() if name.endswith(('_zh', '_en')) else sa.String()


def downgrade() -> None:
    with op.batch_alter_table('base', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_base_point_source_known'), type_='check')
        for name in (*TEXTS, *LISTS):
            batch_op.drop_column(name)
    op.drop_index(op.f('ix_base_contact_base_id'), table_name='base_contact')
    op.drop_table('base_contact')
    op.drop_table('filing_paper')
    op.drop_index('uq_base_filing_open', table_name='base_filing')
    op.drop_index(op.f('ix_base_filing_state'), table_name='base_filing')
    op.drop_index(op.f('ix_base_filing_base_id'), table_name='base_filing')
    op.drop_table('base_filing')
    op.drop_index(op.f('ix_base_list_sent_at'), table_name='base_list')
    op.drop_table('base_list')
