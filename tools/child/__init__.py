"""Draws the schematic child of the body map and writes it as GeoJSON: `python -m tools.child`."""
