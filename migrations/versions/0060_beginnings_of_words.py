"""SQLite's full text keeps lists of what begins alike, so that a word half typed is one list and not hundreds."""

from alembic import op

revision = '0060'
down_revision = '0057'

COLUMNS = "tokens, content='search_document', content_rowid='id', tokenize='ascii', detail='none'"


def _make_anew(columns):
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TABLE search_text")
        op.execute(f"CREATE VIRTUAL TABLE search_text USING fts5({columns})")
        op.execute("INSERT INTO search_text(search_text) VALUES ('rebuild')")


def upgrade() -> None:
    _make_anew(f"{COLUMNS}, prefix='4 5 6 7 8 9 10'")


def downgrade() -> None:
    _make_anew(COLUMNS)
