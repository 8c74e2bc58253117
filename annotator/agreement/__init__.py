"""How well two coders agree, and all coders of a study."""
