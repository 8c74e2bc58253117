"""Tips that show names of others as they are: Qt takes a tip with signs of HTML in it for HTML."""

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Return a text for a tip, which shows it as it is written."""
    if not Qt.mightBeRichText(text):
        return text
    lines = "<br>".join(escape(text).splitlines())
    return f"<qt>{lines}</qt>"
