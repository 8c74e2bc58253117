"""What coders and a lead do, done without a person: `python -m ui.tour`."""
