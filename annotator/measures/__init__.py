"""Measures per session, coder, episode and code, as plain tables."""

from annotator.measures.tables import episode_summary, events_table, observed_episodes_table

__all__ = ["episode_summary", "events_table", "observed_episodes_table"]
