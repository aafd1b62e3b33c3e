"""What the verifier says of an attestation of erasure when nothing is wrong."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import Text

SAID_OF_ERASURES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "erasure_received": Text(
            fr="La plateforme a reçu cette attestation le {day} (clé {kid}).",
            en="The platform received this attestation on {day} (key {kid}).",
        ),
        "erasure_said": Text(
            fr="{brand} dit qu’il ne reste aucune copie de ce que le contrat {agreement} lui a donné à lire, fini le {ended}. Effacé\xa0: {erased}. {recipients}",
            en="{brand} says that no copy is left of what the agreement {agreement}, over since {ended}, gave it to read. Erased: {erased}. {recipients}",
        ),
        "erasure_covers": Text(
            fr="Elle le dit aussi des périodes que ce contrat a renouvelées\xa0: {agreements}.",
            en="It says so of the periods that this agreement renewed, too: {agreements}.",
        ),
        "erasure_in_time": Text(
            fr="L’attestation est dans les temps\xa0: les copies devaient être effacées le {delete_by} au plus tard.",
            en="The attestation is in time: copies had to be gone by {delete_by}.",
        ),
        "erasure_late": Text(
            fr="L’attestation est EN RETARD\xa0: les copies devaient être effacées le {delete_by} au plus tard.",
            en="The attestation is LATE: copies had to be gone by {delete_by}.",
        ),
        "erasure_unnamed": Text(
            fr="La marque dit que d’autres avaient reçu la fiche, et le contrat ne nomme personne : elle l’a confiée sans en avoir le droit, ou elle se trompe.",
            en="The brand says that others had the sheet, and the agreement names nobody: it passed it on without being allowed to, or it is mistaken.",
        ),
        "erasure_done": Text(
            fr="Que tout est vraiment effacé\xa0: c’est la parole de la marque, qui en répond.",
            en="That everything is truly gone: that is the brand’s word, and it answers for it.",
        ),
        "erasure_end": Text(
            fr="Que le contrat a fini ce jour-là\xa0: c’est sa trace qui le dit. Donnez-la avec ce fichier.",
            en="That the agreement ended on that day: its record says so. Give it along with this file.",
        ),
    }
)

COPIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "none": Text(fr="rien n’avait été copié", en="nothing had been copied"),
        "files": Text(fr="fichiers et exports", en="files and exports"),
        "systems": Text(fr="fiches dans ses systèmes", en="entries in its systems"),
        "derived": Text(fr="ce qui en avait été tiré", en="what was made out of it"),
        "backups": Text(fr="sauvegardes", en="backups"),
    }
)

RECIPIENTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "none": Text(fr="Personne d’autre n’en avait.", en="Nobody else had any of it."),
        "reached": Text(
            fr="Tous ceux à qui elle en avait confié ont été prévenus, et l’ont effacé.",
            en="Everyone to whom it had entrusted any of it was told, and has erased it.",
        ),
    }
)
