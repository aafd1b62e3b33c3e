"""The second factor's rules. Pure: secrets and the time in, decisions out.

Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of thirty seconds of *wall* time, which is the
authenticator's; the market's clock may travel. A code is good for its step and one on either side.
"""

import secrets
from datetime import datetime, timedelta

import pyotp
import segno

STEP = 30  # seconds
SKEW = 1  # steps that a clock may be off
DIGITS = 6
ISSUER = "Moi"

HALF_LIFE = timedelta(minutes=15)  # of a session that still owes its second factor
LETTER_LIFE = timedelta(hours=1)  # of the letter that leads to setting one up

RECOVERY_CODES = 10
RECOVERY_LENGTH = 16  # characters of base 32: 80 bits
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_GROUP = 4


def new_secret() -> str:
    """A fresh secret of 160 bits, base 32 (RFC 4226, section 4)."""
    return pyotp.random_base32(32)


def step_of(at: datetime) -> int:
    """The step that an instant lies in."""
    return int(at.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """The six digits of a step."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).generate_otp(step)


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The step whose code this is, at most one from `at`; None for any other. Spaces do not matter."""
    given, now, found = tidy(code), step_of(at), None
    for step in range(now - SKEW, now + SKEW + 1):
        if secrets.compare_digest(code_at(secret, step).encode(), given.encode()):
            found = step
    return found


def usable_code(secret: str, last_step: int | None, at: datetime) -> str | None:
    """The first code from now on that was not taken yet; None until the next step where all are."""
    now = step_of(at)
    step = max(now, (last_step if last_step is not None else now - 1) + 1)
    return code_at(secret, step) if step <= now + SKEW else None


def tidy(code: str) -> str:
    """A code as it is compared: no spaces or hyphens, capitals."""
    return "".join(code.split()).replace("-", "").upper()


def looks_like_recovery(code: str) -> bool:
    """Whether a code is a recovery code, by its length."""
    return len(tidy(code)) == RECOVERY_LENGTH


def new_recovery_codes() -> list[str]:
    """Fresh recovery codes, in groups of four as people copy them."""
    drawn = [
        "".join(secrets.choice(_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    return ["-".join(it[n : n + _GROUP] for n in range(0, RECOVERY_LENGTH, _GROUP)) for it in drawn]


def address_for(secret: str, account: str) -> str:
    """What the authenticator reads from the picture: `otpauth://totp/…`."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(name=account, issuer_name=ISSUER)


def picture(text: str) -> tuple[int, str]:
    """A QR code (ISO/IEC 18004, level M) as (side, path of its dark modules), a quiet zone of four around it."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                runs.append(f"M{x},{y}h{end - x}v1h{x - end}z")
            x = max(end, x + 1)
    return len(rows), "".join(runs)
