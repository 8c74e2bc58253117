"""SVG of a file turned into SVG that stands in a page of HTML together with others."""

import re
from xml.etree import ElementTree as ET

from annotator.exchange.bounded_xml import parse_xml

_SVG, _LINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"
_FONT = re.compile(r"'DejaVu Sans'")
_REFERENCE = re.compile(r"url\(#")


def within_a_page(svg: str, title: str, prefix: str) -> str:
    """Return a picture without what only a file needs, its ids led by a prefix, and with a name for who cannot see it.

    Args:
        svg: as matplotlib writes it.
        title: what the picture is called.
        prefix: of all ids; another for each picture of a page.
    """
    for name, uri in (("", _SVG), ("xlink", "http://www.w3.org/1999/xlink")):
        ET.register_namespace(name, uri)
    root = parse_xml(svg[svg.index("<svg") :], title, (), lambda _share: None)
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        for name, value in element.attrib.items():
            element.attrib[name] = _led(name, value, prefix)
    root.attrib |= {"role": "img", "aria-label": title}
    return ET.tostring(root, encoding="unicode")


def _led(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}{value}"
    if name == _LINK:
        return f"#{prefix}{value.removeprefix('#')}" if value.startswith("#") else value
    # Where the letters of the file are not installed, those of the same width.
    return _FONT.sub("'DejaVu Sans', Verdana, sans-serif", _REFERENCE.sub(f"url(#{prefix}", value))
