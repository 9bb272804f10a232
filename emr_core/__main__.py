"""Command line: the same functions as on screen, without a browser.

    python -m emr_core summary [FILE] [--where FIELD=VALUE ...] [--json]
    python -m emr_core check FILE [--json]
    python -m emr_core deck [FILE] --out deck.pptx | deck.pdf | deck.html [--where FIELD=VALUE ...]
    python -m emr_core template --out template.xlsx | dictionary.csv | redcap.csv
    python -m emr_core synthesize [--patients N] [--seed S] [--with-denominator] [--out FILE]

Exit codes: 0 done or accepted, 3 accepted with warnings, 1 file refused, 2 wrong call.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from emr_core.commands import check, deck, summary, synthesize, template
from emr_core.commands.errors import CommandError

COMMANDS = (summary, check, deck, template, synthesize)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a failure is one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # other consoles than UTF-8 know neither – nor ⁹
            stream.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(
        prog="python -m emr_core", description="Analyse a cohort of extramedullary relapses."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands)
    given = parser.parse_args(arguments)
    try:
        exit_code = int(given.run(given))
        sys.stdout.flush()
    except CommandError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader has enough, as `head` has; the rest goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
