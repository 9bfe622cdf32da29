"""办理: one act on a document or a unit, asked for in the panel that shows it, with no dialog on top."""
