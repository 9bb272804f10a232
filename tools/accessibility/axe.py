"""The rules of axe-core on a page, and what of Streamlit's own frame is excused from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

CONTRAST = ("color-contrast",)
"""The rules that can come out differently in the dark."""


@dataclass(frozen=True)
class Violation:
    """One element that breaks one rule."""

    rule: str
    impact: str
    selector: str
    html: str
    why: str


@dataclass(frozen=True)
class Excuse:
    """A rule that an element of Streamlit breaks, which we do not draw and cannot change.

    `part` is a CSS selector of the element; `link` leads to who has reported it.
    """

    rule: str
    part: str
    why: str
    link: str


EXCUSES = (
    Excuse(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "The area files are dropped on has no role but a name; the button inside it is what is used.",
        "https://github.com/react-dropzone/react-dropzone/pull/1182 (its default role); "
        "not reported to Streamlit",
    ),
    *(
        Excuse(
            "scrollable-region-focusable",
            part,
            "What scrolls has no place among the keys in Safari alone: Chromium and Firefox give it one, and "
            "Streamlit takes no attribute for its boxes.",
            "https://github.com/dequelabs/axe-core/pull/4995",
        )
        for part in ("[data-testid=stHorizontalBlock][class*=st-key-scroll-]", "[data-testid=stPopoverBody]")
    ),
)

RUN = """async ([rules, excused]) => {
  const options = { resultTypes: ['violations'] };
  if (rules.length) options.runOnly = { type: 'rule', values: rules };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, impact, nodes }) => nodes
    .filter(({ target }) => {
      const element = document.querySelector(target[0]);
      return !excused.some(([rule, part]) => rule === id && element?.matches(part));
    })
    .map(({ target, html, failureSummary }) =>
      [id, impact, target.flat().join(' '), html.slice(0, 200), failureSummary.split('\\n').at(-1).trim()]));
}"""


def violations(page: Page, rules: tuple[str, ...] = ()) -> Iterator[Violation]:
    """Return what breaks a rule of axe-core on a page as it stands, without what is excused.

    Parameters
    ----------
    page
        A settled page.
    rules
        Names of the only rules to run; all of axe-core's without.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    excused = [(excuse.rule, excuse.part) for excuse in EXCUSES]
    yield from (Violation(*found) for found in page.evaluate(RUN, [list(rules), excused]))
