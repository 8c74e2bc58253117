"""Text as XML holds it."""

import re
from xml.sax.saxutils import escape, quoteattr

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""Return a text for between two tags, without the signs that XML cannot hold.

    >>> xml_text("a < b\r\0")
    'a &lt; b&#13;'
    """
    return escape(_NO_XML.sub("", text), {"\r": "&#13;"})


def xml_attributes(**given: str | None) -> str:
    r"""Return attributes, each with a blank before it; those that are None are left out.

    >>> xml_attributes(NAME='"a"\n', PLACE=None)
    ' NAME=\'"a"&#10;\''
    """
    return "".join(f" {name}={quoteattr(_NO_XML.sub('', one))}" for name, one in given.items() if one is not None)
