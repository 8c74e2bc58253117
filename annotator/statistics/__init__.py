"""Statistics of agreement: numbers in, numbers out. They know no study, no coding and no codebook."""
