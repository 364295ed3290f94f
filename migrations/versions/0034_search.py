"""The index of everything that can be found, what of it is due, the words that it knows; wishes and their drafts.

The full text is the database's own: an FTS5 table kept by triggers on SQLite, a GIN index on PostgreSQL. The worker
fills it at its start.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0034'
down_revision = '0033'

KINDS = "kind IN ('event', 'base', 'course', 'edition', 'contest', 'item', 'project')"
FTS5 = (
    "CREATE VIRTUAL TABLE search_text USING fts5("
    "tokens, content='search_document', content_rowid='id', tokenize='ascii', detail='none')",
    "CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_text(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER search_document_gone AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_text(search_text, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER search_document_changed AFTER UPDATE OF tokens ON search_document BEGIN "
    "INSERT INTO search_text(search_text, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO search_text(rowid, tokens) VALUES (new.id, new.tokens); END",
)
GIN = (
    "ALTER TABLE search_document SET (toast_tuple_target = 128)",
    "ALTER TABLE search_document ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "CREATE INDEX search_text ON search_document USING gin (tokens)",
)


def number():
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('search_document',
    sa.Column('id', number(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('ref', number(), nullable=False),
    *(sa.Column(name, sa.String(), nullable=False) for name in ('slug', 'title_zh', 'title_en', 'place_zh', 'place_en', 'labels')),
    sa.Column('summary_zh', sa.Text(), nullable=False),
    sa.Column('summary_en', sa.Text(), nullable=False),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('lon', sa.Float(), nullable=True),
    sa.Column('price_cents', sa.Integer(), nullable=True),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sounds', sa.Text(), nullable=False),
    sa.Column('tokens', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.CheckConstraint(KINDS, name=op.f('ck_search_document_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_document')),
    sa.UniqueConstraint('kind', 'ref', name=op.f('uq_search_document_kind_ref'))
    )
    op.create_index(op.f('ix_search_document_until_at'), 'search_document', ['until_at'], unique=False)
    for statement in FTS5 if op.get_bind().dialect.name == 'sqlite' else GIN:
        op.execute(statement)
    op.create_table('search_due',
    sa.Column('id', number(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('attribute', sa.String(), nullable=False),
    sa.Column('value', number(), nullable=False),
    sa.CheckConstraint(KINDS, name=op.f('ck_search_due_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_due'))
    )
    op.create_table('search_word',
    sa.Column('word', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('word', name=op.f('pk_search_word'))
    )
    op.create_table('demand_pool',
    sa.Column('id', number(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('event_id', number(), nullable=False),
    sa.Column('families', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('families > 0 AND seats > 0', name=op.f('ck_demand_pool_somebody_asked')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_demand_pool_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_pool')),
    sa.UniqueConstraint('event_id', name=op.f('uq_demand_pool_event_id'))
    )
    op.create_index(op.f('ix_demand_pool_subject'), 'demand_pool', ['subject'], unique=False)
    op.create_table('demand',
    sa.Column('id', number(), nullable=False),
    sa.Column('person_id', number(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('town_code', sa.String(), nullable=True),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('part_of_week', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('pool_id', number(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wording', sa.String(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.CheckConstraint('seats BETWEEN 1 AND 10', name=op.f('ck_demand_seats_sane')),
    sa.CheckConstraint("part_of_week IN ('any', 'workdays', 'weekend')", name=op.f('ck_demand_part_of_week')),
    sa.CheckConstraint("state IN ('open', 'answered')", name=op.f('ck_demand_state')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_demand_person_id_person')),
    sa.ForeignKeyConstraint(['pool_id'], ['demand_pool.id'], name=op.f('fk_demand_pool_id_demand_pool')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand')),
    sa.UniqueConstraint('person_id', 'subject', 'audience', name=op.f('uq_demand_person_id_subject_audience'))
    )
    op.create_index('ix_demand_subject_state', 'demand', ['subject', 'state'], unique=False)
    op.create_index(op.f('ix_demand_pool_id'), 'demand', ['pool_id'], unique=False)
    op.create_index(op.f('ix_demand_until_on'), 'demand', ['until_on'], unique=False)


def downgrade() -> None:
    op.drop_table('demand')
    op.drop_table('demand_pool')
    op.drop_table('search_word')
    op.drop_table('search_due')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TABLE search_text")
    op.drop_table('search_document')
