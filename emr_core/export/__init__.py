"""What leaves the screen: files made from the same frames that are drawn."""
