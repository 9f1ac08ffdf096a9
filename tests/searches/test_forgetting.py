"""What was searched for is deleted after 90 days, and once it is not counted any more."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from plugins.searches.models import SearchCount, SearchedWords

pytestmark = pytest.mark.django_db


@pytest.fixture
def forget(capsys):
    """Run the command, and return what it says."""

    def run():
        call_command("tend_searches")
        return capsys.readouterr().out.strip()

    return run


def words_kept():
    return {row.words for row in SearchedWords.objects.all()}


def test_deletes_what_is_older_with_what_was_said_of_it(searched, forget):
    old = searched("old trams", days_ago=90)
    searched("buses", days_ago=89)
    searched("trains", days_ago=120)
    searched("trains")
    log(instance=old, action="searches.dismiss")

    assert forget() == "Words that find something now: 0; forgotten: 1."

    assert words_kept() == {"buses", "trains"}
    assert SearchCount.objects.count() == 2
    assert not ModelLogEntry.objects.exists()
    assert forget() == "Words that find something now: 0; forgotten: 0."


def test_comes_along_with_what_is_counted(client, search, searched):
    searched("old trams", days_ago=90)

    search(client, "buses")

    assert words_kept() == {"buses"}


def test_keeps_as_many_days_as_a_setting_says(searched, forget, settings):
    settings.SEARCH_LOG_DAYS = 7
    searched("buses", days_ago=6)
    searched("trains", days_ago=7)

    forget()

    assert words_kept() == {"buses"}


def test_deletes_everything_where_searches_are_not_counted(searched, forget, settings):
    row = searched("trains")
    log(instance=row, action="searches.dismiss")
    settings.SEARCH_LOG = False
    assert "searches.W001" in warnings()

    assert forget() == "Words that find something now: 0; forgotten: 1."

    assert words_kept() == set()
    assert not ModelLogEntry.objects.exists()
    assert "searches.W001" not in warnings()


def test_warns_of_nothing_where_they_are(searched):
    searched("trains")

    assert "searches.W001" not in warnings()


def warnings():
    return [message.id for message in run_checks(tags=["database"], databases=["default"])]
