"""Agreement on classifications: one class for each case by each coder."""
