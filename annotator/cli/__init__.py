"""The command line: `annotator ...`, a thin skin over the core; one file a group of commands."""
