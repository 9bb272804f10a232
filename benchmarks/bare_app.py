"""The bare page as a server of its own, with the libraries that the product imports when it starts."""

from pathlib import Path

import altair  # noqa: F401
import pandas  # noqa: F401
import pptx  # noqa: F401
import pypdf  # noqa: F401
import python_calamine  # noqa: F401
import scipy.stats  # noqa: F401
import streamlit as st
import vl_convert  # noqa: F401
import xlsxwriter  # noqa: F401

app = st.App(Path(__file__).resolve().with_name("bare.py"))
