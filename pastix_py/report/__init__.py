"""What was done: `report` (plain numbers), `text` (the table), `clock` (wall time without compilation)."""
