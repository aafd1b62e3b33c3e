"""What the verifier says of nameless proofs."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import Text

BASIS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "declared": Text(
            fr="déclaré par la personne, sans contrôle", en="declared by the person, not checked"
        ),
        "verified": Text(
            fr="vérifié par un opérateur de Moi, sur pièces, en {month}",
            en="verified by an operator of Moi, on documents, in {month}",
        ),
        "recorded": Text(fr="inscrit dans les livres de Moi", en="recorded in Moi’s own books"),
    }
)
"""On whose word something is said; `{month}` as 2026-11."""

SAID_OF_PROOFS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "proof_signed": Text(
            fr="La plateforme a signé cette preuve le {at}, en réponse à la question posée avec la clé {kid}.",
            en="The platform signed this proof on {at}, in answer to the question asked with the key {kid}.",
        ),
        "proven_of_a_person": Text(
            fr="D’une personne sans nom\xa0: {what} ({basis}).",
            en="Of a person without a name: {what} ({basis}).",
        ),
        "proof_of_your_question": Text(
            fr="Elle répond à la question que vous avez posée, avec votre clé ({kid}).",
            en="It answers the question that you asked, with your key ({kid}).",
        ),
        "proof_question": Text(
            fr="À qui elle répond : si c’est vous qui avez demandé, donnez l’empreinte de votre clé (--audience) et le numéro de votre question (--nonce).",
            en="Whom it answers: if it was you who asked, give the thumbprint of your key (--audience) and your question’s number (--nonce).",
        ),
        "proof_asker": Text(
            fr="C’est {name} ({registration}), marque vérifiée, qui a demandé.",
            en="It is {name} ({registration}), a verified brand, that asked.",
        ),
        "proof_asker_unknown": Text(
            fr="Qui a demandé\xa0: personne n’était identifié.", en="Who asked: nobody was identified."
        ),
        "proof_person": Text(
            fr="Qui est la personne, et si c’est elle qui est devant vous\xa0: comparez les deux mots quand elle répond.",
            en="Who the person is, and whether it is the one before you: compare the two words while they answer.",
        ),
        "proof_shown": Text(
            fr="Que celui qui montre ce fichier est celui qui a demandé\xa0: il faudrait qu’il prouve sa clé.",
            en="That whoever shows this file is who asked: they would have to prove their key.",
        ),
        "proof_word": Text(
            fr="Plus que ce qui est dit de chaque point\xa0: une déclaration reste une déclaration.",
            en="More than is said of each point: a declaration remains a declaration.",
        ),
        "proof_platform_knows": Text(
            fr="Que personne d’autre ne le sait\xa0: la plateforme sait qui a demandé, et la personne le voit.",
            en="That nobody else knows: the platform knows who asked, and the person sees it.",
        ),
    }
)
