"""Static files and the faces of personas."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from market.base.access import PUBLIC, needs
from market.base.errors import NotFound
from market.base.templating import STATIC
from market.web import mask

FILES = frozenset(it.relative_to(STATIC).as_posix() for it in STATIC.rglob("*") if it.is_file())
MARK = (STATIC / "favicon.svg").read_bytes()
A_DAY = "public, max-age=86400"
FOR_EVER = "public, max-age=31536000, immutable"


def static() -> Any:
    """`/static/…`, kept for ever by browsers: the address carries a mark of the content."""
    return create_static_files_router(
        path="/static",
        directories=[STATIC],
        opt=needs(PUBLIC, authenticate=False)["opt"],
        before_request=_there,
        after_request=_kept,
    )


def _there(request: Request[Any, Any, Any]) -> None:
    """Only what lies there by this name is asked of the file system: a name can be none, or too long."""
    if str(request.path_params["file_path"]).lstrip("/") not in FILES:
        raise NotFound()


def _kept(response: Response[Any]) -> Response[Any]:
    response.headers["cache-control"] = FOR_EVER
    return response


@get("/favicon.ico", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def favicon() -> Response[bytes]:
    """The mark, for what is no page of ours and names no icon: browsers ask here by themselves."""
    return Response(MARK, media_type="image/svg+xml", headers={"cache-control": A_DAY})


@get("/faces/{seed:str}", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def face(seed: FromPath[str]) -> Response[str]:
    """A mask by its seed (32 hexadecimal digits and `.svg`): the seed is all there is, nothing leads back."""
    try:
        drawing = mask.svg(bytes.fromhex(seed.removesuffix(".svg")))
    except ValueError as error:
        raise NotFound() from error
    return Response(drawing, media_type="image/svg+xml", headers={"cache-control": FOR_EVER})
