"""What sets the project up: used by the Makefile, and by the browser tests to find a browser."""
