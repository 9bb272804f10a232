"""`template`: a blank table to fill in, or what each column means, for people and for REDCap."""

import argparse
from pathlib import Path

from emr_core.commands.errors import WRONG_CALL, CommandError
from emr_core.dictionary import data_dictionary, redcap_dictionary, template


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("template", help="write a blank template or a data dictionary")
    parser.add_argument(
        "--out",
        metavar="FILE",
        required=True,
        help="NAME.xlsx for the template; dictionary.csv or redcap.csv for the dictionary",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the document that the file's name asks for."""
    target = Path(given.out)
    if target.suffix == ".xlsx":
        content = template()
    elif target.suffix == ".csv":
        frame = redcap_dictionary() if "redcap" in target.stem.lower() else data_dictionary()
        content = frame.to_csv(index=False).encode("utf-8-sig")
    else:
        raise CommandError(f"{target.name}: end the name in .xlsx or .csv.", WRONG_CALL)
    try:
        target.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}.", WRONG_CALL) from None
    print(f"{target} written.")
    return 0
