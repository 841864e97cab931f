"""The page for what broke on our side stands without anything that may be broken."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from tests.cast import Cast
from vsm_site import views


def test_the_page_for_our_faults_asks_the_database_nothing(rf: RequestFactory) -> None:
    response = views.server_error(rf.get("/workshops/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_programs_get_our_faults_as_a_problem_document(rf: RequestFactory) -> None:
    response = views.server_error(rf.get("/api/v1/workshops/", headers={"accept": "application/json"}))
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("handler", "status", "words"), [(views.not_found, 404, "no such sheet"), (views.forbidden, 403, "Not with your role")]
)
def test_pages_of_what_a_person_may_not_or_cannot_see(rf: RequestFactory, handler: object, status: int, words: str) -> None:
    response = handler(rf.get("/somewhere/"), Exception())  # type: ignore[operator]
    assert response.status_code == status
    assert words in response.content.decode()


def test_an_address_that_only_takes_forms_says_so_on_a_page(cast: Cast) -> None:
    url = f"/workshops/{cast.workshop.pk}/undo/"
    answer = cast.client("fay").get(url)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in answer.content.decode()
