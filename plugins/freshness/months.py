"""Days so many months on, worked out alike in Python and in the database."""

from calendar import monthrange
from datetime import date
from typing import Any, TypeAlias

from django.db.models import DateField, Func

MONTHS_A_YEAR = 12

SQL: TypeAlias = tuple[str, tuple[str | int, ...]]


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class MonthsLater(Func):
    """What `months_later` returns for the days of a field, in a query."""

    output_field = DateField()

    def __init__(self, field: str, months: int, **extra: Any) -> None:
        # As an extra it is kept where Django copies the expression.
        super().__init__(field, months=months, **extra)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> SQL:
        """Write it for PostgreSQL, which stops at the end of a shorter month by itself."""
        day, parameters = compiler.compile(self.source_expressions[0])
        months = self.extra["months"]
        return f"({day} + make_interval(months => %s))::date", (*parameters, months)

    def as_sqlite(self, compiler: Any, connection: Any, **kwargs: Any) -> SQL:
        """Write it for SQLite, which goes on into the month after a shorter one."""
        day, parameters = compiler.compile(self.source_expressions[0])
        months = self.extra["months"]
        return f"min(date({day}, %s), date({day}, 'start of month', %s, '-1 day'))", (
            *parameters,
            f"+{months} months",
            *parameters,
            f"+{months + 1} months",
        )
