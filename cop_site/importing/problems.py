"""Why a file cannot be imported."""


class Problem(Exception):  # noqa: N818 - it is no error of the program
    """Keeps one file out; its message tells the person who imports what to mend."""
