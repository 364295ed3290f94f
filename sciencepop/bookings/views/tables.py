"""Tables to take along: they are made in core, and this name is kept for who knows them from here."""

from sciencepop.core.table_out import table_answer as table_answer
