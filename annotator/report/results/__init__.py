"""The pages of Results as plain tables: what stands in each cell, what the foot says, the events behind a number."""
