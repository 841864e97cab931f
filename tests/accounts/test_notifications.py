"""Telling people once, on the page and by mail as they like it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from accounts import notifications, selectors
from accounts.models import Notification, OutboxMessage, User
from accounts.services import notices, outbox, people
from tests.accounts.house import NOW, House, browser
from vsm_site.lib.errors import Invalid, NotFound


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Two kinds for these tests: one with mail, one for the page only."""
    notifications.register("test-due", "Something is due")
    notifications.register("test-quiet", "Something changed", mails=False)
    yield
    for kind in ("test-due", "test-quiet"):
        notifications._kinds.pop(kind)


def tell(*users: User, kind: str = "test-due", key: str = "k1", text: str = "Your action is due") -> int:
    return notifications.notify(users, kind, text=text, url="/workshops/1/", dedupe_key=key, workshop_id=UUID(int=1))


def test_people_are_told_on_the_page_and_by_mail(house: House) -> None:
    assert tell(house.pia, house.per) == 2
    told = Notification.objects.get(user=house.pia)
    assert (told.kind, told.text, told.url, told.workshop_id, told.read_at) == (
        "test-due",
        "Your action is due",
        "/workshops/1/",
        UUID(int=1),
        None,
    )
    letter = OutboxMessage.objects.get(user=house.pia)
    assert (letter.to, letter.subject, letter.kind) == ("pia@example.org", "Your action is due", "test-due")
    assert letter.body == "Your action is due\n\nhttp://127.0.0.1:8000/workshops/1/\n"


def test_telling_twice_tells_once(house: House) -> None:
    tell(house.pia)
    assert tell(house.pia, house.per) == 1
    assert Notification.objects.count() == OutboxMessage.objects.count() == 2


def test_a_long_key_is_recognised_too(house: House) -> None:
    tell(house.pia, key="x" * 1000)
    assert tell(house.pia, key="x" * 1000) == 0
    assert tell(house.pia, key="x" * 1001) == 1
    assert max(len(told.dedupe_key) for told in Notification.objects.all()) <= 200


def test_a_moved_clock_moves_notification_and_mail(house: House) -> None:
    notifications.notify([house.pia], "test-due", text="Due", url="/", dedupe_key="k", now=NOW)
    assert (Notification.objects.get().created_at, OutboxMessage.objects.get().not_before) == (NOW, NOW)


def test_mail_of_its_own(house: House) -> None:
    notifications.notify(
        [house.pia], "test-due", text="Due", url="/", dedupe_key="k", mail_subject="Review of\nFriday", mail_body="Long words"
    )
    letter = OutboxMessage.objects.get()
    assert (letter.subject, letter.body) == ("Review of Friday", "Long words")


def test_a_kind_for_the_page_only_sends_nothing(house: House) -> None:
    tell(house.pia, kind="test-quiet")
    assert Notification.objects.count() == 1 and not OutboxMessage.objects.exists()


def test_who_wants_no_mail_gets_none_but_is_told(house: House) -> None:
    people.set_mail_preferences(actor=house.pia, by_mail={"test-due": False})
    tell(house.pia, house.per)
    assert Notification.objects.count() == 2
    assert OutboxMessage.objects.get().to == "per@example.org"


def test_somebody_inactive_is_not_told(house: House) -> None:
    house.pia.is_active = False
    assert tell(house.pia) == 0
    assert not Notification.objects.exists() and not OutboxMessage.objects.exists()


def test_the_message_id_follows_from_key_and_person(house: House) -> None:
    tell(house.pia)
    first = OutboxMessage.objects.get().message_id
    OutboxMessage.objects.all().delete()
    Notification.objects.all().delete()
    tell(house.pia)
    assert OutboxMessage.objects.get().message_id == first


def test_a_kind_that_nobody_registered_is_a_mistake(house: House) -> None:
    with pytest.raises(ValueError, match="test-unknown"):
        tell(house.pia, kind="test-unknown")
    assert not Notification.objects.exists()


def test_one_word_means_one_thing() -> None:
    notifications.register("test-due", "Something is due")
    with pytest.raises(ValueError, match="test-due"):
        notifications.register("test-due", "Something else")


def test_unread_first_then_newest(house: House) -> None:
    for key in ("a", "b", "c"):
        tell(house.pia, key=key, text=key)
    for minutes, key in enumerate("abc"):
        Notification.objects.filter(text=key).update(created_at=NOW + timedelta(minutes=minutes))
    notices.mark_read(actor=house.pia, notification_id=Notification.objects.get(text="c").pk, now=NOW)
    assert [told.text for told in selectors.list_notifications(house.pia)] == ["b", "a", "c"]
    assert selectors.count_unread(house.pia) == 2


def test_reading_twice_keeps_the_first_time(house: House) -> None:
    tell(house.pia)
    pk = Notification.objects.get().pk
    notices.mark_read(actor=house.pia, notification_id=pk, now=NOW)
    notices.mark_read(actor=house.pia, notification_id=pk, now=NOW + timedelta(days=1))
    assert Notification.objects.get().read_at == NOW


