"""What a site in production needs, and what it says when that is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cop_site.settings.production",
    "SECRET_KEY": "a-key-of-fifty-characters-for-this-test-alone-0123456789",
    "ALLOWED_HOSTS": "practice.example.org",
}


def manage(*arguments: str, var: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py with just this environment."""
    return subprocess.run(  # noqa: S603 our own interpreter and commands
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_ready_to_deploy(tmp_path):
    run = manage("check", "--deploy", "--fail-level", "WARNING", var=tmp_path, **PRODUCTION)

    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_names_what_is_missing(tmp_path, name):
    run = manage("check", var=tmp_path, **{**PRODUCTION, name: ""})

    assert run.returncode != 0
    assert f"Set the environment variable {name}" in run.stderr


def test_production_keeps_demo_accounts_out(tmp_path):
    run = manage("load_demo_content", var=tmp_path, **PRODUCTION)

    assert run.returncode != 0
    assert "DEBUG" in run.stderr


def test_sqlite_is_ready_for_several_writers(tmp_path):
    script = (
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    mode = cursor.execute('PRAGMA journal_mode').fetchone()[0]\n"
        "    timeout = cursor.execute('PRAGMA busy_timeout').fetchone()[0]\n"
        "print(mode, timeout, connection.transaction_mode)"
    )

    run = manage("shell", "--verbosity", "0", "-c", script, var=tmp_path, **PRODUCTION)

    assert run.stdout.split() == ["wal", "20000", "IMMEDIATE"], run.stderr


def test_a_database_url_chooses_the_engine():
    from cop_site.settings.base import databases

    engine = databases("postgres://user:secret@db.example.org/practice")["default"]["ENGINE"]

    assert engine == "django.db.backends.postgresql"
