"""Tables: `frames()` holds the numbers, `table()` the words around them."""
