"""Images of a conversation by API and on pages: what goes out with them, what is refused by name, what is not lost."""

import base64
import io
import re
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from market.app import MAX_BODY
from market.base import clock
from market.relations.conversation.api import BODY_MOST
from market.relations.pictures import jpeg
from market.relations.pictures.limits import BYTES_MOST
from market.web import uploads
from market.web.headers import POLICY
from market.web.problems import PROBLEMS
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.relations.conversation.test_api import Both, both
from tests.relations.conversation.writing import ANSWER, HELLO
from tests.relations.helpers import a_session
from tests.relations.pictures.drawing import a_file, frames_of, png_of
from tests.relations.pictures.test_metadata import laden, says

__all__ = ["both"]

EN = {"accept": "text/html", "accept-language": "en"}
BAD = {
    "picture-not-of-kind": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "picture-unreadable": a_file("JPEG")[:-30],
    "picture-too-many-pixels": png_of(40_000, 40_000),
    "picture-moves": frames_of("PNG"),
    "picture-holds-more": a_file("JPEG") + b"PK\x03\x04 and so on",
    "picture-too-large": a_file("JPEG") + b"\0" * BYTES_MOST,
}


def in_json(data: bytes, alt: str = "une sonnette") -> dict[str, str]:
    return {"data": base64.b64encode(data).decode(), "alt": alt}


def as_file(data: bytes, name: str = "holiday.jpg") -> dict[str, tuple[str, bytes, str]]:
    return {"picture": (name, data, "image/jpeg")}


async def test_by_api_both_sides_send_and_get_one(both: Both) -> None:
    sent = await both.brand.post(
        f"/v1{both.rental}/messages", json={"text": HELLO, "picture": in_json(a_file())}
    )
    assert sent.status_code == 201
    body = {"text": ANSWER, "picture": in_json(a_file("WEBP"), "un guidon")}
    asked = await both.holder.post(f"/v1{both.mine}/messages", json=body)
    assert (asked.status_code, asked.json()["type"]) == (422, "/problems/may-give-you-away")
    assert (
        await both.holder.post(f"/v1{both.mine}/messages", json=body | {"confirmed": True})
    ).status_code == 201
    for client, path, room in ((both.brand, both.rental, "rentals"), (both.holder, both.mine, "relations")):
        got = (await client.get(f"/v1{path}/messages")).json()
        said = got if isinstance(got, list) else got["messages"]
        pictures = [it["picture"] for it in said]
        assert [(it["alt"], it["width"], it["height"]) for it in pictures] == [
            ("une sonnette", 120, 80),
            ("un guidon", 120, 80),
        ]
        for it, message in zip(pictures, said, strict=True):
            assert it["href"] == f"/v1/{room}/{both.relation.agreement}/messages/{message['id']}/picture"
            answer = await client.get(it["href"])
            assert answer.status_code == 200 and jpeg.size_of(answer.content) == (120, 80)


async def test_what_serves_an_image_serves_nothing_else_and_is_not_kept(both: Both) -> None:
    file = laden("JPEG", ["SOMEBODYSWORD", "ANOTHERSWORD"])
    typed = {"text": ANSWER, "alt": "un guidon"}
    got = await both.holder.post(
        f"{both.mine}/messages", data=typed, files=as_file(file, "SOMEBODYSWORD.jpg"), headers=EN
    )
    again = {**typed, "sure": "yes", "kept": kept_in(got.text)}
    assert (await both.holder.post(f"{both.mine}/messages", data=again, headers=EN)).status_code == 303
    (said,) = (await both.brand.get(f"/v1{both.rental}/messages")).json()
    answer = await both.brand.get(said["picture"]["href"])
    headers = dict(answer.headers)
    assert headers["content-type"] == "image/jpeg" and headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == 'attachment; filename="picture.jpg"'
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert headers["cache-control"] == "no-store" and headers["cross-origin-resource-policy"] == "same-origin"
    assert not {"etag", "last-modified", "age", "expires"} & set(headers)
    seen = answer.content + str(headers).encode() + (await both.brand.get(both.rental, headers=EN)).content
    assert not any(says(seen, word) for word in ("SOMEBODYSWORD", "ANOTHERSWORD", "holiday"))


async def test_only_the_two_get_it(app: Litestar, both: Both, client: httpx.AsyncClient) -> None:
    await both.brand.post(f"/v1{both.rental}/messages", json={"text": HELLO, "picture": in_json(a_file())})
    (said,) = (await both.brand.get(f"/v1{both.rental}/messages")).json()
    brands = said["picture"]["href"]
    holders = brands.replace("/rentals/", "/relations/")
    assert (await both.holder.get(holders)).status_code == 200
    for reader, path in ((both.brand, holders), (both.holder, brands)):
        assert (await reader.get(path)).status_code in (403, 404)
    for path in (brands, holders):
        assert (await client.get(path)).status_code == 401


