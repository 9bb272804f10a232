"""`deck [FILE] --out deck.pptx`: the pictures that answer where, when and what then, as slides."""

import argparse
from datetime import date
from pathlib import Path

from emr_core.commands.errors import WRONG_CALL, CommandError
from emr_core.commands.patients_asked import add_arguments, asked
from emr_core.export.deck.deck import Deck
from emr_core.export.deck.html_file import html_bytes
from emr_core.export.deck.page import Page
from emr_core.export.deck.pages import pages
from emr_core.export.deck.pdf_file import pdf_bytes
from emr_core.export.deck.pptx_file import pptx_bytes
from emr_core.export.deck.standard import standard_deck
from emr_core.export.k_anonymity import k_anonymity
from emr_core.export.share_safe import THRESHOLDS, protects, told
from emr_core.filters import apply

KINDS = (".pptx", ".pdf", ".html")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("deck", help="write the standard slides of a cohort")
    add_arguments(parser)
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="a .pptx, .pdf or .html file")
    parser.add_argument("--title", default="", help="heading of the first slide; default: the cohort's name")
    parser.add_argument(
        "--share-safe",
        metavar="N",
        type=int,
        choices=[count for count in THRESHOLDS.values() if count],
        default=0,
        help="withhold counts under 5 or 11, those that would give them away, and single patients",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the standard deck of the cohort in a file, or of the published one."""
    kind = given.out.suffix.lower()
    if kind not in KINDS:
        raise CommandError(f"{given.out.name}: end the name in {', '.join(KINDS)}.", WRONG_CALL)
    whole, choices = asked(given)
    if not len(apply(whole, choices)):
        raise CommandError("No patient fits these filters, so there is nothing to show.", WRONG_CALL)
    deck = standard_deck(whole, choices, given.title)
    made = pages(deck, whole, date.today(), threshold=given.share_safe)
    given.out.write_bytes(_file(kind, deck, made, whole.source.name))
    print(f"{given.out.name}: {len(deck)} slides with title and methods.")
    if given.share_safe:
        print(told(whole.source, given.share_safe))
    if protects(whole.source, given.share_safe):
        print(k_anonymity(whole).sentence)
    return 0


def _file(kind: str, deck: Deck, made: tuple[Page, ...], name: str) -> bytes:
    """Return the pages as the kind of file the name ends in."""
    if kind == ".pptx":
        return pptx_bytes(made)
    return pdf_bytes(made, deck.title or name) if kind == ".pdf" else html_bytes(made, deck.title or name)
