"""`Factors`, a factored matrix: made (`make`), judged (`judge`, `estimate`, `singular`), made better (`escalate`)."""
