"""Logs: one line a fact, on standard error. JSON in production, key=value on a person's own machine.

`structlog` and the standard library's loggers come out alike. A line never shows the locals of a frame nor
the body of a request. The message of an exception may quote what somebody wrote (a password in a validation
error, an address in a mail server's refusal), so in production an exception is told by its type and its
frames alone; a database error also by its SQLSTATE and the constraint's name.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from market.base.settings import Settings

FRAMES = 30  # the innermost of each exception
CAUSES = 5

# What talks at INFO of each request or each poll, addresses and query strings included.
CHATTER = ("stripe", "httpx", "httpcore", "asyncio", "pgqueuer", "litestar")

GRANIAN: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {
        "_granian": {"handlers": [], "propagate": True},
        "granian.access": {"handlers": [], "propagate": True},
    },
}
"""For `granian`, which configures loggers of its own in each of its processes."""


def configure(config: Settings, stream: TextIO | None = None) -> None:
    """Send every logger of this process to `stream`, standard error by default. Again: the same."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        ExceptionTold(messages=config.local),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream) if stream else _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(config)],
        )
    )
    root = logging.getLogger()
    for former in [
        it for it in root.handlers if isinstance(it.formatter, structlog.stdlib.ProcessorFormatter)
    ]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in CHATTER:
        logging.getLogger(name).setLevel(logging.WARNING)


def _renderer(config: Settings) -> Processor:
    if config.local:
        return structlog.processors.KeyValueRenderer(
            key_order=["timestamp", "level", "event"], drop_missing=True, repr_native_str=False
        )
    return structlog.processors.JSONRenderer(ensure_ascii=False)


class _StandardError(logging.StreamHandler[TextIO]):
    """Standard error as it is when a line is written: a test, or a daemon, may put another in its place."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


class ExceptionTold:
    """Replaces `exc_info` and `stack_info` by `exception`: types and frames, messages where they may show."""

    def __init__(self, *, messages: bool) -> None:
        self.messages = messages

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
        event.pop("stack_info", None)
        error = _error(event.pop("exc_info", None))
        if error is not None:
            event["exception"] = list(told(error, self.messages))
        return event


def _error(
    given: BaseException | tuple[type, BaseException | None, TracebackType | None] | bool | None,
) -> BaseException | None:
    if given is True:
        return sys.exc_info()[1]
    if isinstance(given, tuple):
        return given[1]
    return given if isinstance(given, BaseException) else None


def told(error: BaseException, messages: bool) -> Iterator[str]:
    """The lines that tell of an exception and of what caused it. Never a local variable."""
    current: BaseException | None = error
    for _ in range(CAUSES):
        if current is None:
            return
        yield _named(current, messages)
        for frame in traceback.extract_tb(current.__traceback__)[-FRAMES:]:
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _named(error: BaseException, messages: bool) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    facts = [
        f"{key}={value}" for key in ("sqlstate", "constraint_name") if (value := getattr(error, key, None))
    ]
    if messages and str(error):
        facts.append(str(error))
    return ": ".join([kind, *facts])
