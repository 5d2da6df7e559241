"""Dense LU on the task runtime: `graph` (what waits for what), `bodies` (what workers do), `driver` (`dense.lu`)."""