@pytest.mark.parametrize("problem", BAD)
async def test_each_bad_file_is_refused_by_its_name_in_both_languages_and_no_word_is_lost(
    both: Both, problem: str
) -> None:
    by_api = await both.brand.post(
        f"/v1{both.rental}/messages", json={"text": HELLO, "picture": in_json(BAD[problem])}
    )
    assert (by_api.status_code, by_api.json()["type"]) == (422, f"/problems/{problem}")
    for client, path in ((both.brand, both.rental), (both.holder, both.mine)):
        for language in ("fr", "en"):
            typed = {"text": "Quel guidon ?", "alt": "deux guidons", "key": "k1", "sure": "yes"}
            got = await client.post(
                f"{path}/messages",
                data=typed,
                files=as_file(BAD[problem]),
                headers={"accept": "text/html", "accept-language": language},
            )
            assert got.status_code == 422
            assert PROBLEMS[problem].title(language) in got.text.replace("&#39;", "'")
            assert "Quel guidon ?</textarea>" in got.text and 'value="deux guidons"' in got.text
            assert 'aria-invalid="true"' in got.text and "field-picture-error" in got.text
    assert (await both.brand.get(f"/v1{both.rental}/messages")).json() == []


async def test_words_and_image_belong_together(both: Both) -> None:
    for fields, files, problem in (
        ({"text": HELLO, "alt": "une sonnette"}, {}, "picture-missing"),
        ({"text": HELLO, "alt": ""}, as_file(a_file()), "picture-undescribed"),
    ):
        got = await both.brand.post(f"{both.rental}/messages", data=fields, files=files, headers=EN)
        assert got.status_code == 422 and PROBLEMS[problem].title("en") in got.text
    got = await both.brand.post(
        f"/v1{both.rental}/messages", json={"text": HELLO, "picture": {"data": "%%%", "alt": "x"}}
    )
    assert (got.status_code, got.json()["type"]) == (422, "/problems/malformed")


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([A-Za-z0-9+/=]+)"', page)
    assert found
    return found[1]


async def test_a_brands_image_waits_for_its_words_to_be_mended(both: Both) -> None:
    typed = {"text": "Quel est votre nom ?", "alt": "une sonnette", "key": "k1"}
    got = await both.brand.post(f"{both.rental}/messages", data=typed, files=as_file(a_file()), headers=EN)
    assert got.status_code == 422 and "is kept for this message: 120 × 80" in got.text
    mended = {"text": HELLO, "alt": "une sonnette", "key": "k1", "kept": kept_in(got.text)}
    empty = {"picture": ("", b"", "application/octet-stream")}  # as a browser sends a field without a file
    got = await both.brand.post(f"{both.rental}/messages", data=mended, files=empty, headers=EN)
    assert got.status_code == 303
    (said,) = (await both.brand.get(f"/v1{both.rental}/messages")).json()
    assert said["picture"]["alt"] == "une sonnette"


async def test_a_holder_sees_it_as_the_brand_will_before_it_is_sent(both: Both) -> None:
    typed = {"text": ANSWER, "alt": "un guidon", "key": "k1"}
    got = await both.holder.post(
        f"{both.mine}/messages", data=typed, files=as_file(laden("JPEG", ["SOMEBODYSWORD"])), headers=EN
    )
    assert got.status_code == 422 and (await both.brand.get(f"/v1{both.rental}/messages")).json() == []
    assert "This is what the brand will see" in got.text and "cannot" not in PROBLEMS["picture-moves"].en
    assert "no machine of ours looks at it" in got.text and 'name="sure"' in got.text
    assert got.headers["content-security-policy"] == POLICY.replace("img-src 'self'", "img-src 'self' data:")
    shown = kept_in(got.text)
    assert f'src="data:image/jpeg;base64,{shown}"' in got.text
    assert jpeg.size_of(base64.b64decode(shown)) == (120, 80)
    again = {**typed, "kept": shown, "sure": "yes"}
    empty = {"picture": ("", b"", "application/octet-stream")}
    assert (
        await both.holder.post(f"{both.mine}/messages", data=again, files=empty, headers=EN)
    ).status_code == 303
    (said,) = (await both.brand.get(f"/v1{both.rental}/messages")).json()
    sent = Image.open(io.BytesIO((await both.brand.get(said["picture"]["href"])).content))
    assert sent.size == (120, 80)


async def test_another_than_the_one_looked_at_is_asked_about_again(both: Both) -> None:
    """Whatever is ticked: the tick was about what the page showed."""
    shown = base64.b64encode(a_file()).decode()
    typed = {"text": ANSWER, "alt": "un guidon", "key": "k1", "sure": "yes", "kept": shown}
    other = as_file(a_file("PNG", Image.new("RGB", (50, 40), "red")))
    got = await both.holder.post(f"{both.mine}/messages", data=typed, files=other, headers=EN)
    assert got.status_code == 422 and "50 × 40" in got.text
    assert (await both.brand.get(f"/v1{both.rental}/messages")).json() == []


async def test_or_sends_it_without(both: Both) -> None:
    typed = {
        "text": ANSWER,
        "alt": "un guidon",
        "without": "yes",
        "kept": base64.b64encode(a_file()).decode(),
    }
    assert (await both.holder.post(f"{both.mine}/messages", data=typed, headers=EN)).status_code == 303
    (said,) = (await both.brand.get(f"/v1{both.rental}/messages")).json()
    assert (said["text"], said["picture"]) == (ANSWER, None)


