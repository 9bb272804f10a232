"""Text from data inside Streamlit's Markdown: shown literally, never interpreted."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>$:~-])")


def escaped(text: object) -> str:
    """Return a text that Markdown shows as it stands: no link, image, formula or colour is made of it."""
    return _MARKS.sub(r"\\\1", str(text))
