"""Keys: what they do, how they are shown and changed."""
