"""What step 010 adds: papers on their way to a printer. No records: a job tells what is known of some sheets.

The paper itself lies beside its job, so that a list of jobs never reads a PDF.
"""

PRINTING = (
    """
    CREATE TABLE print_job (
      job INTEGER PRIMARY KEY,
      job_id TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      paper_kind TEXT NOT NULL,
      printer TEXT NOT NULL,
      unit TEXT NOT NULL CHECK (unit IN ('page', 'label')),
      pages INTEGER NOT NULL CHECK (pages > 0),
      copies INTEGER NOT NULL CHECK (copies > 0),
      state TEXT NOT NULL
        CHECK (state IN ('queued', 'handing', 'spooled', 'interrupted', 'done', 'cancelled')),
      good_to INTEGER NOT NULL CHECK (good_to >= 0),
      handed_to INTEGER NOT NULL CHECK (handed_to >= good_to AND handed_to <= pages * copies),
      cause TEXT CHECK (cause IN ('printer', 'restarted', 'person')),
      queued_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE print_content (
      job INTEGER PRIMARY KEY REFERENCES print_job (job) ON DELETE CASCADE,
      pdf BLOB NOT NULL
    ) STRICT
    """,
)
