"""Numbers of other studies, by topic."""

from emr_core.evidence.reference_line import topics
from emr_core.tables import literature
from emr_ui import card, pickers


def show() -> None:
    """Draw the section: the topic, then the table."""
    topic = pickers.one_of("Topic", (literature.EVERYTHING, *topics()), key="topic", width=230)
    card.table(literature, literature.Options(topic), everybody=True)
