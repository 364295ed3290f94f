"""Photographs of bases, what is to be known of each access fact, and former names of bases."""

import json
from datetime import datetime, timedelta

from alembic import op
import sqlalchemy as sa

revision = '0053'
down_revision = '0052'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
SHOWS = ('venue', 'exhibit')
RIGHTS = ('own', 'permitted', 'cc-by', 'cc-by-sa', 'cc0')
STATES = ('waiting', 'shown', 'returned')
DISTRICT_IS_AHEAD = timedelta(hours=8)


def upgrade() -> None:
    op.create_table('base_photo',
    sa.Column('id', ID, nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('shows', sa.Enum(*SHOWS, name='shows', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('alt_zh', sa.String(), nullable=False),
    sa.Column('alt_en', sa.String(), nullable=False),
    sa.Column('caption_zh', sa.String(), nullable=False),
    sa.Column('caption_en', sa.String(), nullable=False),
    sa.Column('author', sa.String(), nullable=False),
    sa.Column('rights', sa.Enum(*RIGHTS, name='rights', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('permission', sa.String(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum(*STATES, name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('added_by', ID, nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('thumbnail', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.CheckConstraint("alt_zh <> ''", name=op.f('ck_base_photo_told_in_words')),
    sa.CheckConstraint("author <> ''", name=op.f('ck_base_photo_is_somebodys')),
    sa.CheckConstraint("rights <> 'permitted' OR permission <> ''", name=op.f('ck_base_photo_permitted_by_somebody')),
    sa.CheckConstraint('width > 0 AND height > 0', name=op.f('ck_base_photo_size_real')),
    sa.CheckConstraint('(decided_at IS NULL) = (decided_by IS NULL)', name=op.f('ck_base_photo_decided_by_somebody')),
    sa.CheckConstraint("state <> 'shown' OR decided_at IS NOT NULL", name=op.f('ck_base_photo_shown_once_seen')),
    sa.CheckConstraint("state <> 'returned' OR note <> ''", name=op.f('ck_base_photo_returned_with_a_word')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_base_photo_base_id_base')),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_base_photo_added_by_person')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_base_photo_decided_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_base_photo'))
    )
    op.create_index(op.f('ix_base_photo_base_id'), 'base_photo', ['base_id'])
    op.create_index('ix_base_photo_state', 'base_photo', ['state', 'id'])
    op.create_table('base_access',
    sa.Column('base_id', ID, autoincrement=False, nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('note_zh', sa.String(), nullable=False),
    sa.Column('note_en', sa.String(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.CheckConstraint("note_zh <> '' OR note_en <> '' OR checked_on IS NOT NULL", name=op.f('ck_base_access_says_something')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_base_access_base_id_base')),
    sa.PrimaryKeyConstraint('base_id', 'slug', name=op.f('pk_base_access'))
    )
    op.create_table('base_former_name',
    sa.Column('id', ID, nullable=False),
    sa.Column('base_id', ID, nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.CheckConstraint("name_zh <> ''", name=op.f('ck_base_former_name_is_a_name')),
    sa.ForeignKeyConstraint(['base_id'], ['base.id'], name=op.f('fk_base_former_name_base_id_base')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_base_former_name'))
    )
    op.create_index(op.f('ix_base_former_name_base_id'), 'base_former_name', ['base_id'])
    _read_the_trail()


def _read_the_trail() -> None:
    """What bases were called before stands in the trail: every change of a name, by a filing, by the district or a list."""
    found = sa.text("SELECT subject_id, at, facts FROM audit WHERE action = 'base.change' ORDER BY id")
    insert = sa.text(
        "INSERT INTO base_former_name (base_id, name_zh, name_en, until_on)"
        " SELECT id, :name_zh, :name_en, :until_on FROM base"
        " WHERE id = :base_id AND state IN ('public', 'withdrawn')"
    ).bindparams(sa.bindparam('until_on', type_=sa.Date()))
    for base_id, at, facts in op.get_bind().execute(found).all():
        changed = (json.loads(facts) if isinstance(facts, str) else facts).get('changed') or {}
        if not isinstance(changed, dict) or not (changed.get('name_zh') or [''])[0]:
            continue
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        english = (changed.get('name_en') or [''])[0] or ''
        row = {'base_id': base_id, 'name_zh': changed['name_zh'][0], 'name_en': english}
        op.execute(insert.bindparams(**row, until_on=(moment + DISTRICT_IS_AHEAD).date()))


def downgrade() -> None:
    op.drop_table('base_former_name')
    op.drop_table('base_access')
    op.drop_table('base_photo')