def test_nobody_marks_what_another_was_told(house: House) -> None:
    tell(house.pia)
    pk = Notification.objects.get().pk
    with pytest.raises(NotFound):
        notices.mark_read(actor=house.per, notification_id=pk, now=NOW)
    assert browser(house.per).post(reverse("notification-read", args=[pk])).status_code == 404
    notices.mark_all_read(actor=house.per, now=NOW)
    assert Notification.objects.get().read_at is None


def test_the_page_shows_ones_own_and_filters_by_kind(house: House) -> None:
    tell(house.pia, text="Due thing")
    tell(house.pia, kind="test-quiet", key="k2", text="Quiet thing")
    tell(house.per, key="k3", text="Per's thing")
    client = browser(house.pia)
    text = client.get(reverse("notification-list")).content.decode()
    assert "Due thing" in text and "Quiet thing" in text and "Per&#x27;s" not in text
    text = client.get(reverse("notification-list"), {"kind": "test-quiet"}).content.decode()
    assert "Due thing" not in text and "Quiet thing" in text


def test_an_empty_page_says_what_will_be_there(house: House) -> None:
    text = browser(house.pia).get(reverse("notification-list")).content.decode()
    assert "Nothing waits for you" in text


def test_opening_marks_as_read_and_goes_there(house: House) -> None:
    tell(house.pia)
    pk = Notification.objects.get().pk
    answer = browser(house.pia).post(reverse("notification-read", args=[pk]), {"open": "1"})
    assert answer["Location"] == "/workshops/1/"
    assert Notification.objects.get().read_at is not None


def test_marking_all(house: House) -> None:
    tell(house.pia)
    tell(house.per)
    assert browser(house.pia).post(reverse("notification-read-all"))["Location"] == reverse("notification-list")
    assert [selectors.count_unread(user) for user in (house.pia, house.per)] == [0, 1]


def test_a_get_marks_nothing(house: House) -> None:
    tell(house.pia)
    client = browser(house.pia)
    assert client.get(reverse("notification-read-all")).status_code == 405
    assert client.get(reverse("notification-read", args=[Notification.objects.get().pk])).status_code == 405
    assert selectors.count_unread(house.pia) == 1


def test_long_lists_have_pages(house: House) -> None:
    for number in range(26):
        tell(house.pia, key=str(number), text=f"Thing {number}")
    client = browser(house.pia)
    assert len(client.get(reverse("notification-list")).context["page"].object_list) == 25
    assert len(client.get(reverse("notification-list"), {"page": "2"}).context["page"].object_list) == 1


def test_texts_are_shown_as_text(house: House) -> None:
    tell(house.pia, text="<script>alert(1)</script>")
    text = browser(house.pia).get(reverse("notification-list")).content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_mail_is_chosen_by_kind(house: House) -> None:
    client, url = browser(house.pia), reverse("notification-mail")
    text = client.get(url).content.decode()
    assert "Something is due" in text and "Something changed" not in text
    client.post(url, {"joined": "on"})
    assert selectors.mail_preferences(house.pia)["test-due"] is False
    assert selectors.mail_preferences(house.pia)["joined"] is True


def test_an_unknown_kind_cannot_be_chosen(house: House) -> None:
    with pytest.raises(Invalid):
        people.set_mail_preferences(actor=house.pia, by_mail={"test-due": False, "nonsense": False})
    assert selectors.mail_preferences(house.pia) == {}


def sent_letter(house: House, **fields: str) -> EmailMessage:
    tell(house.pia, **fields)
    outbox.send_due(now=timezone.now())
    return django_mail.outbox[-1]


def test_a_mail_tells_how_to_get_no_more_of_its_kind(house: House) -> None:
    sent = sent_letter(house)
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"No more mails of this kind: {link}" in sent.body
    path = link.removeprefix("http://127.0.0.1:8000")
    visitor = browser(enforce_csrf_checks=True)
    assert "Something is due" in visitor.get(path).content.decode()
    assert selectors.mail_preferences(house.pia) == {}
    assert visitor.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert selectors.mail_preferences(house.pia) == {"test-due": False}
    assert "_auth_user_id" not in visitor.session


def test_a_link_that_we_did_not_make_stops_nothing(house: House) -> None:
    path = notifications.unsubscribe_url(house.pia.pk, "test-due").removeprefix("http://127.0.0.1:8000")
    forged = path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:]
    assert browser().post(forged).status_code == 404
    assert selectors.mail_preferences(house.pia) == {}


def test_what_always_comes_has_no_such_link(house: House) -> None:
    assert notifications.unsubscribe_url(house.pia.pk, "invitation") == ""
    assert notifications.unsubscribe_url(house.pia.pk, "test-quiet") == ""
