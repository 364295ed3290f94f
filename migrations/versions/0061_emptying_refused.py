"""PostgreSQL refuses to empty what a year filed and what a survey froze, as it refuses to change a row of it."""

from alembic import op

revision = '0061'
down_revision = '0060'

GUARDS = {
    'year_figure': 'year_figure_kept',
    'survey_figure': 'survey_kept',
    'survey_row': 'survey_kept',
    'survey_return': 'survey_kept',
}


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table, guard in GUARDS.items():
            op.execute(
                f'CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {guard}()'
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table in GUARDS:
            op.execute(f'DROP TRIGGER {table}_not_emptied ON {table}')
