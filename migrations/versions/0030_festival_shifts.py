"""Shifts for a festival's day at one of its venues, and templates for a venue."""

from alembic import op
import sqlalchemy as sa

revision = '0030'
down_revision = '0029'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _one_of(*columns: str, most: str = '= 1') -> str:
    return ' + '.join(f'CASE WHEN {name} IS NULL THEN 0 ELSE 1 END' for name in columns) + f' {most}'


def upgrade() -> None:
    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.add_column(sa.Column('festival_venue_id', ID, nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_shift_template_festival_venue_id_edition_venue'), 'edition_venue', ['festival_venue_id'], ['id']
        )
        batch_op.drop_constraint(op.f('ck_shift_template_made_for_one'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_shift_template_made_for_one'), _one_of('event_id', 'class_id', 'festival_venue_id', 'from_time')
        )
        batch_op.create_check_constraint(
            op.f('ck_shift_template_festival_at_a_base'), 'festival_venue_id IS NULL OR base_id IS NOT NULL'
        )
        batch_op.create_index(batch_op.f('ix_shift_template_festival_venue_id'), ['festival_venue_id'])

    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.add_column(sa.Column('festival_venue_id', ID, nullable=True))
        batch_op.add_column(sa.Column('festival_on', sa.Date(), nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_shift_festival_venue_id_edition_venue'), 'edition_venue', ['festival_venue_id'], ['id']
        )
        batch_op.drop_constraint(op.f('ck_shift_for_one_thing'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_shift_for_one_thing'), _one_of('occurrence_id', 'lesson_id', 'festival_venue_id', most='<= 1')
        )
        batch_op.create_check_constraint(
            op.f('ck_shift_festival_day_whole'), '(festival_venue_id IS NULL) = (festival_on IS NULL)'
        )
        batch_op.create_check_constraint(
            op.f('ck_shift_festival_at_a_base'), 'festival_venue_id IS NULL OR base_id IS NOT NULL'
        )
        batch_op.create_index(batch_op.f('ix_shift_festival_venue_id'), ['festival_venue_id'])


def downgrade() -> None:
    # People keep their places and hours: a shift stays at its base, time and place, and is for nothing in particular.
    op.execute("""
        UPDATE shift SET template_id = NULL, template_key = NULL
        WHERE template_id IN (SELECT id FROM shift_template WHERE festival_venue_id IS NOT NULL)
    """)
    op.execute("DELETE FROM shift_template WHERE festival_venue_id IS NOT NULL")
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_festival_venue_id'))
        for name in ('festival_at_a_base', 'festival_day_whole', 'for_one_thing'):
            batch_op.drop_constraint(op.f(f'ck_shift_{name}'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_shift_for_one_thing'), _one_of('occurrence_id', 'lesson_id', most='<= 1')
        )
        batch_op.drop_constraint(op.f('fk_shift_festival_venue_id_edition_venue'), type_='foreignkey')
        batch_op.drop_column('festival_on')
        batch_op.drop_column('festival_venue_id')

    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_template_festival_venue_id'))
        for name in ('festival_at_a_base', 'made_for_one'):
            batch_op.drop_constraint(op.f(f'ck_shift_template_{name}'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_shift_template_made_for_one'), _one_of('event_id', 'class_id', 'from_time')
        )
        batch_op.drop_constraint(op.f('fk_shift_template_festival_venue_id_edition_venue'), type_='foreignkey')
        batch_op.drop_column('festival_venue_id')
