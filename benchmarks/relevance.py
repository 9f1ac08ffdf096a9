"""How good the ranking is: questions in plain words, judged by people (Cranfield).

Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), for nDCG.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean

from django.contrib.contenttypes.models import ContentType
from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteFTSIndexEntry,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import PlainText
from wagtail.models import Page

from benchmarks.content import Writer, stored_body
from benchmarks.measuring import progress
from plugins.levels.reader import Reader
from plugins.levels.visibility import pages_visible_to
from plugins.stories.models import StoryPage

COLLECTION = Path(__file__).resolve().parents[2] / "shared" / "relevance" / "cranfield"
#: Results that nDCG looks at, and recall.
NDCG_AT, RECALL_AT = 10, 50
#: Questions that are put to FTS5 by the API too, to see that the shorter way answers the same.
COMPARED = 5


@dataclass
class Relevance:
    """The mean over all questions, 0 to 1; more is better."""

    ndcg: float
    recall: float


class Collection:
    """A test collection: documents, questions, and how well each document answers."""

    def __init__(self, folder: Path = COLLECTION) -> None:
        self.documents = list(_lines(folder / "docs.jsonl"))
        self.judgments = _judgments(folder / "judgments.tsv")
        questions = {line["id"]: line["text"] for line in _lines(folder / "queries.jsonl")}
        self.questions = {key: questions[key] for key in self.judgments if key in questions}

    def write(self) -> None:
        """Write the documents as stories of level 1, whose slugs name them."""
        progress(f"writing {len(self.documents)} judged documents")
        Writer(0).write_stories(
            (f"page-{line['id']}", line["title"], stored_body(["situation"], [line["body"]]))
            for line in self.documents
        )

    def measure(self, alias: str) -> Relevance:
        """Put all questions to a backend; each word may be there or not."""
        progress(f"{len(self.questions)} questions to {alias}")
        answers = dict(self._answers(alias))
        judged = [(answers[key], self.judgments[key]) for key in self.questions]
        return Relevance(
            ndcg=mean(ndcg(answer, grades) for answer, grades in judged),
            recall=mean(recall(answer, grades) for answer, grades in judged),
        )

    def _answers(self, alias: str) -> Iterator[tuple[int, list[int]]]:
        for number, (key, text) in enumerate(self.questions.items()):
            if alias != "default":
                yield key, _answer(alias, text)
                continue
            answer = _answer_by_fts5(text)
            if number < COMPARED and answer != _answer(alias, text):
                raise RuntimeError("Wagtail's FTS5 backend no longer ranks as _answer_by_fts5().")
            yield key, answer


def ndcg(answer: Sequence[int], grades: Mapping[int, int]) -> float:
    """Return how near an answer's first ten come to the best possible ten."""
    best = sorted(grades.values(), reverse=True)
    return _gain([grades.get(key, 0) for key in answer]) / _gain(best)


def recall(answer: Sequence[int], grades: Mapping[int, int]) -> float:
    """Return which part of the relevant documents is among an answer's first fifty."""
    return len(grades.keys() & set(answer[:RECALL_AT])) / len(grades)


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(place + 2) for place, grade in enumerate(grades[:NDCG_AT]))


def _answer(alias: str, text: str) -> list[int]:
    """Return the documents that a backend finds, by the API, the best first."""
    query = PlainText(text, operator="or")
    found = pages_visible_to(Reader.at(1)).search(query, backend=alias)[:RECALL_AT]
    return [_number(page.slug) for page in found]


def _answer_by_fts5(text: str) -> list[int]:
    """Return what `_answer` returns for FTS5, a hundred times sooner.

    The backend asks for the score of each page by a query of its own. This is the query that it
    makes these of, with all pages at once.
    """
    compiler = SQLiteSearchQueryCompiler(Page.objects.all(), PlainText(text, operator="or"))
    expression = compiler.build_search_query(normalize(compiler.query))
    score = compiler._build_rank_expression(compiler.get_search_vectors(), None)
    found = (
        SQLiteFTSIndexEntry.objects.filter(MatchExpression(["title", "body"], expression))
        .filter(index_entry__content_type=ContentType.objects.get_for_model(StoryPage))
        .annotate(score=score)
        .order_by("score", "-index_entry__object_id")
    )
    keys = found.values_list("index_entry__object_id", flat=True)[:RECALL_AT]
    pages = Page.objects.in_bulk(list(map(int, keys)))
    return [_number(pages[int(key)].slug) for key in keys]


def _number(slug: str) -> int:
    return int(slug.removeprefix("page-"))


def _lines(file: Path) -> Iterator[dict]:
    with file.open() as lines:
        yield from map(json.loads, lines)


def _judgments(file: Path) -> dict[int, dict[int, int]]:
    judgments: dict[int, dict[int, int]] = {}
    with file.open(newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            judged = judgments.setdefault(int(row["query_id"]), {})
            judged[int(row["doc_id"])] = int(row["grade"])
    return judgments