async def test_what_a_page_kept_is_a_file_like_any_other(both: Both) -> None:
    for kept in (b"<svg/>", a_file() + b"PK\x03\x04"):
        typed = {"text": ANSWER, "alt": "x", "sure": "yes", "kept": base64.b64encode(kept).decode()}
        got = await both.holder.post(f"{both.mine}/messages", data=typed, headers=EN)
        assert got.status_code == 422
    typed = {"text": ANSWER, "alt": "un guidon", "sure": "yes", "kept": "%%%"}
    got = await both.holder.post(f"{both.mine}/messages", data=typed, headers=EN)
    assert PROBLEMS["picture-missing"].title("en") in got.text
    assert (await both.brand.get(f"/v1{both.rental}/messages")).json() == []


async def test_a_relation_that_is_over_says_what_was_shown_and_shows_it_no_more(
    app: Litestar, both: Both
) -> None:
    await both.brand.post(f"/v1{both.rental}/messages", json={"text": HELLO, "picture": in_json(a_file())})
    page = (await both.holder.get(both.mine, headers=EN)).text
    (src,) = re.findall(r'<img class="sent-picture" src="([^"]+)" alt="une sonnette"', page)
    assert (await both.holder.get(src)).status_code == 200
    assert "With an image: une sonnette" in (await both.holder.get("/space", headers=EN)).text
    await clock.travel(timedelta(days=40))
    async with browser(app, await a_session(both.relation.holder)) as holder:
        page = (await holder.get(both.mine, headers=EN)).text
        assert "An image, shown while the rental runs: une sonnette" in page and "sent-picture" not in page
        assert (await holder.get(src)).json()["type"] == "/problems/rental-already-ended"


async def test_html_in_the_words_of_an_image_is_text(both: Both) -> None:
    alt = '"><script>alert(1)</script>'
    await both.brand.post(
        f"/v1{both.rental}/messages", json={"text": HELLO, "picture": in_json(a_file(), alt)}
    )
    for client, path in ((both.brand, both.rental), (both.holder, both.mine)):
        assert "<script>alert" not in (await client.get(path, headers=EN)).text


async def test_a_body_beyond_all_bounds_is_refused_by_the_same_name(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BODY_MOST > BYTES_MOST * 4 / 3 + MAX_BODY / 64 and uploads.READ_MOST > BYTES_MOST
    body = b'{"text": "' + b"x" * BODY_MOST + b'"}'
    for client, path in ((both.brand, both.rental), (both.holder, both.mine)):
        got = await client.post(
            f"/v1{path}/messages", content=body, headers={"content-type": "application/json"}
        )
        assert (got.status_code, got.json()["type"]) == (413, "/problems/picture-too-large")
        length = {
            "content-length": str(uploads.READ_MOST + 1),
            "content-type": "multipart/form-data; boundary=x",
        }
        got = await client.post(f"{path}/messages", content=b"--x", headers=length | EN)
        assert got.status_code == 413 and PROBLEMS["picture-too-large"].title("en") in got.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b"--x\r\ncontent-disposition: form-data; name=text\r\n\r\nhello",
        b"nothing of the kind",
        b"--x\r\ncontent-disposition: form-data\r\n\r\nhello\r\n--x--\r\n",
        b"".join(b'--x\r\ncontent-disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(40))
        + b"--x--\r\n",
    ],
)
async def test_a_form_that_is_none_is_refused_as_malformed(both: Both, body: bytes) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
        got = await both.brand.post(
            f"{both.rental}/messages", content=body, headers={"content-type": kind, **EN}
        )
        assert got.status_code in (400, 422), got.status_code


async def test_a_form_is_read_in_whatever_pieces_it_comes(both: Both) -> None:
    file = a_file("PNG")
    parts = {b"text": HELLO.encode(), b"alt": b"une sonnette", b"key": b"k9"}
    body = b"".join(
        b'--x\r\ncontent-disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in parts.items()
    )
    body += (
        b'--x\r\ncontent-disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
        + file
        + b"\r\n--x--\r\n"
    )

    async def pieces():  # type: ignore[no-untyped-def]
        for at in range(0, len(body), 7):
            yield body[at : at + 7]

    got = await both.brand.post(
        f"{both.rental}/messages",
        content=pieces(),
        headers={"content-type": "multipart/form-data; boundary=x", **EN},
    )
    assert got.status_code == 303
    (said,) = (await both.brand.get(f"/v1{both.rental}/messages")).json()
    assert (said["text"], said["picture"]["alt"]) == (HELLO, "une sonnette")


async def test_a_form_without_a_file_is_read_as_ever(
    app: Litestar, database: FreshDatabase, both: Both
) -> None:
    async with browser(app, await a_session(both.relation.brand)) as plain:
        got = await plain.post(f"{both.rental}/messages", data={"text": HELLO, "key": "k2"}, headers=EN)
    assert got.status_code == 303
