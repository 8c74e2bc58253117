"""Two coders, compared in every way: over time, by events, points, ratings, classes, episodes and intervals."""
