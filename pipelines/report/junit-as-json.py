"""For junit.test.ts: parses the XML on stdin and prints it as JSON, element by element."""

import json
import sys
from xml.etree import ElementTree


def as_dict(element):
    return {
        "tag": element.tag,
        "attributes": dict(element.attrib),
        "text": (element.text or "").strip(),
        "children": [as_dict(child) for child in element],
    }


json.dump(as_dict(ElementTree.fromstring(sys.stdin.buffer.read())), sys.stdout)
