"""Shifts at teaching points, for lessons of classes; templates for classes; who was reminded of a shift."""

from alembic import op
import sqlalchemy as sa

revision = '0024'
down_revision = '0023'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _one_of(*columns: str, most: str = '= 1') -> str:
    return ' + '.join(f'CASE WHEN {name} IS NULL THEN 0 ELSE 1 END' for name in columns) + f' {most}'


def upgrade() -> None:
    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.alter_column('base_id', existing_type=ID, nullable=True)
        batch_op.add_column(sa.Column('point_id', ID, nullable=True))
        batch_op.add_column(sa.Column('class_id', ID, nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_shift_template_point_id_teaching_point'), 'teaching_point', ['point_id'], ['id']
        )
        batch_op.create_foreign_key(
            op.f('fk_shift_template_class_id_course_class'), 'course_class', ['class_id'], ['id']
        )
        batch_op.drop_constraint(op.f('ck_shift_template_event_or_weekdays'), type_='check')
        batch_op.create_check_constraint(op.f('ck_shift_template_one_host'), _one_of('base_id', 'point_id'))
        batch_op.create_check_constraint(
            op.f('ck_shift_template_made_for_one'), _one_of('event_id', 'class_id', 'from_time')
        )
        batch_op.create_check_constraint(
            op.f('ck_shift_template_event_at_a_base'), 'event_id IS NULL OR base_id IS NOT NULL'
        )
        batch_op.create_check_constraint(
            op.f('ck_shift_template_class_at_a_point'), 'class_id IS NULL OR point_id IS NOT NULL'
        )
        batch_op.create_index(batch_op.f('ix_shift_template_point_id'), ['point_id'])
        batch_op.create_index(batch_op.f('ix_shift_template_class_id'), ['class_id'])

    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.alter_column('base_id', existing_type=ID, nullable=True)
        batch_op.add_column(sa.Column('point_id', ID, nullable=True))
        batch_op.add_column(sa.Column('lesson_id', ID, nullable=True))
        batch_op.create_foreign_key(op.f('fk_shift_point_id_teaching_point'), 'teaching_point', ['point_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_shift_lesson_id_lesson'), 'lesson', ['lesson_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_shift_one_host'), _one_of('base_id', 'point_id'))
        batch_op.create_check_constraint(
            op.f('ck_shift_for_one_thing'), _one_of('occurrence_id', 'lesson_id', most='<= 1')
        )
        batch_op.create_check_constraint(
            op.f('ck_shift_occurrence_at_a_base'), 'occurrence_id IS NULL OR base_id IS NOT NULL'
        )
        batch_op.create_check_constraint(
            op.f('ck_shift_lesson_at_a_point'), 'lesson_id IS NULL OR point_id IS NOT NULL'
        )
        batch_op.create_index(batch_op.f('ix_shift_lesson_id'), ['lesson_id'])
        batch_op.create_index('ix_shift_point_id_starts_at', ['point_id', 'starts_at'])


    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminded_on', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_column('reminded_on')
    # The earlier version knows bases alone. People keep their places and hours: a shift of a point is given to a base of
    # its town, the oldest, and says that it is at the point. Its class and the templates of points are lost.
    op.execute("""
        UPDATE shift SET
            template_id = NULL, template_key = NULL, lesson_id = NULL,
            place_en = CASE WHEN place_zh = '' THEN (SELECT name_en FROM teaching_point WHERE id = point_id) ELSE place_en END,
            lat = CASE WHEN place_zh = '' THEN (SELECT lat FROM teaching_point WHERE id = point_id) ELSE lat END,
            lon = CASE WHEN place_zh = '' THEN (SELECT lon FROM teaching_point WHERE id = point_id) ELSE lon END,
            place_zh = CASE WHEN place_zh = '' THEN (SELECT name_zh FROM teaching_point WHERE id = point_id) ELSE place_zh END,
            base_id = COALESCE(
                (SELECT min(base.id) FROM base JOIN teaching_point ON teaching_point.town_code = base.town_code
                 WHERE teaching_point.id = point_id),
                (SELECT min(id) FROM base)
            ),
            point_id = NULL
        WHERE point_id IS NOT NULL
    """)
    op.execute("DELETE FROM shift_template WHERE point_id IS NOT NULL")
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.drop_index('ix_shift_point_id_starts_at')
        batch_op.drop_index(batch_op.f('ix_shift_lesson_id'))
        for name in ('lesson_at_a_point', 'occurrence_at_a_base', 'for_one_thing', 'one_host'):
            batch_op.drop_constraint(op.f(f'ck_shift_{name}'), type_='check')
        batch_op.drop_constraint(op.f('fk_shift_lesson_id_lesson'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_shift_point_id_teaching_point'), type_='foreignkey')
        batch_op.drop_column('lesson_id')
        batch_op.drop_column('point_id')
        batch_op.alter_column('base_id', existing_type=ID, nullable=False)

    with op.batch_alter_table('shift_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_template_class_id'))
        batch_op.drop_index(batch_op.f('ix_shift_template_point_id'))
        for name in ('class_at_a_point', 'event_at_a_base', 'made_for_one', 'one_host'):
            batch_op.drop_constraint(op.f(f'ck_shift_template_{name}'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_shift_template_event_or_weekdays'), '(event_id IS NULL) = (from_time IS NOT NULL)'
        )
        batch_op.drop_constraint(op.f('fk_shift_template_class_id_course_class'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_shift_template_point_id_teaching_point'), type_='foreignkey')
        batch_op.drop_column('class_id')
        batch_op.drop_column('point_id')
        batch_op.alter_column('base_id', existing_type=ID, nullable=False)
