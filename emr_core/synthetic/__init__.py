"""A synthetic registry: its numbers, how each part of a course is drawn, and how it is put together."""
