"""Step 3: words and codes of the file that no vocabulary knows are asked; nothing is guessed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from emr_core.fields import Categorical, Continuous, Sites
from emr_core.intake.intake import ASKED, Intake
from emr_core.intake.mapping import Mapping as Plan
from emr_core.intake.mapping import with_words
from emr_core.schema import BY_NAME
from emr_core.vocabulary.sites import SITE_NAMES, read_sites
from emr_core.wording import counted
from emr_ui.markdown import escaped
from emr_ui.upload import held

NOT_SAID = "– unknown until you say –"
NOTHING = "Not recorded"


@dataclass(frozen=True)
class Asked:
    """The unknown words of one field: word to rows, and what a word can mean."""

    name: str
    words: Mapping[str, int]
    meanings: tuple[str, ...]


def asked(intake: Intake) -> Iterator[Asked]:
    """Yield the fields with words whose meaning somebody has to say."""
    for name in intake.mapping.columns:
        field = BY_NAME[name]
        meanings: tuple[str, ...] = ()
        if isinstance(field, Sites):
            values, meanings = _words_of_sites(_values(intake, name)), SITE_NAMES
        elif isinstance(field, Categorical) and not field.open:
            values, meanings = _values(intake, name), field.levels
        elif isinstance(field, Continuous):  # a number that is misspelled is corrected in its cell
            values = _values(intake, name, {"sentinel"})
        else:
            continue
        if values:
            yield Asked(name, values, meanings)


def unknown(intake: Intake) -> list[Asked]:
    """Return the fields with words whose meaning somebody has to say; found once for every change."""
    return held.once("words", lambda: list(asked(intake)))


def _values(intake: Intake, name: str, codes: Set[str] = ASKED) -> Counter[str]:
    """Return the cells of one field whose meaning is asked, each with its number of rows."""
    issues = (issue for issue in intake.issues if issue.field == name and issue.code in codes and issue.value)
    return Counter(value for _, value in dict.fromkeys((issue.row, issue.value) for issue in issues))


def _words_of_sites(cells: Mapping[str, int]) -> Counter[str]:
    """Return the words of cells that are not known as sites, each with its number of rows."""
    words: Counter[str] = Counter()
    for text, rows in cells.items():
        reading = read_sites(text)
        words.update(dict.fromkeys((*reading.unread, *reading.questions), rows))
    return words


def line(intake: Intake) -> str:
    """Return how many words wait for a meaning."""
    n = sum(len(one.words) for one in unknown(intake))
    return f"{counted(n, 'word')} to say the meaning of" if n else "every word is known"


def show(intake: Intake) -> None:
    """Ask for the meaning of every unknown word, field by field, and show what was said so far."""
    halves = st.columns(2, gap="medium")
    for place, one in enumerate(unknown(intake)):
        with halves[place % 2]:
            _ask(one)
    _said(intake)


def _ask(one: Asked) -> None:
    """Show the unknown words of one field, each with a list of what it can mean."""
    st.markdown(f"**{escaped(BY_NAME[one.name].label)}**: words and codes that are not known")
    key = held.turn_key(f"words-{one.name}")
    st.data_editor(
        pd.DataFrame({"In the file": list(one.words), "Rows": list(one.words.values()), "Means": NOT_SAID}),
        key=key,
        hide_index=True,
        disabled=["In the file", "Rows"],
        column_config={
            "Means": st.column_config.SelectboxColumn(
                options=[NOT_SAID, NOTHING, *one.meanings], required=True, width="medium"
            )
        },
        on_change=_say,
        args=(one.name, list(one.words), key),
        alt=f"Meaning of unknown words under {BY_NAME[one.name].label}",
    )


def _said(intake: Intake) -> None:
    """Show what was said of words so far; a click takes it back."""
    said = {
        (name, word): meaning or NOTHING
        for name, column in intake.mapping.fields.items()
        for word, meaning in column.words.items()
    }
    if said:
        st.caption("What you said; click to take it back.")
        with st.container(horizontal=True):
            for (name, word), meaning in said.items():
                st.button(
                    f"{escaped(word)} → {escaped(meaning)}  ✕",
                    key=held.file_key(f"unsay-{name}-{word}"),
                    help=f"Under {BY_NAME[name].label}",
                    on_click=_unsay,
                    args=(name, word),
                )


def _say(name: str, words: list[str], key: str) -> None:
    edits = st.session_state[key]["edited_rows"]
    said = {
        words[row]: "" if cells["Means"] == NOTHING else str(cells["Means"])
        for row, cells in edits.items()
        if cells.get("Means") not in (None, NOT_SAID)
    }
    held.map_differently(lambda plan: with_words(plan, name, said))


def _unsay(name: str, word: str) -> None:
    held.map_differently(lambda plan: _without(plan, name, word))


def _without(plan: Plan, name: str, word: str) -> Plan:
    """Return the mapping that no longer says what one word means."""
    column = plan.fields[name]
    words = {other: meaning for other, meaning in column.words.items() if other != word}
    return replace(plan, fields={**plan.fields, name: replace(column, words=words)})
