"""What the server loads before its first visitor, who would wait for it; the garbage collector then rests."""

import gc
import importlib
import pkgutil

import emr_ui
from emr_core.recipe import modules


def load() -> None:
    """Load every module that a screen needs, and let the garbage collector leave them alone.

    Streamlit collects garbage after every run of a screen, and looked each time at the 300,000 objects of
    the modules: 0.17 s of every click. What is loaded here stays as long as the server runs, so that it need
    not be looked at again; what a session makes is collected as before.
    """
    for module in pkgutil.walk_packages(emr_ui.__path__, "emr_ui."):
        if module.name != "emr_ui.main":  # the script itself, which runs for each visitor
            importlib.import_module(module.name)
    for kind in ("charts", "tables"):
        modules(kind)
    gc.collect()
    gc.freeze()
