"""What the verifier says of each refusal, by the name of its error; its values are the error's own."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.verifier.token_words import REFUSED_OF_TOKENS
from contracts.vocabulary import Text

UNEXPECTED: Final = Text(
    fr="Ce fichier ne peut pas être vérifié ({error}).", en="This file cannot be verified ({error})."
)

REFUSED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        **REFUSED_OF_TOKENS,
        "NotVerifiable": Text(
            fr="Ce vérificateur a échoué sur ce fichier ({error})\xa0: c’est une faute du vérificateur, et rien de ce fichier n’est prouvé.",
            en="This verifier failed on this file ({error}): that is a fault of the verifier’s, and nothing in this file is proven.",
        ),
        "NotADocument": Text(
            fr="Ce n’est pas un de nos documents ({reason}).", en="This is no document of ours ({reason})."
        ),
        "TypeUnknown": Text(
            fr="Ce vérificateur ne lit pas les documents de type {type}, version {version}.",
            en="This verifier does not read documents of type {type}, version {version}.",
        ),
        "DocumentMalformed": Text(
            fr="Le document n’a pas la forme du sien ({path}\xa0: {reason}).",
            en="The document does not have the form of its type ({path}: {reason}).",
        ),
        "AnotherSpelling": Text(
            fr="Le fichier a été réécrit\xa0: à partir de l’octet {at}, ce n’est plus la seule écriture que ce document peut avoir.",
            en="The file was rewritten: from byte {at} on it is not the one spelling that this document can have.",
        ),
        "KeyUnknown": Text(
            fr="Une signature vient de la clé {kid}, qui n’est pas parmi celles qui peuvent signer ici.",
            en="A signature is of the key {kid}, which is not among those that may sign here.",
        ),
        "KeyRetired": Text(
            fr="Une signature vient de la clé {kid}, qui ne signe plus rien depuis {until}, et se dit plus récente, ou ne dit pas quand elle a été faite.",
            en="A signature is of the key {kid}, which has signed nothing since {until}, and says that it is younger, or not when it was made.",
        ),
        "KeysUnreadable": Text(
            fr="Les clés données ne peuvent pas être lues ({reason}).",
            en="The keys that were given cannot be read ({reason}).",
        ),
        "SignatureInvalid": Text(
            fr="Une signature de la clé {kid} n’est pas la bonne\xa0: ce qui a été signé, ou la signature, a été changé.",
            en="A signature of the key {kid} is wrong: what was signed, or the signature, was changed.",
        ),
        "SignatureMissing": Text(
            fr="Personne n’a signé pour une des parties ({party}).",
            en="Nobody signed for one of the parties ({party}).",
        ),
        "PlatformSignatureMissing": Text(
            fr="La plateforme, qui tient la trace et agit pour les personnes, n’a pas signé pour une des parties ({party}).",
            en="The platform, which keeps the record and acts for persons, did not sign for one of the parties ({party}).",
        ),
        "OneKeyForTwo": Text(
            fr="Une seule clé ({kid}) signe pour deux qui ne sont pas le même\xa0: {one}, et {other}.",
            en="One key ({kid}) signs for two who are not the same: {one}, and {other}.",
        ),
        "TermsAltered": Text(
            fr="Les conditions de ce contrat ne sont pas celles qui ont été convenues ({agreement_id}).",
            en="The terms of this agreement are not those agreed to ({agreement_id}).",
        ),
        "TermsNotPublished": Text(
            fr="Ces conditions portent le nom {edition} et ne sont pas celles publiées sous ce nom.",
            en="These terms are called {edition} and are not those published under that name.",
        ),
        "AgreementForked": Text(
            fr="Deux des fichiers donnés sont des contrats différents du même nom ({agreement_id}).",
            en="Two of the files given are different agreements of the same name ({agreement_id}).",
        ),
        "AnotherAgreement": Text(
            fr="Une signature de ce fichier est celle de la trace d’un autre contrat ({agreement_id}).",
            en="A signature in this file is over the record of another agreement ({agreement_id}).",
        ),
        "AnotherRecorder": Text(
            fr="Un sceau quotidien de ce fichier est d’une autre plateforme que celle du contrat ({recorder}).",
            en="A daily seal in this file is of another platform than the agreement’s ({recorder}).",
        ),
        "RecordTampered": Text(
            fr="L’événement {seq} a été changé, ou cette trace n’est pas celle de ce contrat.",
            en="Event {seq} was changed, or this record is not this agreement’s.",
        ),
        "RecordReordered": Text(
            fr="L’événement {seq} est à la place {expected}\xa0: la trace n’est pas dans son ordre, ou il en manque.",
            en="Event {seq} stands at place {expected}: the record is out of order, or some of it is missing.",
        ),
        "RecordTruncated": Text(
            fr="La trace a {length} événements, et {expected_length} sont connus\xa0: il en manque.",
            en="The record has {length} events, and {expected_length} are known: some are missing.",
        ),
        "RecordForked": Text(
            fr="À {length} événements, il y a une autre trace du même contrat\xa0: l’une des deux est fausse.",
            en="At {length} events there is another record of the same agreement: one of the two is false.",
        ),
        "RecordNotSigned": Text(
            fr="La plateforme a signé {signed} des {length} événements\xa0: les autres peuvent venir de n’importe qui.",
            en="The platform signed {signed} of the {length} events: the others may be anyone’s.",
        ),
        "RecordUnsealed": Text(
            fr="La signature de la plateforme sur l’ensemble des {length} événements manque\xa0: toute copie est remise avec elle. Celle-ci a été coupée, et la suite peut manquer.",
            en="The platform’s signature over all {length} events is missing: every copy is handed out with it. This one was cut, and what comes after may be missing.",
        ),
        "EventAfterSignature": Text(
            fr="L’événement {seq} est daté d’après le {day}, jour où il aurait été signé.",
            en="Event {seq} is dated after {day}, on which it is said to have been signed.",
        ),
        "DayAstray": Text(
            fr="L’événement {seq} porte un jour qui n’est pas celui de son heure.",
            en="Event {seq} bears a day that is not the day of its time.",
        ),
        "KindUnknown": Text(
            fr="L’événement {seq} est d’une sorte inconnue ({kind})\xa0: prenez un vérificateur plus récent.",
            en="Event {seq} is of an unknown kind ({kind}): take a newer verifier.",
        ),
        "FactsUnknown": Text(
            fr="L’événement {seq} ({kind}) ne dit pas ce que dit un tel événement ({where}\xa0: {reason}).",
            en="Event {seq} ({kind}) does not say what such an event says ({where}: {reason}).",
        ),
        "EventClosed": Text(
            fr="L’événement {seq} est fermé dans cette copie\xa0: ce qui suit ne peut pas être rejoué.",
            en="Event {seq} is closed in this copy: what follows cannot be replayed.",
        ),
        "EventForbidden": Text(
            fr="L’événement {seq} ({kind}) est interdit à cette place ({reason}).",
            en="Event {seq} ({kind}) is forbidden in this place ({reason}).",
        ),
        "AgreementAstray": Text(
            fr="L’événement {seq} ne dit pas la même chose que le contrat ({field}).",
            en="Event {seq} does not say what the agreement says ({field}).",
        ),
        "ConsentAstray": Text(
            fr="L’événement {seq} ne dit pas la même chose que son consentement ({field}).",
            en="Event {seq} does not say what its consent says ({field}).",
        ),
        "ReceiptAstray": Text(
            fr="Le reçu ne dit pas ce que disent son enregistrement, les conditions publiées ou un fichier donné avec lui ({field}).",
            en="The receipt does not say what its record, the published terms or a file given with it say ({field}).",
        ),
        "ReceiptMalformed": Text(
            fr="Le reçu ne dit pas de quoi il est le reçu ({field}).",
            en="The receipt does not say what it is a receipt of ({field}).",
        ),
        "EventAfterReceipt": Text(
            fr="L’événement {seq} est daté d’après le {day}, jour du reçu.",
            en="Event {seq} is dated after {day}, the day of the receipt.",
        ),
        "ErasureAstray": Text(
            fr="L’attestation d’effacement ne dit pas la même chose que le fichier donné avec elle ({field}).",
            en="The attestation of erasure does not say what the file given with it says ({field}).",
        ),
        "NotInHead": Text(
            fr="La trace, telle qu’elle est ici, n’est pas dans le sceau du {day}.",
            en="The record, as it stands here, is not in the seal of {day}.",
        ),
        "HeadForked": Text(
            fr="Le sceau du {day} n’est pas celui que vous avez gardé, ou donné avec lui\xa0: la plateforme en a montré deux.",
            en="The seal of {day} is not the one that you kept, or gave along with it: the platform showed two.",
        ),
        "HeadOutOfPlace": Text(
            fr="Le sceau du {day} ne suit pas celui d’avant\xa0: il en manque un, ou l’un des deux a été changé.",
            en="The seal of {day} does not follow the one before: one is missing, or one of the two was changed.",
        ),
        "FromTheFuture": Text(
            fr="Une heure n’est pas encore venue, à l’horloge de cet ordinateur ({what}, {when}).",
            en="A time has not come yet, by this computer’s clock ({what}, {when}).",
        ),
        "NoHeads": Text(
            fr="Ce ne sont pas des sceaux quotidiens à comparer, mais un document de type {type}.",
            en="These are no daily seals to compare with, but a document of type {type}.",
        ),
        "DateOutOfReach": Text(
            fr="Aucun calendrier d’ici ne va jusqu’à cette date ({at}).",
            en="No calendar here reaches that date ({at}).",
        ),
        "NoSuchRecord": Text(
            fr="Seule la trace d’un contrat se rejoue, pas un document de type {type}.",
            en="Only an agreement’s record is replayed, not a document of type {type}.",
        ),
    }
)

REASONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "not JSON": Text(fr="ce n’est pas du JSON", en="not JSON"),
        "missing": Text(fr="manque", en="missing"),
        "not of this form": Text(fr="ne devrait pas s’y trouver", en="should not stand there"),
        "another value": Text(fr="n’a pas la valeur attendue", en="does not have the value expected"),
        "the period is not signed: it is the record's to say": Text(
            fr="la période n’est pas signée\xa0: c’est à la trace de la dire",
            en="the period is not signed: it is the record’s to say",
        ),
        "a signature stands once": Text(
            fr="une signature ne figure qu’une fois", en="a signature stands once"
        ),
        "an unknown zone": Text(fr="fuseau horaire inconnu", en="an unknown zone"),
        "no party signs a proof": Text(fr="aucune partie ne signe une preuve", en="no party signs a proof"),
        "in another spelling": Text(fr="est écrit autrement", en="is spelled otherwise"),
        "no object with a type and a version": Text(fr="ni type ni version", en="neither type nor version"),
        "recorder": Text(fr="la plateforme", en="the platform"),
        "first_party": Text(fr="le titulaire", en="the holder"),
        "second_party": Text(fr="la marque", en="the brand"),
        "agreement": Text(fr="le contrat", en="the agreement"),
        "signature": Text(fr="une signature", en="a signature"),
        "event": Text(fr="un événement", en="an event"),
        "seal": Text(fr="la signature de la trace", en="the record’s signature"),
        "head": Text(fr="un sceau quotidien", en="a daily seal"),
        "terms": Text(fr="les conditions", en="the terms"),
        "purposes": Text(fr="les finalités", en="the purposes"),
        "answer": Text(fr="la manière de répondre", en="the way of answering"),
        "text": Text(fr="le texte signé", en="the text that was signed"),
        "period": Text(fr="la période", en="the period"),
        "first": Text(
            fr="une trace commence par l’accord ou l’instruction, et n’en a qu’un",
            en="a record begins with the agreeing or the instruction, and has one",
        ),
        "receipt": Text(fr="le reçu", en="the receipt"),
        "unrequested": Text(fr="rien n’était demandé", en="nothing was requested"),
        "unapproved": Text(
            fr="ces conditions attendent une réponse, ou n’en attendent pas",
            en="these terms await an answer, or await none",
        ),
        "uninstructed": Text(
            fr="ce n’est pas ce que la personne avait dit", en="not what the person had said"
        ),
        "requested": Text(fr="le consentement n’est que demandé", en="consent is only requested"),
        "given": Text(fr="le consentement est donné", en="consent is given"),
        "renewed": Text(fr="le consentement est donné à nouveau", en="consent is given again"),
        "refused": Text(fr="le consentement est refusé", en="consent is refused"),
        "expired": Text(fr="le consentement a expiré", en="consent has expired"),
        "withdrawn": Text(fr="le consentement est retiré", en="consent is withdrawn"),
        "revoked": Text(fr="le consentement est révoqué", en="consent is revoked"),
        "invalidated": Text(fr="le consentement est invalidé", en="consent is invalidated"),
        "state": Text(fr="l’état", en="the state"),
        "time": Text(fr="hors de la période", en="outside of the period"),
        "erasure": Text(fr="l’attestation d’effacement", en="the attestation of erasure"),
        "attestation": Text(fr="ce qui a été signé", en="what was signed"),
        "brand": Text(fr="la marque", en="the brand"),
        "persona": Text(fr="le moi", en="the persona"),
        "recipients": Text(fr="les destinataires", en="the recipients"),
        "renews": Text(fr="le contrat renouvelé", en="the agreement that is renewed"),
        "consent": Text(fr="le consentement", en="the consent"),
        "start": Text(fr="le début", en="the beginning"),
        "end": Text(fr="la fin", en="the end"),
        "claims": Text(fr="les traits dévoilés", en="the traits shown"),
        "day": Text(fr="le jour de la signature", en="the day of the signature"),
        "delete_by": Text(fr="la date d’effacement", en="the date of erasure"),
        "late": Text(fr="le retard", en="the delay"),
        "attested": Text(
            fr="la marque avait déjà signé l’effacement", en="the brand had signed the erasure already"
        ),
        "breached": Text(
            fr="la date d’effacement était déjà passée", en="the date of erasure had passed already"
        ),
        "unbegun": Text(fr="la période n’avait pas commencé", en="the period had not begun"),
        "twice": Text(fr="une seule fois", en="once only"),
        "number": Text(fr="les numéros se suivent", en="numbers follow one another"),
        "quota": Text(fr="plus que les conditions n’en permettent", en="more than the terms allow"),
        "uninvited": Text(fr="aucune invitation de ce nom", en="no invitation of that name"),
        "unasked": Text(fr="aucune question de ce nom", en="no question of that name"),
        "unanswered": Text(fr="aucune réponse n’était donnée", en="no answer had been given"),
        "deadline": Text(
            fr="la date limite de la question était passée", en="the question’s deadline had passed"
        ),
        "purpose": Text(fr="une finalité qui n’est pas convenue", en="a purpose that was not agreed"),
        "unnoticed": Text(fr="aucun renouvellement n’était annoncé", en="no renewal had been announced"),
        "Inactive": Text(fr="le contrat n’est pas encore payé", en="the agreement is not paid yet"),
        "Active": Text(fr="le contrat est en cours", en="the agreement is running"),
        "TemporarilySuspended": Text(fr="le contrat est suspendu", en="the agreement is suspended"),
        "Expired": Text(fr="la période est finie", en="the period is over"),
        "Terminated": Text(fr="le contrat est terminé", en="the agreement has ended"),
    }
)
"""The words inside of a refusal, where the error has them as codes."""
