"""Several visitors at once, for a few seconds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from time import monotonic

from benchmarks.measuring import Times
from benchmarks.page_figures.serving import ask

CLIENTS = 8
SECONDS = 10.0


@dataclass(frozen=True)
class Load:
    """How the server bore it."""

    per_second: float
    times: Times
    errors: int

    @property
    def p99(self) -> float:
        """The time in ms that 99 in 100 requests took at most."""
        return sorted(self.times)[min(len(self.times) - 1, round(0.99 * len(self.times)))]


def measure(port: int, urls: Sequence[str]) -> Load:
    """Have clients ask for these addresses in turn, each begins with another one."""
    started = monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        visits = [pool.submit(visit, port, urls, number) for number in range(CLIENTS)]
    answers = [answer for each in visits for answer in each.result()]
    times = Times(took for _status, took in answers)
    errors = sum(status != 200 for status, _took in answers)
    return Load(len(answers) / (monotonic() - started), times, errors)


def visit(port: int, urls: Sequence[str], number: int) -> list[tuple[int, float]]:
    """Ask for one address after the other; return the status and the time of each answer."""
    until = monotonic() + SECONDS
    answers = []
    for url in islice(cycle(urls), number, None):
        if monotonic() > until:
            break
        answer = ask(port, url)
        answers.append((answer.status, answer.took))
    return answers
