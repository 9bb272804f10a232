"""Whether two sides may have curves over one another: both need the times, or neither is drawn."""

from emr_core.cohort import Cohort
from emr_core.curves.groups import Options, grouped, refusal
from emr_core.endpoints.times import estimable
from emr_core.once import once
from emr_core.pair import masks_of, names_of


@once
def not_drawn(pair: Cohort, options: Options) -> str:
    """Return why two sides have no curves over one another; empty if they have.

    A curve of one side alone would look as if the other had been compared with it.
    """
    if reason := refusal(pair, options.of, options.by):
        return f"{options.of.label} is not drawn: {reason}."
    for name, mask in zip(names_of(pair), masks_of(pair), strict=True):
        if not mask.any():
            return f"{options.of.label} is not drawn: nobody stands on the side of {name}."
        if reason := estimable(pair.where(mask), options.of, options.window):
            return f"{name}: {reason}"
    parts = grouped(pair, options)
    if len(parts.groups) < 2:
        return f"{options.of.label} is not drawn. {' '.join(parts.left)}".strip()
    return ""
