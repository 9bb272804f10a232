"""What is compared with what: the two sides, their names, who stands on both, what may be said."""

import streamlit as st

from emr_core.pair import names_of, overlap, untested
from emr_core.strata import nobody_on, sizes
from emr_ui import card, compared, current, pickers
from emr_ui.markdown import escaped


def show() -> None:
    """Draw the choice of the two sides, and hold it for the sections below."""
    whole = current.whole()
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        way = pickers.one_of("Compare", compared.ways(whole), key="compare")
        if way == compared.OTHER:
            sides = compared.another()
        elif way == compared.GROUPS:
            sides = compared.groups(whole)
        else:
            sides = compared.selections()
        if sides is not None:
            sides = compared.named(sides)
    compared.hold(None, ())
    if sides is None:
        st.info("No field of this cohort has two levels: compare it with another cohort.")
    elif way == compared.SELECTIONS:
        st.caption(escaped(compared.kept_words()))
        compared.hold(sides, ())
    elif not card.nobody_left():
        compared.hold(sides, current.choices())
    _told()


def _told() -> None:
    """Say who is on either side, who may be on both, and which types are compared; offer where they stay."""
    pair, held = compared.pair(), compared.held()
    if pair is None or held is None:
        return
    if pair.chosen_twice:
        compared.hold(compared.stay(held[0]), held[1])
        pair = compared.pair() or pair
    told = [f"**{escaped(name)}** {n}" for name, n in zip(names_of(pair), sizes(pair), strict=True)]
    st.markdown(f"{' · '.join(told)}")
    for line in (*overlap(pair), untested(pair)):
        if line:
            st.caption(escaped(line))
    if empty := nobody_on(pair):
        st.info(escaped(empty))
    for one in pair.alike:
        with st.expander("Who may be the same"):
            st.caption(escaped("; ".join(f"{a} = {b}" for a, b in one.patients)))
