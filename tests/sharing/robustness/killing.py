"""Kill the browser, the server and the session at random while somebody writes; say what is lost.

    python -m tests.sharing.robustness.killing [--times 50] [--seed 1]

A person types numbered words without a pause. After each kill they start again, sign in where they
are asked to, and go on with the draft. Prints how many seconds of typing were lost by each kind of
kill, and fails if it was ever more than five, or if a draft was lost or doubled.
"""

import argparse
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from .person import Person
from .site import Server, site, wait_until

MOST_LOST = 5.0  # seconds
LONGEST = 12.0  # seconds of typing before a kill
DOWN = 4.0  # seconds for which what was killed stays so
SETTLING = 8.0  # seconds until all that was typed is expected to be saved
KINDS = ("browser", "server", "session", "server and browser")


class Run:
    """Kills, and what was lost by each."""

    def __init__(self, person: Person, server: Server, chance: random.Random) -> None:
        self.person, self.server, self.chance = person, server, chance
        self.lost: dict[str, list[float]] = defaultdict(list)
        self.problems: list[str] = []

    def kill_once(self, kind: str, *, is_member: bool) -> None:
        """Begin a draft, kill while it is written, and go on with it."""
        if is_member:
            self.person.sign_in()
        self.person.begin()
        self.person.type_for(self.chance.uniform(0.5, LONGEST))
        killed_at = getattr(self, f"kill_{kind.replace(' ', '_')}")(is_member)
        self.settle()
        name = f"{kind}, {'member' if is_member else 'visitor'}"
        self.lost[name].append(self.seconds_lost(killed_at))

    # Each returns when it was that something was killed for which text may be lost.

    def kill_browser(self, is_member: bool) -> float:
        killed_at = time.monotonic()
        self.person.kill_browser()
        self.person.open_browser()
        self.person.come_back(is_member=is_member)
        return killed_at

    def kill_server(self, is_member: bool) -> float:
        self.server.kill()
        self.person.type_for(DOWN)
        self.server.start()
        return time.monotonic()

    def kill_session(self, is_member: bool) -> float:
        from django.contrib.sessions.models import Session

        Session.objects.all().delete()
        self.person.type_for(DOWN)
        if is_member:
            other = self.person.page.context.new_page()
            self.person.sign_in(other)
            other.close()
        self.person.type_for(1)
        return time.monotonic()

    def kill_server_and_browser(self, is_member: bool) -> float:
        self.server.kill()
        self.person.type_for(DOWN)
        killed_at = time.monotonic()
        self.person.kill_browser()
        self.server.start()
        self.person.open_browser()
        self.person.come_back(is_member=is_member)
        return killed_at

    # What is left.

    def settle(self) -> None:
        last = list(self.person.typed)[-1]
        wait_until(lambda: last in self.saved_words(), SETTLING)

    def saved_words(self) -> list[str]:
        """Return the words of this draft that are saved, in whichever drafts they are."""
        from plugins.sharing.models import Draft

        texts = [str(draft.content) for draft in Draft.objects.all()]
        return re.findall(rf"{self.person.key[:8]}x\d{{4}}", " ".join(texts))

    def seconds_lost(self, killed_at: float) -> float:
        """Return how much of the typing is not saved, from the first word that is missing."""
        saved = self.saved_words()
        doubled = [word for word, count in Counter(saved).items() if count > 1]
        if doubled:
            self.problems.append(f"{self.person.key}: {doubled[:3]} is there twice")
        missing = [at for word, at in self.person.typed.items() if word not in saved]
        return max(0.0, killed_at - min(missing)) if missing else 0.0

    def verdict(self) -> bool:
        """Print what was lost, and tell whether that is all right."""
        from plugins.sharing.models import Draft, KeptVersion

        for kind, seconds in sorted(self.lost.items()):
            middle, most = statistics.median(seconds), max(seconds)
            print(f"{kind:28} {len(seconds):3} times: median {middle:.2f} s, most {most:.2f} s")  # noqa: T201
        kills, drafts = sum(map(len, self.lost.values())), Draft.objects.count()
        versions = KeptVersion.objects.count()
        print(f"{kills} kills, {drafts} drafts, {versions} versions beside others.")  # noqa: T201
        print(*self.problems, sep="\n")  # noqa: T201
        most = max(second for seconds in self.lost.values() for second in seconds)
        return most <= MOST_LOST and not self.problems and drafts == kills


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311
    with site() as folder, sync_playwright() as playwright:
        server = Server(folder)
        server.start()
        person = Person(playwright, server, folder / "profile")
        person.open_browser()
        try:
            is_well = kill_many(Run(person, server, chance), arguments.times)
        finally:
            person.kill_browser()
            server.kill()
    sys.exit(not is_well)


def kill_many(run: Run, times: int) -> bool:
    """Kill in turns, as a member and as a visitor."""
    for number in range(times):
        kind, is_member = KINDS[number % len(KINDS)], number // len(KINDS) % 2 == 0
        if not is_member:
            run.person.page.context.clear_cookies()
        try:
            run.kill_once(kind, is_member=is_member)
        except Error as error:
            run.problems.append(f"{kind}, {run.person.key}: {error}")
            run.person.page.screenshot(path=Path(run.server.folder / f"{number}.png"))
    return run.verdict()


if __name__ == "__main__":
    main()
