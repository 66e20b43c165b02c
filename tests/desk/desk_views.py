"""The rows of every view table, for comparing what was folded with what is folded anew."""

from workstation.views import VIEWS

TABLES = [table for view in VIEWS for table in view.tables]


def dumped(journal, tables=TABLES):
    """Table -> its rows, sorted."""
    return {table: sorted(journal.read(f'SELECT * FROM "{table}"'), key=repr) for table in tables}
