"""Pictures and tables in an order, with a line under each: a deck to be shown as it is."""
