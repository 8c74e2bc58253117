"""What events amount to: seconds, bouts and latencies in an episode, evidence beside a rating, linear scores."""
