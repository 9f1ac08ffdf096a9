"""What the processes of `pytest -n` share: folders that one of them makes for all."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def shared_folder(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of these tests know, and no other tests."""
    own = factory.getbasetemp()
    return own.parent if hasattr(config, "workerinput") else own


def made_once(folder: Path, make: Callable[[], None]) -> bool:
    """Have the first process that comes fill `folder` by `make`; tell whether it is this one.

    The others wait until it is done. Where it fails, the next one tries.
    """
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return False
        folder.mkdir()
        try:
            make()
        except BaseException:
            shutil.rmtree(folder)
            raise
        return True
