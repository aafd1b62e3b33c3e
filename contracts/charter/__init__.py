"""The charter: what holders, brands and the platform each promise, in editions, as data.

An edition is a file in ``editions/``, never changed once published. It is no contract: what is agreed stands in the
terms of each rental. Whoever takes part signs the edition of the day, and has its ``term_days`` to sign the next one.
"""

from contracts.charter.changes import Change, changes
from contracts.charter.editions import EDITIONS, current, document
from contracts.charter.model import PARTIES, Edition, Party, Promise
from contracts.charter.signed import TYPE, digest_of, sign, verify
from contracts.charter.standing import Standing, standing
from contracts.compliance import EditionAstray

__all__ = [
    "EDITIONS",
    "PARTIES",
    "TYPE",
    "Change",
    "Edition",
    "EditionAstray",
    "Party",
    "Promise",
    "Standing",
    "changes",
    "current",
    "digest_of",
    "document",
    "sign",
    "standing",
    "verify",
]
