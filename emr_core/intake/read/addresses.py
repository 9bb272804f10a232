"""Addresses of cells, as a spreadsheet writes them."""


def column_letters(number: int) -> str:
    """Return a column's letters, counted from 1: 1 is A, 28 is AB."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def column_number(letters: str) -> int:
    """Return a column's number, counted from 1: A is 1, AB is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """Return the address of a cell, both counted from 1: row 3 and column 2 give B3."""
    return f"{column_letters(column)}{row}"
