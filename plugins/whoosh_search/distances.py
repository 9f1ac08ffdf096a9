"""How far one word is from another, in single letters inserted, left out or replaced."""


def letters_of(word: str) -> int:
    """Return a number in which some bit is set for each letter of a word.

    One error changes at most two bits: a quick look tells most words apart.
    """
    letters = 0
    for letter in word:
        letters |= 1 << (ord(letter) & 63)
    return letters


def is_within(first: str, second: str, distance: int) -> bool:
    """Tell whether two words are at most so many errors apart (Levenshtein 1966)."""
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second):
            changed = previous[column] + (letter != other)
            current.append(min(changed, previous[column + 1] + 1, current[column] + 1))
        if min(current) > distance:
            return False
        previous = current
    return previous[-1] <= distance
