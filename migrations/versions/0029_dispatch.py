"""Dispatch of a window: proposals with their lines, the wish that an offer names, and draws of what is scarce."""

from alembic import op
import sqlalchemy as sa

revision = '0029'
down_revision = '0028'


def upgrade() -> None:
    op.create_table('dispatch_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('window_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('based_on_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'running', 'draft', 'offering', 'decided', 'discarded', 'failed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('input_digest', sa.String(), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('as_ordered', sa.Integer(), nullable=False),
    sa.Column('first_slot', sa.Integer(), nullable=False),
    sa.Column('towns_reached', sa.Integer(), nullable=False),
    sa.Column('gini', sa.Float(), nullable=False),
    sa.Column('objective', sa.Integer(), nullable=False),
    sa.Column('bound', sa.Integer(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(decided_by IS NULL) = (decided_at IS NULL)', name=op.f('ck_dispatch_run_decided_at_a_time')),
    sa.CheckConstraint('met <= asked', name=op.f('ck_dispatch_run_met_sane')),
    sa.CheckConstraint('objective <= bound', name=op.f('ck_dispatch_run_never_better_than_possible')),
    sa.ForeignKeyConstraint(['based_on_id'], ['dispatch_run.id'], name=op.f('fk_dispatch_run_based_on_id_dispatch_run')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_dispatch_run_created_by_person')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_dispatch_run_decided_by_person')),
    sa.ForeignKeyConstraint(['window_id'], ['order_window.id'], name=op.f('fk_dispatch_run_window_id_order_window')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispatch_run')),
    sa.UniqueConstraint('code', name=op.f('uq_dispatch_run_code'))
    )
    with op.batch_alter_table('dispatch_run', schema=None) as batch_op:
        batch_op.create_index('ix_dispatch_run_state', ['state'], unique=False)
        batch_op.create_index('ix_dispatch_run_window_id_id', ['window_id', 'id'], unique=False)

    op.create_table('dispatch_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('slot', sa.Integer(), nullable=True),
    sa.Column('is_pinned', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('open', 'chosen', 'offered', 'left_out', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.CheckConstraint("item_id IS NOT NULL OR reason <> ''", name=op.f('ck_dispatch_line_unmet_with_a_reason')),
    sa.CheckConstraint("state <> 'left_out' OR reason <> ''", name=op.f('ck_dispatch_line_left_out_with_a_reason')),
    sa.CheckConstraint('(item_id IS NULL) = (slot IS NULL)', name=op.f('ck_dispatch_line_item_has_a_time')),
    sa.CheckConstraint('item_id IS NOT NULL OR NOT is_pinned', name=op.f('ck_dispatch_line_pinned_has_an_item')),
    sa.ForeignKeyConstraint(['item_id'], ['menu_item.id'], name=op.f('fk_dispatch_line_item_id_menu_item')),
    sa.ForeignKeyConstraint(['order_id'], ['delivery_order.id'], name=op.f('fk_dispatch_line_order_id_delivery_order')),
    sa.ForeignKeyConstraint(['run_id'], ['dispatch_run.id'], name=op.f('fk_dispatch_line_run_id_dispatch_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispatch_line')),
    sa.UniqueConstraint('run_id', 'order_id', name=op.f('uq_dispatch_line_run_id_order_id'))
    )
    with op.batch_alter_table('dispatch_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dispatch_line_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_dispatch_line_order_id'), ['order_id'], unique=False)

    with op.batch_alter_table('order_offer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('slot', sa.Integer(), nullable=True))

    op.create_table('window_draw',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('window_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('sealed', 'drawn', 'annulled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('entropy_source', sa.String(), nullable=False),
    sa.Column('entropy_due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entropy', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('annul_reason', sa.String(), nullable=False),
    sa.Column('orders', sa.Integer(), nullable=False),
    sa.Column('input_digest', sa.String(), nullable=False),
    sa.Column('code_digest', sa.String(), nullable=False),
    sa.Column('commitment_digest', sa.String(), nullable=False),
    sa.Column('result_digest', sa.String(), nullable=False),
    sa.Column('queues', sa.JSON(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('program', sa.LargeBinary(), nullable=False),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(state = 'annulled') = (annul_reason <> '')", name=op.f('ck_window_draw_annulled_with_a_reason')),
    sa.CheckConstraint("state <> 'drawn' OR drawn_at IS NOT NULL", name=op.f('ck_window_draw_drawn_at_a_time')),
    sa.CheckConstraint('(drawn_at IS NULL) = (result IS NULL)', name=op.f('ck_window_draw_drawn_has_a_result')),
    sa.CheckConstraint('sealed_at < entropy_due', name=op.f('ck_window_draw_sealed_before_the_chance')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_window_draw_created_by_person')),
    sa.ForeignKeyConstraint(['window_id'], ['order_window.id'], name=op.f('fk_window_draw_window_id_order_window')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_window_draw')),
    sa.UniqueConstraint('code', name=op.f('uq_window_draw_code'))
    )
    with op.batch_alter_table('window_draw', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_window_draw_window_id'), ['window_id'], unique=False)
        batch_op.create_index('uq_window_draw_live', ['window_id'], unique=True, sqlite_where=sa.text("state <> 'annulled'"), postgresql_where=sa.text("state <> 'annulled'"))

    with op.batch_alter_table('delivery_order', schema=None) as batch_op:
        batch_op.add_column(sa.Column('draw_place', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('delivery_order', schema=None) as batch_op:
        batch_op.drop_column('draw_place')

    with op.batch_alter_table('window_draw', schema=None) as batch_op:
        batch_op.drop_index('uq_window_draw_live', sqlite_where=sa.text("state <> 'annulled'"), postgresql_where=sa.text("state <> 'annulled'"))
        batch_op.drop_index(batch_op.f('ix_window_draw_window_id'))

    op.drop_table('window_draw')

    with op.batch_alter_table('order_offer', schema=None) as batch_op:
        batch_op.drop_column('slot')

    with op.batch_alter_table('dispatch_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dispatch_line_order_id'))
        batch_op.drop_index(batch_op.f('ix_dispatch_line_item_id'))

    op.drop_table('dispatch_line')
    with op.batch_alter_table('dispatch_run', schema=None) as batch_op:
        batch_op.drop_index('ix_dispatch_run_window_id_id')
        batch_op.drop_index('ix_dispatch_run_state')

    op.drop_table('dispatch_run')
