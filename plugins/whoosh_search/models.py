"""The outbox: what has changed in the database and is not yet in an index."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxEntry(models.Model):
    """A note that one object changed, written in the transaction that changed it.

    It says which object, not what became of it: the drainer reads the object's current state.
    """

    index = models.CharField(_("index"), max_length=255)
    model = models.CharField(_("model"), max_length=255)
    key = models.CharField(_("primary key"), max_length=255)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox entries")
        ordering = ["pk"]
        indexes = [models.Index(fields=["index", "id"], name="whoosh_search_outbox")]

    def __str__(self) -> str:
        return f"{self.model}:{self.key}"
