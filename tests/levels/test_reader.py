import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from plugins.levels.models import MemberLevel
from plugins.levels.reader import Reader
from tests.factories import StoryPageFactory, UserFactory

pytestmark = pytest.mark.django_db


class TestVisitor:
    def test_begins_at_level_1_and_is_asked(self, client, home):
        page = client.get("/")

        assert page.wsgi_request.reader.number == 1
        assert not page.wsgi_request.reader.has_chosen
        assert "Is that where you are?" in page.text

    def test_who_chose_level_1_is_not_asked_again(self, client, home):
        client.post(reverse("levels:choose"), {"level": 1, "next": "/"})

        page = client.get("/")

        assert page.wsgi_request.reader.has_chosen
        assert "Is that where you are?" not in page.text

    @pytest.mark.parametrize("cookie", ["0", "5", "-1", "", "two", "\xb2", "1.0", "9" * 5000])
    def test_with_a_cookie_that_holds_no_level_has_not_chosen(self, client, home, cookie):
        client.cookies["level"] = cookie

        page = client.get("/")

        assert page.status_code == 200
        assert not page.wsgi_request.reader.has_chosen

    def test_sees_the_level_in_force_on_every_page(self, at_level, home, stories):
        for url in ("/", stories.url, "/search/", "/levels/", "/about/", "/no-such-page/"):
            assert "Search level 3, Preparation" in at_level(3).get(url).text, url


class TestChoosing:
    def test_keeps_the_page_and_its_query(self, client, home):
        response = client.post(
            reverse("levels:choose"), {"level": 3, "next": "/search/?q=queue&page=2"}
        )

        assert response.url == "/search/?q=queue&page=2"
        assert response.cookies["level"].value == "3"

    def test_offers_one_click_back(self, at_level, home):
        client = at_level(2)

        page = client.post(reverse("levels:choose"), {"level": 3, "next": "/"}, follow=True)

        assert "You now read at level 3, Preparation." in page.text
        assert "Back to level 2, Baby steps" in page.text
        assert "Back to level 2" not in client.get("/").text

    @pytest.mark.parametrize("level", ["", "0", "5", "x", "1; DROP TABLE"])
    def test_of_no_level_asks_again_and_loses_nothing(self, client, home, level):
        page = client.post(reverse("levels:choose"), {"level": level, "next": "/about/"})

        assert page.status_code == 400
        assert "Please pick one of the four" in page.text
        assert 'value="/about/"' in page.text
        assert "level" not in page.cookies

    @pytest.mark.parametrize(
        "url",
        ["https://evil.example/", "//evil.example", "javascript:1", "search", "?q=1", "/a\nb"],
    )
    def test_never_leads_to_another_site(self, client, home, url):
        response = client.post(reverse("levels:choose"), {"level": 2, "next": url})

        assert response.url == reverse("levels:level", args=[2])

    @pytest.mark.parametrize(
        "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
    )
    def test_from_another_site_is_refused(self, client, home, headers):
        response = client.post(reverse("levels:choose"), {"level": 2}, headers=headers)

        assert response.status_code == 403
        assert "level" not in response.cookies

    def test_tells_caches_that_pages_differ_by_cookie(self, client, home):
        assert "Cookie" in client.get("/").headers["Vary"]

    def test_offers_the_way_back_after_the_first_choice_too(self, client, home):
        page = client.post(reverse("levels:choose"), {"level": 3, "next": "/"}, follow=True)

        assert "Back to level 1, Eye opener" in page.text

    def test_sets_no_other_cookie_for_those_who_only_read(self, client, home):
        page = client.get("/")

        assert not page.cookies


class TestMember:
    def test_keeps_the_level_with_the_account(self, client, home):
        user = UserFactory()
        client.force_login(user)

        client.post(reverse("levels:choose"), {"level": 3, "next": "/"})

        assert MemberLevel.objects.get(user=user).level.number == 3
        client.cookies.pop("level", None)
        assert client.get("/").wsgi_request.reader.number == 3

    def test_takes_along_the_level_that_was_chosen_before_signing_in(self, at_level, home):
        user = UserFactory()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        client = at_level(4)

        client.post(
            reverse("account_login"), {"login": user.email, "password": "correct-horse-battery"}
        )

        assert MemberLevel.objects.get(user=user).level.number == 4

    def test_keeps_the_level_of_the_account_when_signing_in_elsewhere(self, at_level, home, level):
        user = UserFactory()
        MemberLevel.objects.create(user=user, level=level(2))
        client = at_level(4)

        client.force_login(user)

        assert client.get("/").wsgi_request.reader.number == 2


class TestQueries:
    def test_none_are_made_where_the_reader_is_not_asked_for(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            reader = Reader({None: 3})

            assert reader.number == 3
            assert reader.has_chosen

    def test_are_as_many_for_a_hundred_pages_as_for_ten(
        self, client, stories, topic, searchable, django_assert_max_num_queries
    ):
        def queries() -> dict[str, int]:
            """How many each kind of page takes, by its URL."""
            taken = {}
            for url in ("/", "/stories/", "/levels/1/", "/search/?q=queue"):
                with django_assert_max_num_queries(12) as asked:
                    client.get(url)
                taken[url] = len(asked)
            return taken

        with searchable():
            StoryPageFactory.create_batch(10, parent=stories, topics=[topic])
        queries()  # what is asked once by a process
        few = queries()
        with searchable():
            StoryPageFactory.create_batch(90, parent=stories, topics=[topic])

        assert queries() == few
