"""A schematic child, front and back, on which every site of the vocabulary has its region."""
