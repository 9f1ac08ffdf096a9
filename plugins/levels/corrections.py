"""“Did you mean”: for words that no page holds, similar ones from pages that the reader may see."""

from collections.abc import Iterable, Iterator
from typing import Any

from modelsearch.query import PlainText
from wagtail.search.backends import get_search_backend

from plugins.levels.indexing import BACKEND
from plugins.levels.models import LevelledMixin
from plugins.levels.queries import Typed
from plugins.levels.visibility import LevelledPageQuerySet
from plugins.levels.words import WORD, fold, words_in

#: So many words of a query are corrected at most.
MAX_CORRECTED = 4
#: So many similar words are tried for each, the most similar first.
MAX_TRIED = 5
#: So many pages are looked at for a word as it is written.
MAX_READ = 3


def did_you_mean(
    visible: LevelledPageQuerySet, query: Typed, models: list[type[LevelledMixin]]
) -> str:
    """Return `query` with the words corrected that no page of `visible` holds, or "".

    Every word that is put in stands, as it is live, in a page of `visible`, and there is a page
    that the corrected query finds. `models` are the types of these pages.
    """
    words = dict.fromkeys(words_in(query.wanted_text))
    similar = {word: others for word in words if (others := similar_words(visible, word))}
    if len(similar) > MAX_CORRECTED:
        return ""
    written = {word: first_written(visible, others, models) for word, others in similar.items()}
    corrected = {word: other for word, other in written.items() if other}
    if not corrected:
        return ""
    better = query.replacing(corrected)
    return better.text if visible.search(better.with_all(), backend=BACKEND).count() else ""


def first_written(
    visible: LevelledPageQuerySet, words: list[str], models: list[type[LevelledMixin]]
) -> str:
    """Return the first of `words` that a page of `visible` holds, as it stands there, or ""."""
    written = (as_written(visible, word, models) for word in words[:MAX_TRIED])
    return next(filter(None, written), "")


def similar_words(visible: LevelledPageQuerySet, word: str) -> list[str]:
    """Return indexed words that one which is not may stand for, the most likely first.

    Only our engine knows any.
    """
    backend = get_search_backend(BACKEND)
    return backend.similar_words(visible, word) if hasattr(backend, "similar_words") else []


def as_written(visible: LevelledPageQuerySet, word: str, models: list[type[LevelledMixin]]) -> str:
    """Return `word` as a page of `visible` writes it now, in lower case; "" where none does.

    The index may be behind: what decides is the page as it is in the database.
    """
    found = visible.search(PlainText(word), backend=BACKEND)[:MAX_READ]
    keys = [page.pk for page in found]
    texts = (text for model in models for text in texts_of(model, keys))
    return next((match for text in texts for match in forms_in(text, word)), "")


def texts_of(model: type[LevelledMixin], keys: Iterable[int]) -> Iterator[str]:
    """Yield the texts of the pages of a type that have these keys."""
    pages: Any = model.objects.exact_type(model).filter(pk__in=keys)
    for page in pages:
        yield page.title
        yield page.text_for_excerpt()


def forms_in(text: str, word: str) -> Iterator[str]:
    """Yield each place of a folded `word` in `text`, as it is written there, in lower case."""
    return (match.lower() for match in WORD.findall(text) if fold(match) == word)
