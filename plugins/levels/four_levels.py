"""The words that the four levels begin with, after Kolb's learning cycle."""

from typing import Any

from plugins.levels.models import Level

FOUR_LEVELS = [
    {
        "number": 1,
        "name": "Eye opener",
        "slug": "eye-opener",
        "sentence": "I want to find out more. What have others done?",
        "offers": (
            "Experience stories: what somebody did, and what came of it. Read one, and show it to "
            "the people you work with."
        ),
        "leaves_out": "Frameworks, plans and theory. They can wait until you want to begin.",
    },
    {
        "number": 2,
        "name": "Baby steps",
        "slug": "baby-steps",
        "sentence": "We have started. Why does it matter, and how does it fit what we are for?",
        "offers": (
            "The context: how it serves what your organisation is for, what it brings, and "
            "questions to take time over."
        ),
        "leaves_out": "How to run the project. First it should be clear why there is one.",
    },
    {
        "number": 3,
        "name": "Preparation",
        "slug": "preparation",
        "sentence": "I know how it fits. Help me make it happen.",
        "offers": (
            "What you plan with: frameworks, patterns, checklists, and the cultural, technical and "
            "organisational issues to expect."
        ),
        "leaves_out": "Reasons to do it at all. You are past those.",
    },
    {
        "number": 4,
        "name": "JFDI",
        "slug": "jfdi",
        "sentence": "I am doing it, and I share what I learn as I go.",
        "offers": (
            "A space for practitioners: everything that others who are doing it have shared, and "
            "the place to share what you learn."
        ),
        "leaves_out": "Lessons. Nothing is taught here; it is done.",
    },
]


def make_levels(**kwargs: Any) -> None:
    """Make those of the four levels that are missing; what editors reworded stays as it is."""
    known = set(Level.objects.values_list("number", flat=True))
    for words in FOUR_LEVELS:
        if words["number"] not in known:
            Level.objects.create(**words)
