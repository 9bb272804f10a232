"""One picture a file: frames() computes, draw() draws, figure() puts both together with their words."""
