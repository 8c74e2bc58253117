"""What events amount to: seconds, bouts and latencies, answers to cues, sequences; evidence and linear scores."""
