"""Curves over time: who is in which group, what is drawn, what is compared."""
