"""The analysis core of the Extramedullary Relapse Explorer; pure, without a user interface."""

__version__ = "0.1.0"
