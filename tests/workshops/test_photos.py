"""Photos of captures: what is taken, what is refused, how they are kept and served."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from tests.cast import Cast
from vsm_site.lib.errors import Forbidden
from vsm_site.lib.pictures import LONGEST_SIDE, MAX_BYTES, redraw
from workshops.models import Capture, Photo
from workshops.services.captures import add_capture, add_photo
from workshops.services.workshops import set_lock

pytestmark = pytest.mark.django_db
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, form, **more)
    return kept.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that would unpack to width times height pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def read(content: bytes) -> tuple[int, int]:
    found = redraw(io.BytesIO(content), len(content))
    return found.width, found.height


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_as_jpeg(form: str) -> None:
    found = redraw(io.BytesIO(picture(form)), 1000)
    with Image.open(io.BytesIO(found.content)) as image:
        assert (image.format, image.size, found.width, found.height) == ("JPEG", (40, 30), 40, 30)


def test_a_large_photo_becomes_small_and_turned_upright_without_place_or_camera() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Pia"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture(size=(4000, 3000), exif=exif)
    found = redraw(io.BytesIO(content), len(content))
    assert (found.width, found.height) == (1500, LONGEST_SIDE)
    with Image.open(io.BytesIO(found.content)) as image:
        assert dict(image.getexif()) == {}
    assert b"Camera of Pia" not in found.content


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 30)), (2, (40, 30)), (3, (40, 30)), (5, (30, 40)), (6, (30, 40)), (8, (30, 40)), (99, (40, 30))]
)
def test_a_photo_stands_upright_also_with_notes_of_its_camera_that_nobody_could_write_again(
    orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x011A] = orientation, 72.0
    content = picture(exif=exif).replace(b"\x01\x1a\x00\x05", b"\x01\x1a\x00\x02")
    assert content != picture(exif=exif)  # its resolution says that it is words
    assert read(content) == size


def test_a_picture_whose_head_is_cut_short_is_refused_in_words_for_people() -> None:
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 4) + b"IHDR" + b"\0" * 4 + struct.pack(">I", zlib.crc32(b"IHDR" + b"\0" * 4))
    with pytest.raises(ValueError, match="This is not a photo that can be read"):
        read(content)


def test_what_one_can_see_through_stands_on_white() -> None:
    kept = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(kept, "PNG")
    with Image.open(io.BytesIO(redraw(io.BytesIO(kept.getvalue()), 100).content)) as image:
        assert image.getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SVG, "This is not a photo that can be read. Take a JPEG, PNG or WebP file."),
        (b"<html>", "This is not a photo that can be read. Take a JPEG, PNG or WebP file."),
        (b"", "This is not a photo that can be read. Take a JPEG, PNG or WebP file."),
        (picture("GIF"), "This is not a photo that can be read. Take a JPEG, PNG or WebP file."),
        (picture()[:300], "This is not a photo that can be read. Take a JPEG, PNG or WebP file."),
        (b"PK\x03\x04" + b"\0" * 100, "This is not a photo that can be read. Take a JPEG, PNG or WebP file."),
        (png_claiming(60000, 60000), "This is not a photo that can be read. Take a JPEG, PNG or WebP file."),
        (png_claiming(9000, 9000), "A photo may have 50 million pixels; this one has more."),
    ],
    ids=["svg", "html", "empty", "gif", "cut short", "zip", "bomb", "too many pixels"],
)
def test_anything_else_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace(".", r"\.")):
        read(content)


def test_a_file_over_the_limit_is_not_read() -> None:
    with pytest.raises(ValueError, match="10 MB"):
        redraw(io.BytesIO(picture()), MAX_BYTES + 1)


def test_a_capture_with_a_photo_keeps_neither_its_name_nor_its_bytes(cast: Cast, media: Path) -> None:
    upload = SimpleUploadedFile("../../etc/<b>passwd.svg", picture("PNG"), "image/svg+xml")
    data = {"text": "the form as it is", "kind": "issue", "photo": upload}
    assert cast.client("pia").post(f"/workshops/{cast.workshop.pk}/captures/", data).status_code == 302
    photo = Capture.objects.get().photo
    files = [path.relative_to(media) for path in media.rglob("*") if path.is_file()]
    assert [str(path) for path in files] == [photo.file.name]
    assert str(files[0].parent) == f"photos/{cast.workshop.pk}"
    assert (len(files[0].stem), files[0].suffix) == (32, ".jpg")
    assert (photo.width, photo.height, photo.taken_by_id) == (40, 30, cast.pia.pk)


def test_a_refused_photo_leaves_no_capture_and_no_file(cast: Cast, media: Path) -> None:
    data = {"text": "the form as it is", "kind": "issue", "photo": SimpleUploadedFile("form.png", SVG, "image/png")}
    answer = cast.client("pia").post(f"/workshops/{cast.workshop.pk}/captures/", data)
    assert answer.status_code == 422
    assert "This is not a photo that can be read." in answer.text
    assert (Capture.objects.count(), Photo.objects.count(), list(media.rglob("*"))) == (0, 0, [])


def test_a_refused_change_leaves_no_file(cast: Cast, media: Path) -> None:
    with pytest.raises(Forbidden):
        add_capture(
            actor=cast.actor("obi"),
            workshop_id=cast.workshop.pk,
            values={"kind": "issue", "text": "the form"},
            picture=redraw(io.BytesIO(picture()), 100),
        )
    assert (Capture.objects.count(), Photo.objects.count(), [path for path in media.rglob("*") if path.is_file()]) == (0, 0, [])


def test_a_photo_goes_to_ones_own_capture_and_not_to_anothers(cast: Cast) -> None:
    capture = add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "the form"})
    found = redraw(io.BytesIO(picture()), 100)
    with pytest.raises(Forbidden):
        add_photo(actor=cast.actor("per"), capture_id=capture.pk, picture=found)
    assert Photo.objects.count() == 0
    add_photo(actor=cast.actor("pia"), capture_id=capture.pk, picture=found)
    assert Capture.objects.get().photo_id == Photo.objects.get().pk


def test_a_photo_is_served_as_a_file_to_people_of_its_workshop_only(cast: Cast) -> None:
    add_capture(
        actor=cast.actor("pia"),
        workshop_id=cast.workshop.pk,
        values={"kind": "issue", "text": "the form"},
        picture=redraw(io.BytesIO(picture()), 100),
    )
    url = Photo.objects.get().get_absolute_url()
    answer = cast.client("obi").get(url)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.content[:2] == b"\xff\xd8"
    assert cast.client("xena").get(url).status_code == 404


def put(cast: Cast, client: Client, capture: Capture) -> tuple[int, str]:
    """Status and code of the answer to a photo that the browser sends for a capture."""
    photo = SimpleUploadedFile("form.jpg", picture(), "image/jpeg")
    body = encode_multipart(BOUNDARY, {"photo": photo})
    answer = client.put(f"/api/v1/captures/{capture.pk}/photo/", body, content_type=MULTIPART_CONTENT)
    return answer.status_code, answer.json().get("code", "")


def test_the_browser_is_told_a_photo_that_waits_from_one_that_is_refused(cast: Cast) -> None:
    found = add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Two forms"})
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=True)
    assert put(cast, cast.client("pia"), found) == (403, "locked")
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=False)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.pia, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert put(cast, strict, found) == (403, "permission_denied")
    assert put(cast, cast.client("per"), found) == (403, "denied")
    assert Photo.objects.count() == 0
    assert put(cast, cast.client("pia"), found) == (200, "")
