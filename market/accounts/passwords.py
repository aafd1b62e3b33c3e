"""Passwords: argon2id (RFC 9106), off the event loop, two at a time.

At least OWASP's floor (t=2, m=19 MiB, p=1). Two threads bound the memory and leave the loop to others; who
comes when both are busy waits in line.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TIME_COST, MEMORY_KIB, PARALLELISM = 2, 19 * 1024, 1
HASHER = PasswordHasher(TIME_COST, MEMORY_KIB, PARALLELISM)

# Verified against when there is no account, so that both answers take the same time. Of a random password.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$FDfq0T8wmqXTnRI5VMfAcA$ShBKOZQNgxQ7B0YuPPUMEU78N/uxJDAkFCMxZ25Yz6s"

_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")


def hash_now(password: str) -> str:
    """The hash, in this thread: for the command line and seeds."""
    return HASHER.hash(unicodedata.normalize("NFC", password))


def _verify(password: str, hashed: str) -> bool:
    try:
        return HASHER.verify(hashed, unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hash_now, password)


async def matches(password: str, hashed: str | None) -> bool:
    """Whether `password` is the one behind `hashed`; as slow, and False, when there is no hash."""
    good = await asyncio.get_running_loop().run_in_executor(_threads, _verify, password, hashed or NOBODYS)
    return good and hashed is not None


def outdated(hashed: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(hashed)
