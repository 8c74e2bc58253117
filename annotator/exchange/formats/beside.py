"""Tables that stand beside the data in every format: the settings of the export, and the data dictionary."""

import pandas as pd

from annotator.exchange.write_files import NewFiles, csv_bytes

SETTINGS, DICTIONARY = "settings.csv", "data_dictionary.csv"


def write_beside(files: NewFiles, place: str, rows: pd.DataFrame) -> None:
    """Write such a table, which comes in one piece, as a CSV file."""
    files.append(place, csv_bytes(rows))
