"""Where coders differ, by kind, and the consensus that follows from how it was settled."""
