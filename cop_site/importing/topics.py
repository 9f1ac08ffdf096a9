"""The topics that articles name: those of the community where there are such, else new ones."""

from collections.abc import Iterable

from plugins.levels.models import Topic


class Topics:
    """Finds topics by name, whatever their case and spacing, and makes those that are missing."""

    def __init__(self, *, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.created: list[str] = []
        self._known: dict[str, Topic] = {}

    def named(self, names: Iterable[str]) -> list[Topic]:
        """Return the topics of these names, each once; in a dry run the new ones are unsaved."""
        return list({Topic.fold(name): self._topic(name) for name in names}.values())

    def _topic(self, name: str) -> Topic:
        folded = Topic.fold(name)
        if folded not in self._known:
            self._known[folded] = Topic.objects.named(name).first() or self._new(name)
        return self._known[folded]

    def _new(self, name: str) -> Topic:
        self.created.append(name)
        return Topic(name=name) if self.dry_run else Topic.objects.create(name=name)
