"""Files that a command is given: their bytes, and the cohort in them."""

from pathlib import Path

from emr_core.cohort import Cohort
from emr_core.commands.errors import REFUSED, WRONG_CALL, CommandError
from emr_core.intake.intake import Intake
from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.load import load

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "sample_cohort.csv"


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    CommandError
        If there is no such file, or it may not be read.
    """
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name the file in it.", WRONG_CALL)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}. Check the name and the folder.", WRONG_CALL) from None
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", WRONG_CALL) from None


def published() -> Cohort:
    """Return the published cohort that comes with the program."""
    return _accepted(load(read_bytes(PUBLISHED), PUBLISHED.name, read_bytes(_description_of(PUBLISHED))))


def cohort_in(path: Path) -> Cohort:
    """Return the cohort in a file, with its source if a description lies beside it.

    Raises
    ------
    CommandError
        If the file is refused; the message names the first error.
    """
    data, description = read_bytes(path), _description_of(path)
    told = read_bytes(description) if description.is_file() else b""
    try:
        return _accepted(load(data, path.name, told))
    except UnreadableFileError as error:
        raise CommandError(str(error), REFUSED) from None


def _description_of(path: Path) -> Path:
    """Return where the description of a file's source would lie: `cohort.source.json` for `cohort.csv`."""
    return path.with_suffix(".source.json")


def _accepted(intake: Intake) -> Cohort:
    """Return the cohort, or say why the file was refused."""
    if intake.cohort is not None:
        return intake.cohort
    errors = [issue.message for issue in intake.issues if issue.severity == "error"]
    more = f" And {len(errors) - 1} more: see the command check." if len(errors) > 1 else ""
    raise CommandError(f"{intake.table.name} is refused. {errors[0]}{more}", REFUSED)
