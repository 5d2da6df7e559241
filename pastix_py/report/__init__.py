"""What was done: `report` (plain numbers), `text` (the table)."""
