"""What is done with a table beyond reading it, as its notes tell; each step can be declined or asked for."""

from dataclasses import replace

from emr_core.intake.raw_table import RawTable
from emr_core.intake.read.limits import ReadOptions, Step

STEPS: dict[Step, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "groups": (("group_row",), ()),
    "codes down": (("codes_down", "merged_filled"), ("codes_blank",)),
    "sheets": (("sheets_together",), ("sheets_alike",)),
    "code book": (("code_book",), ()),
    "turned": (("turned",), ()),
}
"""What is done beyond reading a table, to the notes that say that it was done, and that it could be."""


def steps_offered(table: RawTable, options: ReadOptions) -> dict[Step, bool]:
    """Return what was done with the table beyond reading it, or could be, and whether it was done."""
    codes = {note.code for note in table.notes}
    done = {step: bool(codes & set(yes)) for step, (yes, _) in STEPS.items()}
    named = options.declined | options.wanted
    return {step: done[step] for step, (yes, no) in STEPS.items() if step in named or codes & {*yes, *no}}


def with_step(options: ReadOptions, step: Step, done: bool | None) -> ReadOptions:
    """Return how to read a file with a step done, not done, or (None) as it is found."""
    declined, wanted = options.declined - {step}, options.wanted - {step}
    return replace(
        options,
        declined=declined | {step} if done is False else declined,
        wanted=wanted | {step} if done else wanted,
    )
