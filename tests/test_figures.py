"""Figures before and after: read as people write them, and drawn as bars."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from plugins.figures import Bar, bars_for, read_amount
from tests.factories import StoryPageFactory

WHOLE = st.integers(min_value=-(10**12), max_value=10**12)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("212", "212"),
            ("1,200", "1200"),
            ("1,234,567.8", "1234567.8"),
            ("3.5", "3.5"),
            ("0.125", "0.125"),
            ("2,5", "2.5"),
            ("1.234,50", "1234.50"),
            ("1 200", "1200"),
            ("1\u202f200", "1200"),
            ("1'200", "1200"),
            ("12 %", "12"),
            ("12%", "12"),
            ("£38,000", "38000"),
            ("US$ 5", "5"),
            ("CHF 200", "200"),
            ("-£5", "-5"),
            ("£-5", "-5"),
            ("\u22123.5 °C", "-3.5"),
            ("+4", "4"),
            ("2 h", "2"),
            ("1.5 million", "1.5"),
        ],
    )
    def test_understands_what_people_write(self, text, number):
        assert read_amount(text).number == Decimal(number)

    @pytest.mark.parametrize(
        "text",
        ["", "half", "2 of 9", "1 in 24", "<5", "~40", "about 40", "10+", "10-12", "1,2,3", "Q4",
         "day 3", "2 h 30", "10:30", "12.3.2020", "5'10", "1/2", "2½", "1e5", "(5)", "--5", "5 10"],
    )  # fmt: skip
    def test_leaves_what_is_no_number(self, text):
        assert read_amount(text) is None

    def test_leaves_what_is_thousands_to_some_and_thousandths_to_others(self):
        with translation.override("en"):
            assert read_amount("1.200") is None
            assert read_amount("1,200").number == 1200
        with translation.override("de"):
            assert read_amount("1.200").number == 1200
            assert read_amount("1,200") is None

    @given(WHOLE)
    def test_understands_whole_numbers_in_groups(self, number):
        assert read_amount(f"{number:,} calls a month").number == number

    @given(st.decimals(min_value=0, max_value=10**9, places=2))
    def test_understands_prices(self, number):
        assert read_amount(f"£{number:,}").number == number
        english_to_german = str.maketrans(",.", ".,")
        assert read_amount(f"{number:,} €".translate(english_to_german)).number == number

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_takes_whatever_comes(self, before, after):
        bars = bars_for(before, after)

        assert bars is None or bars.before != bars.after or read_amount(before)


class TestBars:
    def test_are_of_one_scale_from_nought(self):
        bars = bars_for("212 calls", "53 Calls")

        assert bars.before == Bar("0.00%", "100.00%")
        assert bars.after == Bar("0.00%", "25.00%")
        assert bars.nought == "0.00%"

    def test_lead_to_both_sides_of_nought(self):
        bars = bars_for("-25", "75")

        assert bars.before == Bar("0.00%", "25.00%")
        assert bars.after == Bar("25.00%", "75.00%")
        assert bars.nought == "25.00%"

    def test_lead_left_where_both_are_less_than_nought(self):
        bars = bars_for("-100", "-50")

        assert bars.after == Bar("50.00%", "50.00%")
        assert bars.nought == "100.00%"

    def test_may_be_of_no_length(self):
        assert bars_for("7", "0").after == Bar("0.00%", "0.00%")

    @pytest.mark.parametrize(
        ("before", "after"),
        [("0", "0"), ("19 hours", "11 minutes"), ("£5", "$5"), ("5 %", "5"), ("many", "3")],
    )
    def test_are_not_drawn_of_what_cannot_be_compared(self, before, after):
        assert bars_for(before, after) is None

    @given(WHOLE, WHOLE)
    def test_stay_on_the_line_and_keep_the_proportion(self, before, after):
        bars = bars_for(str(before), str(after))

        if before == after == 0:
            assert bars is None
            return
        for bar in (bars.before, bars.after):
            start, length = (float(part.removesuffix("%")) for part in (bar.start, bar.length))
            assert 0 <= start <= 100
            assert start + length <= 100.011
        longest = max(before, after, 0) - min(before, after, 0)
        assert float(bars.after.length[:-1]) == pytest.approx(100 * abs(after) / longest, abs=0.01)


@pytest.mark.django_db
class TestOnAPage:
    @pytest.fixture
    def text_of(self, client, stories):
        def text_of(**figure):
            block = {"figures": [{"measure": "Waiting", "unit": "", **figure}], "note": "Counted."}
            return client.get(StoryPageFactory(parent=stories, body=[("figures", block)]).url).text

        return text_of

    def test_are_a_table_with_bars_to_look_at(self, text_of):
        text = text_of(before="47", after="19", unit="minutes")

        assert '<th scope="row">Waiting <span class="unit">minutes</span></th>' in text
        chart = text.split('<tr class="chart" aria-hidden="true">')[1].split("</tr>")[0]
        assert chart.index("Before") < chart.index('width="100.00%"') < chart.index("After")
        assert 'width="40.43%"' in chart
        assert "style=" not in chart

    def test_are_written_as_svg_wants_it_in_every_language(self, text_of):
        with translation.override("de"):
            text = text_of(before="47", after="19")

        assert 'width="40.43%"' in text

    def test_stay_a_table_where_they_cannot_be_compared(self, text_of):
        text = text_of(before="2 of 9", after="9 of 9")

        assert "2 of 9" in text
        assert "<tr class=" not in text
