"""What the server loads before its first visitor, who would wait for it; the garbage collector then rests."""

import gc
import importlib
import pkgutil

from streamlit import delta_generator

import emr_ui


def load() -> None:
    """Load every module that a screen needs, and let the garbage collector leave them alone.

    What is loaded here stays as long as the server runs. The collector looked at its 300,000 objects while
    they were loaded, 0.25 s of the start, and would again later; what a session makes is collected as usual.
    """
    gc.disable()
    try:
        for module in pkgutil.walk_packages(emr_ui.__path__, "emr_ui."):
            if module.name != "emr_ui.main":  # the script itself, which runs for each visitor
                importlib.import_module(module.name)
        modules = importlib.import_module("emr_core.recipe").modules
        for kind in ("charts", "tables"):
            modules(kind)
        gc.freeze()
    finally:
        gc.enable()
    # Streamlit would look through the files of all these modules at the first visitor's first word, for
    # a warning to those who run a script without a server: 0.25 s.
    delta_generator._use_warning_has_been_displayed = True
