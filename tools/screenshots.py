"""Take the pictures of the documentation: `make screenshots`.

Starts the application on a free port, opens its screens in the browser that the tests use, and writes
`docs/pictures/*.png`. The same code and the same browser give the same pictures. Words after the command
name pictures: `make screenshots ARGS=sites-phone`.
"""

import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.browser.process import Server  # noqa: E402
from tests.browser.screen import settled  # noqa: E402
from tools import chromium  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 250_000
"""Bytes that one picture may have."""

WIDE, PHONE = 1440, 390
COLOURS = 256

CONTENT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const bar = document.querySelector('[data-testid=stSidebarContent]');
  const shown = bar !== null && bar.getBoundingClientRect().right > 0;
  return Math.max(main.scrollHeight, shown ? bar.scrollHeight : 0);
}"""

CARDS = """() => [...document.querySelectorAll('[class*=st-key-card-]')]
  .map(card => Math.ceil(card.getBoundingClientRect().bottom))"""
BELOW_A_CARD = 12


@dataclass(frozen=True)
class Picture:
    """One screen as it is opened: address, look, width, the height it may have, and a button to press."""

    name: str
    path: str
    scheme: str = "light"
    width: int = WIDE
    tallest: int = 1450
    press: str = ""


PICTURES = (
    Picture("overview-light", "/"),
    Picture("sites-light", "/sites"),
    Picture("timelines-light", "/timelines"),
    Picture("timelines-dark", "/timelines", scheme="dark"),
    Picture("outcomes-light", "/outcomes"),
    Picture("body-map-light", "/sites?sites_view=Body+map"),
    Picture("course-light", "/outcomes?outcomes_view=Course&cohort=Synthetic", tallest=1000),
    Picture("course-dark", "/outcomes?outcomes_view=Course&cohort=Synthetic", scheme="dark", tallest=1000),
    Picture("curves-light", "/outcomes?outcomes_view=Curves&cohort=Synthetic", tallest=1300),
    Picture("tumour-board-light", "/tumour_board", press="Begin with the standard slides"),
    Picture("sites-phone", "/sites", width=PHONE, tallest=1300),
)


def opened(browser: Browser, picture: Picture, url: str) -> Page:
    """Return the screen in a window as high as the picture is to be."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": 900},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        device_scale_factor=1,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    page.goto(url + picture.path)
    settled(page)
    if picture.press:
        page.get_by_role("button", name=picture.press).click()
        settled(page)
    page.set_viewport_size({"width": picture.width, "height": height(page, picture.tallest)})
    page.mouse.move(0, 0)
    return settled(page)


def height(page: Page, tallest: int) -> int:
    """Return the height of a screen; one that is too long ends below a card, if one ends far enough down."""
    content = int(page.evaluate(CONTENT))
    if content <= tallest:
        return content
    ends = [int(end) + BELOW_A_CARD for end in page.evaluate(CARDS)]
    return max((end for end in ends if 0.7 * tallest < end <= tallest), default=tallest)


def smaller(png: bytes) -> bytes:
    """Return a screenshot with a palette of its own colours: a third of the bytes, the same to the eye."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = io.BytesIO()
    few.save(written, format="PNG", optimize=True)
    return written.getvalue()


def take(browser: Browser, picture: Picture, url: str) -> str:
    """Write one picture and say how large it is."""
    page = opened(browser, picture, url)
    png = smaller(page.screenshot(animations="disabled", caret="hide"))
    page.context.close()
    if len(png) > LARGEST:
        raise SystemExit(f"{picture.name} has {len(png):,} bytes; {LARGEST:,} are allowed. Cut it lower.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{picture.name}.png"
    path.write_bytes(png)
    return f"{path.relative_to(ROOT).as_posix()}  {len(png) // 1000} kB"


def main(names: list[str]) -> None:
    """Take the named pictures, or all of them."""
    known = {picture.name: picture for picture in PICTURES}
    if wrong := [name for name in names if name not in known]:
        raise SystemExit(f"There is no picture {wrong[0]!r}. Pictures: {', '.join(known)}.")
    browser_path = chromium.get()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log.txt")
        try:
            server.wait()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=browser_path, args=list(chromium.FLAGS))
                for name in names or known:
                    print(take(browser, known[name], server.url))
                browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
