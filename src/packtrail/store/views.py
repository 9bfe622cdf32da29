"""The views as tables: one made from the fields of each state, and some that serve all of them.

``{p}`` in a statement stands for the prefix of the tables: none for those that are read, ``shadow_`` for
those that a rebuild is filling. They are no migrations' business: a changed PROJECTION_VERSION makes them
anew from the log.
"""

from packtrail.domain.views import VIEWS, ViewOf
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled

VIEW_NUMBERS = {view.name: number for number, view in enumerate(VIEWS)}
"""A view in ``touch`` is its place among them; another order is another PROJECTION_VERSION."""


def _table_of(view: ViewOf) -> str:
    return filled(
        "CREATE TABLE {p}{name} (arrival INTEGER PRIMARY KEY, {columns}) STRICT",
        name=view.name,
        columns=shape_of(view.state).declared,
    )


_SHARED = {
    # Which records speak of which subject, so that one of them amended folds its views anew.
    "touch": """
        CREATE TABLE {p}touch (
          view INTEGER NOT NULL, subject INTEGER NOT NULL, arrival INTEGER NOT NULL,
          PRIMARY KEY (view, subject, arrival)
        ) STRICT, WITHOUT ROWID
        """,
    # Which records name which; what is named by something that counts can't be voided.
    "reference": """
        CREATE TABLE {p}reference (
          named INTEGER NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (named, arrival)
        ) STRICT, WITHOUT ROWID
        """,
    # Corrections, voids and answers by what they are about.
    "amendment": """
        CREATE TABLE {p}amendment (
          target INTEGER NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (target, arrival)
        ) STRICT, WITHOUT ROWID
        """,
    # What stands in whose place after 编码录错: who names the old one means the new one.
    "replacement": """
        CREATE TABLE {p}replacement (old INTEGER PRIMARY KEY, new INTEGER NOT NULL) STRICT
        """,
    # Every text that finds a unit; ``is_number`` marks those that are no name of the battery itself.
    "unit_code": """
        CREATE TABLE {p}unit_code (
          code TEXT NOT NULL, arrival INTEGER NOT NULL, is_number INTEGER NOT NULL,
          PRIMARY KEY (code, arrival)
        ) STRICT, WITHOUT ROWID
        """,
    # Every number that a document carries; it stays used whatever becomes of the document.
    "document_number": """
        CREATE TABLE {p}document_number (
          number TEXT NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (number, arrival)
        ) STRICT, WITHOUT ROWID
        """,
    # One text for each party, in which a piece of name, code or initials is looked for.
    "party_text": "CREATE TABLE {p}party_text (arrival INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
    # How many units stand in each custody state, and their known mass.
    "unit_tally": """
        CREATE TABLE {p}unit_tally (
          custody TEXT PRIMARY KEY, units INTEGER NOT NULL, mass_g INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    # Where each unit was from when to when, so that stock can be asked for any past moment.
    "unit_stay": """
        CREATE TABLE {p}unit_stay (
          arrival INTEGER NOT NULL, number INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER,
          custody TEXT NOT NULL, level TEXT NOT NULL, chemistry_code TEXT, mass_g INTEGER, zone TEXT,
          slot TEXT, PRIMARY KEY (arrival, number)
        ) STRICT, WITHOUT ROWID
        """,
    # Units with a record that happened before one earlier in the log: their stays are laid anew each time.
    "unit_late": "CREATE TABLE {p}unit_late (arrival INTEGER PRIMARY KEY) STRICT",
}

TABLES = {**{view.name: _table_of(view) for view in VIEWS}, **_SHARED}
"""Each table by its name; every one has a primary key, in whose order two of them can be compared."""

ORDER = {
    **{view.name: "arrival" for view in VIEWS},
    "touch": "view, subject, arrival",
    "reference": "named, arrival",
    "amendment": "target, arrival",
    "replacement": "old",
    "unit_code": "code, arrival",
    "unit_stay": "arrival, number",
    "unit_late": "arrival",
    "document_number": "number, arrival",
    "unit_tally": "custody",
    "party_text": "arrival",
}


def _index_of(view: ViewOf, columns: tuple[str, ...]) -> tuple[str, str]:
    """Its name and statement; a single column that may be empty is indexed where it is not."""
    name = "_by_".join((view.name, "_".join(columns[:2])))
    declared = {column.name: column.declared for column in shape_of(view.state).columns}
    partial = len(columns) == 1 and "NOT NULL" not in declared[columns[0]]
    where = f" WHERE {columns[0]} IS NOT NULL" if partial else ""
    return name, f"CREATE INDEX {name} ON {view.name} ({', '.join(columns)}){where}"


INDEXES = {
    **dict(_index_of(view, columns) for view in VIEWS for columns in view.indexes),
    "touch_of_record": "CREATE INDEX touch_of_record ON touch (arrival)",
    # Everything that the sums of a past moment need, so that the stays themselves are not read.
    "stay_in_time": "CREATE INDEX stay_in_time ON unit_stay (since, until, custody, level, mass_g, zone)",
    "stay_in_zone": "CREATE INDEX stay_in_zone ON unit_stay (zone, since, until) WHERE zone IS NOT NULL",
}
"""What only readers and amendments need; a fold finds everything else by primary keys."""
