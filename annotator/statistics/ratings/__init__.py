"""Agreement on scale points.

Ratings are a table, shape (units, coders): a unit is what was rated once by each coder, such as one scale in one
episode of one session; nan is a rating that is missing or was not possible.
"""
