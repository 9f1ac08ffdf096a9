from tests.members.conftest import (
    administrator,
    as_administrator,
    as_editor,
    as_practitioner,
    editor,
    practitioner,
    roles,
)

__all__ = [
    "administrator",
    "as_administrator",
    "as_editor",
    "as_practitioner",
    "editor",
    "practitioner",
    "roles",
]
