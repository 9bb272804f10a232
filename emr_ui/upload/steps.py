"""The five steps from a file to a cohort in use: each one line where all is well, open where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import streamlit as st

from emr_core.intake.intake import Intake
from emr_ui.markdown import escaped
from emr_ui.upload import columns, fixing, held, profile, reading, use, verdict, words

DONE, LOOK, WRONG = ":material/check_circle:", ":material/help:", ":material/error:"


@dataclass(frozen=True)
class Step:
    """One step: its name, what is inside it, its state in a line, and whether it is open at first."""

    name: str
    inside: str
    line: str
    icon: str
    show: Callable[[Intake], None]
    open: bool


def show(intake: Intake) -> None:
    """Show the verdict, then the steps; only what is open runs."""
    verdict.show(intake)
    sentence, wrong = held.said()
    if sentence:
        (st.error if wrong else st.info)(escaped(sentence))
    for number, step in enumerate(steps(intake), start=1):
        with st.container(border=True, key=f"step-{number}", gap="xsmall"):
            st.markdown(f"**{step.icon} {number} {step.name}** · {escaped(step.line)}")
            # The label never changes: another would be another widget, and what stands in it lose the focus.
            key = held.file_key(f"open-{number}")
            st.session_state.setdefault(key, step.open)
            with st.expander(step.inside, key=key, type="compact", on_change="rerun") as box:
                if box.open:
                    step.show(intake)


def steps(intake: Intake) -> Iterator[Step]:
    """Yield the steps as they stand; a step is open at first where a person is needed."""
    yield Step(
        "File", "How it was read", f"{intake.table.name}: {reading.line(intake)}", DONE, reading.show, False
    )
    missing = bool(columns.lacking(intake))
    look = missing or bool(columns.to_look_at(intake))
    yield Step(
        "Columns",
        "What the columns mean",
        columns.line(intake),
        _icon(missing, look),
        columns_and_profile,
        look,
    )
    asked = bool(words.unknown(intake))
    yield Step("Words", "What the words mean", words.line(intake), _icon(False, asked), words.show, asked)
    wrong = intake.verdict == "refuse"
    look = intake.verdict != "accept"
    yield Step(
        "Check and fix",
        "What is wrong, and the rows",
        fixing.line(intake),
        _icon(wrong, look),
        fixing.show,
        look,
    )
    yield Step("Use", "Name and files", use.line(intake), _icon(wrong, False), use.show, True)


def columns_and_profile(intake: Intake) -> None:
    """Show what the columns mean, and the way to say it by a saved mapping."""
    columns.show(intake)
    profile.show()


def _icon(wrong: bool, look: bool) -> str:
    return WRONG if wrong else LOOK if look else DONE
