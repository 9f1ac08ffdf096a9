import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from plugins.whoosh_search.options import Drain, Options


def test_says_what_is_missing():
    with pytest.raises(ImproperlyConfigured, match="PATH"):
        Options.from_params({})


def test_knows_no_misspelt_options():
    with pytest.raises(ImproperlyConfigured, match="ROUTNG"):
        Options.from_params({"PATH": "index", "ROUTNG": "level"})


def test_drains_in_the_background_unless_told_otherwise(tmp_path):
    assert Options.from_params({"PATH": tmp_path}).drain is Drain.THREAD
    with pytest.raises(ImproperlyConfigured, match="sometimes"):
        Options.from_params({"PATH": tmp_path, "DRAIN": "sometimes"})


def test_stems_english_unless_told_otherwise(tmp_path):
    several = {"PATH": tmp_path, "LANGUAGES": ["nl", "en", "nl"]}

    assert Options.from_params({"PATH": tmp_path}).languages == ("en",)
    assert Options.from_params({"PATH": tmp_path, "LANGUAGE": "nl"}).languages == ("nl",)
    assert Options.from_params(several).languages == ("nl", "en")


def test_an_index_among_the_uploads_is_refused(make_backend, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_backend()

    with pytest.raises(SystemCheckError, match="MEDIA_ROOT"):
        call_command("check")
