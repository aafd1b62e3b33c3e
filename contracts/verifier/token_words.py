"""What the verifier says of credentials and status lists, and why it refuses a signed token of any kind."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import Text

STANCE: Final[Mapping[str, Text]] = MappingProxyType(
    {"me": Text(fr="c’est moi", en="it’s me"), "like": Text(fr="j’aimerais", en="I’d like")}
)
PROVENANCE: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "declared": Text(
            fr="déclaré par la personne, sans contrôle", en="declared by the person, not checked"
        ),
        "verified": Text(fr="vérifié par un opérateur de Moi", en="verified by an operator of Moi"),
    }
)
"""On whose word something is said."""

SAID_OF_TOKENS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "token_keys": Text(
            fr="Ce fichier ne porte pas les clés de la plateforme pour cet usage\xa0: donnez-les avec --keys.",
            en="This file does not carry the platform’s keys for this use: give them with --keys.",
        ),
        "credential_signed": Text(
            fr="La plateforme a signé ce justificatif de location, aux conditions {terms}\xa0; il vaut jusqu’au {end}.",
            en="The platform signed this credential of a rental, under the terms {terms}; it holds until {end}.",
        ),
        "credential_agreement": Text(
            fr="Il est du contrat {agreement}.", en="It is of the agreement {agreement}."
        ),
        "credential_purposes": Text(fr="Loué pour\xa0: {purposes}.", en="Rented for: {purposes}."),
        "credential_says": Text(
            fr="{claim}\xa0: {value} ({stance}\xa0; {provenance}).",
            en="{claim}: {value} ({stance}; {provenance}).",
        ),
        "credential_word": Text(
            fr="Ce vérificateur ne connaît pas ce mot du vocabulaire\xa0: {word}.",
            en="This verifier does not know this word of the vocabulary: {word}.",
        ),
        "credential_by_holder": Text(
            fr="Celui qui le montre à {audience} tient la clé à laquelle il est lié ({kid}).",
            en="Whoever shows it to {audience} holds the key that it is bound to ({kid}).",
        ),
        "credential_says_nothing": Text(
            fr="Un trait de la personne\xa0: aucun n’est montré.", en="A trait of the person: none is shown."
        ),
        "credential_shown": Text(
            fr="Que celui qui le montre est celui à qui il a été remis\xa0: il faudrait qu’il prouve la clé {kid} (--audience, --nonce).",
            en="That whoever shows it is who received it: they would have to prove the key {kid} (--audience, --nonce).",
        ),
        "credential_person": Text(
            fr="Qui est la personne, et plus que ce qui est dit de chaque trait\xa0: une déclaration reste une déclaration.",
            en="Who the person is, and more than is said of each trait: a declaration remains a declaration.",
        ),
        "status_missing": Text(
            fr="S’il a pris fin avant son terme\xa0: donnez aussi la liste d’états {uri}, de moins de dix minutes.",
            en="Whether it was ended before its time: give the status list {uri} too, less than ten minutes old.",
        ),
        "status_valid": Text(
            fr="Sa liste d’états, signée le {at}, dit à la place {index} qu’il vaut.",
            en="Its status list, signed on {at}, says at place {index} that it holds.",
        ),
        "status_later": Text(
            fr="Qu’il n’a pas pris fin depuis le {at}\xa0: une liste peut retarder de dix minutes.",
            en="That it was not ended since {at}: a list may lag by ten minutes.",
        ),
        "status_list_signed": Text(
            fr="La plateforme a signé cette liste d’états ({uri}) le {at}\xa0; elle vaut dix minutes.",
            en="The platform signed this status list ({uri}) on {at}; it holds for ten minutes.",
        ),
        "status_list_alone": Text(
            fr="De qui elle parle\xa0: une liste ne nomme personne, c’est le justificatif qui dit sa place.",
            en="Whom it speaks of: a list names nobody, the credential says its place.",
        ),
    }
)

REFUSED_OF_TOKENS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "TokenMalformed": Text(
            fr="Ce qui est signé n’a pas la forme de sa sorte ({part}).",
            en="What is signed is not of the form of its kind ({part}).",
        ),
        "TypeRefused": Text(
            fr="Ce qui est signé est d’une autre sorte ({found}).",
            en="What is signed is of another kind ({found}).",
        ),
        "HeaderCritical": Text(
            fr="Ce qui est signé demande une extension que personne ici ne connaît.",
            en="What is signed asks for an extension that nobody here knows.",
        ),
        "AlgorithmRefused": Text(
            fr="L’algorithme {algorithm} n’est pas celui de la clé.",
            en="The algorithm {algorithm} is not the key’s.",
        ),
        "TokenTampered": Text(
            fr="La signature de la clé {kid} n’est pas la bonne\xa0: ce qui a été signé, ou la signature, a été changé.",
            en="The signature of the key {kid} is wrong: what was signed, or the signature, was changed.",
        ),
        "ClaimMissing": Text(
            fr="Il manque une partie à ce qui est signé ({claim}).",
            en="A part of what is signed is missing ({claim}).",
        ),
        "ClaimMalformed": Text(
            fr="Une partie de ce qui est signé n’a pas sa forme ({claim}).",
            en="A part of what is signed is not of its form ({claim}).",
        ),
        "TokenExpired": Text(
            fr="Le document a expiré ({expired_at})\xa0: on ne peut plus s’y fier.",
            en="The document has expired ({expired_at}): it is not to be relied upon any more.",
        ),
        "TokenNotYetValid": Text(
            fr="Le document ne vaut pas encore ({valid_from}).",
            en="The document does not hold yet ({valid_from}).",
        ),
        "TokenFromTheFuture": Text(
            fr="Le document est daté d’une heure qui n’est pas encore venue ({issued_at}).",
            en="The document bears a time that has not come yet ({issued_at}).",
        ),
        "IssuerRefused": Text(
            fr="Le document est d’un autre émetteur ({issuer}).",
            en="The document is by another issuer ({issuer}).",
        ),
        "AudienceRefused": Text(
            fr="Le document a été montré, ou fait, pour un autre que celui qui demande ({audience}).",
            en="The document was shown to, or made for, another than who asks ({audience}).",
        ),
        "NonceRefused": Text(
            fr="Le document répond à une autre question\xa0: il a pu être montré une fois déjà.",
            en="The document answers another question: it may have been shown before.",
        ),
        "CredentialTypeRefused": Text(
            fr="Ce justificatif est d’une autre sorte ({vct}).",
            en="This credential is of another type ({vct}).",
        ),
        "NeverHidden": Text(
            fr="Ce qui doit toujours être visible est caché dans ce justificatif ({path}).",
            en="What must always be seen is hidden in this credential ({path}).",
        ),
        "DisclosureMalformed": Text(
            fr="Une révélation n’a pas sa forme ({text}).",
            en="A disclosure is not of its form ({text}).",
        ),
        "DisclosureRepeated": Text(
            fr="Une révélation est donnée deux fois ({text}).",
            en="A disclosure is given twice ({text}).",
        ),
        "DisclosureForeign": Text(
            fr="Des révélations ne sont pas de ce justificatif ({texts}).",
            en="Disclosures are not of this credential ({texts}).",
        ),
        "DisclosureMisplaced": Text(
            fr="Une révélation n’est pas à sa place ({path}).",
            en="A disclosure is not in its place ({path}).",
        ),
        "DigestRepeated": Text(
            fr="Une empreinte est là deux fois ({digest}).",
            en="A digest stands there twice ({digest}).",
        ),
        "ClaimOverwritten": Text(
            fr="Deux valeurs sont données pour le même trait ({path}).",
            en="Two values are given for the same claim ({path}).",
        ),
        "NameReserved": Text(
            fr="Un nom réservé est employé ({path}).",
            en="A reserved name is used ({path}).",
        ),
        "HashUnknown": Text(
            fr="L’empreinte {name} n’est pas connue ici.",
            en="The hash {name} is not known here.",
        ),
        "HolderUnnamed": Text(
            fr="Ce justificatif ne dit pas à quelle clé il est lié.",
            en="This credential does not say which key it is bound to.",
        ),
        "HolderUnproven": Text(
            fr="Celui qui le montre n’a pas prouvé la clé à laquelle il est lié.",
            en="Whoever shows it has not proven the key that it is bound to.",
        ),
        "ProofUnasked": Text(
            fr="Il porte une preuve faite pour quelqu’un\xa0: dites pour qui et à quelle question, avec --audience et --nonce.",
            en="It carries a proof made for somebody: say for whom and to which question, with --audience and --nonce.",
        ),
        "PresentationAltered": Text(
            fr="La preuve de la clé est d’une autre présentation\xa0: ce qui est montré a été changé.",
            en="The proof of the key is of another presentation: what is shown was changed.",
        ),
        "PresentationStale": Text(
            fr="La preuve de la clé a été faite le {made_at}\xa0: elle est trop vieille, ou d’une heure à venir.",
            en="The proof of the key was made at {made_at}: too old, or at a time to come.",
        ),
        "StatusListMalformed": Text(
            fr="La liste d’états n’a pas sa forme ({reason}).",
            en="The status list is not of its form ({reason}).",
        ),
        "StatusListForeign": Text(
            fr="La liste d’états est celle d’une autre adresse ({found}).",
            en="The status list is that of another address ({found}).",
        ),
        "StatusListTooLong": Text(
            fr="La liste d’états est signée pour trop longtemps ({life}).",
            en="The status list is signed for too long ({life}).",
        ),
        "StatusIndexBeyond": Text(
            fr="La liste d’états n’a pas de place {index}.",
            en="The status list has no place {index}.",
        ),
        "CredentialRevoked": Text(
            fr="Ce justificatif a pris fin\xa0: la location est terminée, ou sa clé a été révoquée.",
            en="This credential has ended: the rental is over, or its key was revoked.",
        ),
        "CredentialSuspended": Text(
            fr="Ce justificatif est suspendu\xa0: il ne peut pas servir en ce moment.",
            en="This credential is suspended: it is not to be used now.",
        ),
        "StatusUnknown": Text(
            fr="L’état {status} de ce justificatif n’est pas «\xa0valable\xa0».",
            en="The status {status} of this credential is not “valid”.",
        ),
        "CredentialEnded": Text(
            fr="Ce justificatif ne vaut plus ({status}).",
            en="This credential holds no more ({status}).",
        ),
        "CredentialAstray": Text(
            fr="Le justificatif ne dit pas ce que disent ses conditions, le contrat qu’il nomme ou un fichier donné avec lui ({field}).",
            en="The credential does not say what its terms, the agreement that it names or a file given with it say ({field}).",
        ),
        "KeyUnreadable": Text(
            fr="La clé à laquelle il est lié ne peut pas être lue.",
            en="The key that it is bound to cannot be read.",
        ),
    }
)
