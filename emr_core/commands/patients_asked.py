"""The arguments that say which patients a command is about: a cohort's file, and filters."""

import argparse
from pathlib import Path

from emr_core.choices import Choice
from emr_core.cohort import Cohort
from emr_core.commands.errors import WRONG_CALL, CommandError
from emr_core.commands.files import cohort_in, published
from emr_core.filters import parse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, the published cohort without it, and the filters."""
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="default: the published cohort")
    parser.add_argument(
        "--where",
        metavar="FIELD=VALUE",
        action="extend",
        nargs="+",
        default=[],
        help="keep patients: leukemia_type=ALL, age_at_diagnosis=1..9, emr_sites=any:CSF,Kidney",
    )


def asked(given: argparse.Namespace) -> tuple[Cohort, tuple[Choice, ...]]:
    """Return the whole cohort and the filters.

    Raises
    ------
    CommandError
        If a filter cannot be read, or the file holds no cohort.
    """
    try:
        choices = tuple(parse(text) for text in given.where)
    except ValueError as error:
        raise CommandError(str(error), WRONG_CALL) from None
    return (cohort_in(given.file) if given.file else published()), choices
