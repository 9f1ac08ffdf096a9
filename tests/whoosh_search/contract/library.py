"""The books, people and animals that modelsearch's shared tests ask for.

The suite names them by title and key, and its fixture is not part of the released package. These
are the facts in it, as far as the tests need them, put into the database by Django's models.
"""

from datetime import date, time

from modelsearch.test.testapp.models import (
    AgendaItem,
    Author,
    Book,
    Character,
    Meeting,
    MPAnimal,
    Novel,
    NSAnimal,
    ProgrammingGuide,
    Speaker,
    UnindexedBook,
)

AUTHORS = {
    1: ("George R.R. Martin", date(1948, 9, 20)),
    2: ("J. R. R. Tolkien", date(1892, 1, 3)),
    4: ("Isaac Asimov", date(1920, 1, 2)),
    5: ("David Ascher", None),
    6: ("Mark Lutz", None),
    7: ("Daniel Roy Greenfeld", None),
    8: ("Audrey Roy Greenfeld", None),
    9: ("Douglas Crockford", None),
    10: ("David Flanagan", None),
    11: ("Steve Klabnik", None),
    12: ("Carol Nichols", None),
    13: ("Jim Blandy", None),
    14: ("Jason Orendorff", None),
}

WESTEROS, MIDDLE_EARTH, EMPIRE = "Westeros", "Middle Earth", "Galactic Empire"

# Key: title, author, published, pages, setting, characters by key; the protagonist is a key.
NOVELS = {
    1: ("A Game of Thrones", 1, date(1996, 8, 1), 694, WESTEROS, None),
    2: ("A Clash of Kings", 1, date(1998, 1, 1), 768, WESTEROS, None),
    3: ("A Storm of Swords", 1, date(2000, 1, 1), 973, WESTEROS, None),
    4: ("The Fellowship of the Ring", 2, date(1954, 7, 29), 423, MIDDLE_EARTH, 8),
    5: ("The Two Towers", 2, date(1954, 11, 11), 352, MIDDLE_EARTH, 11),
    6: ("The Return of the King", 2, date(1955, 10, 20), 440, MIDDLE_EARTH, 14),
    7: ("The Hobbit", 2, date(1937, 9, 21), 320, MIDDLE_EARTH, 17),
    10: ("Foundation", 4, date(1951, 1, 1), 255, EMPIRE, None),
}

# By novel, in the order of their keys, which start at 1.
CHARACTERS = {
    1: ("Daenerys Targaryen", "Jon Snow", "Eddard Stark"),
    2: ("Daenerys Targaryen", "Jon Snow"),
    3: ("Daenerys Targaryen", "Jon Snow"),
    4: ("Frodo Baggins", "Bilbo Baggins", "Gandalf"),
    5: ("Frodo Baggins", "Bilbo Baggins", "Gandalf"),
    6: ("Frodo Baggins", "Bilbo Baggins", "Gandalf"),
    7: ("Bilbo Baggins", "Thorin Oakenshield"),
    10: ("Hari Seldon", "Salvor Hardin"),
}

GUIDES = {
    11: ("Learning Python", (5, 6), date(1999, 1, 1), 1160, "py"),
    12: ("Two Scoops of Django 1.11", (7, 8), date(2017, 4, 26), 556, "py"),
    13: ("JavaScript: The good parts", (9,), date(2008, 5, 18), 172, "js"),
    14: ("JavaScript: The Definitive Guide", (10,), date(1998, 6, 11), 792, "js"),
    15: ("The Rust Programming Language", (11, 12), date(2018, 5, 22), 440, "rs"),
}

MEETINGS = {
    1: ("Breakfast yoga", time(8, 0)),
    2: ("Stand-up meeting", time(10, 0)),
    3: ("Evening yoga", time(19, 30)),
}
AGENDA = {"Project status": "Arthur Conan Doyle", "Any other business": "Mary Shelley"}

# Name: materialised path; bounds of the nested set; number of children.
ANIMALS = {
    "Animal": ("0001", (1, 10), 2),
    "Mammal": ("00010001", (2, 7), 2),
    "Dog": ("000100010001", (3, 4), 0),
    "Cat": ("000100010002", (5, 6), 0),
    "Reptile": ("00010002", (8, 9), 0),
}


def fill() -> None:
    """Put all of it into the database."""
    for key, (name, born) in AUTHORS.items():
        Author.objects.create(pk=key, name=name, date_of_birth=born)
    _fill_novels()
    _fill_guides()
    _fill_meetings()
    _fill_animals()


def _fill_novels() -> None:
    number = 0
    for key, (title, author, published, pages, setting, _) in NOVELS.items():
        novel = Novel.objects.create(
            pk=key,
            title=title,
            publication_date=published,
            number_of_pages=pages,
            setting=setting,
        )
        novel.authors.set([author])
        for name in CHARACTERS[key]:
            number += 1
            Character.objects.create(pk=number, name=name, novel=novel)
    for key, (title, _, published, pages, _, protagonist) in NOVELS.items():
        Novel.objects.filter(pk=key).update(protagonist=protagonist)
        if key <= 4:
            UnindexedBook.objects.create(
                pk=key,
                title=f"{title} U",
                publication_date=published,
                number_of_pages=pages,
            )


def _fill_guides() -> None:
    for key, (title, authors, published, pages, language) in GUIDES.items():
        guide = ProgrammingGuide.objects.create(
            pk=key,
            title=title,
            publication_date=published,
            number_of_pages=pages,
            programming_language=language,
        )
        guide.authors.set(authors)
    # The one book that is of no more special kind.
    book = Book.objects.create(
        pk=16,
        title="Programming Rust",
        publication_date=date(2017, 12, 1),
        number_of_pages=622,
    )
    book.authors.set([13, 14])


def _fill_meetings() -> None:
    for key, (name, start) in MEETINGS.items():
        Meeting.objects.create(pk=key, name=name, start_time=start)
    for topic, speaker in AGENDA.items():
        item = AgendaItem.objects.create(meeting_id=2, topic=topic)
        Speaker.objects.create(agenda_item=item, name=speaker)


def _fill_animals() -> None:
    for key, (name, (path, (left, right), children)) in enumerate(ANIMALS.items(), start=1):
        depth = len(path) // 4
        MPAnimal.objects.create(pk=key, name=name, path=path, depth=depth, numchild=children)
        NSAnimal.objects.create(pk=key, name=name, lft=left, rgt=right, tree_id=1, depth=depth)
