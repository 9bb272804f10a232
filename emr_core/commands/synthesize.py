"""`synthesize`: a synthetic registry of any size, to a file or to standard output."""

import argparse
import sys
from pathlib import Path

from emr_core.commands.errors import WRONG_CALL, CommandError
from emr_core.synthesize import INSTITUTIONS, PATIENTS, SEED, stream

STANDARD_OUTPUT = "-"


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("synthesize", help="make a synthetic registry; no line of it is a patient")
    parser.add_argument(
        "--patients", metavar="N", type=int, default=PATIENTS, help=f"patients with EMR (default {PATIENTS})"
    )
    parser.add_argument("--seed", metavar="S", type=int, default=SEED, help=f"default {SEED}")
    parser.add_argument(
        "--institutions", metavar="N", type=int, default=INSTITUTIONS, help=f"default {INSTITUTIONS}"
    )
    parser.add_argument(
        "--with-denominator",
        action="store_true",
        help="add the patients without EMR behind them, about 14 for each",
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        default=STANDARD_OUTPUT,
        help="file that ends in .csv or .parquet (default: print CSV)",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the registry."""
    target = sys.stdout if given.out == STANDARD_OUTPUT else Path(given.out)
    try:
        stream(
            target,
            given.patients,
            given.seed,
            institutions=given.institutions,
            with_denominator=given.with_denominator,
        )
    except ValueError as error:
        raise CommandError(str(error), WRONG_CALL) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"{given.out} cannot be written: {error.strerror}.", WRONG_CALL) from None
    return 0
