"""What the verifier says when nothing is wrong: what is proven, what such a file cannot prove, what is doubted."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.verifier.consent_words import SAID_OF_CONSENTS
from contracts.verifier.erasure_words import SAID_OF_ERASURES
from contracts.verifier.proof_words import SAID_OF_PROOFS
from contracts.verifier.token_words import SAID_OF_TOKENS
from contracts.vocabulary import Text

VERDICTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "verified": Text(fr="VÉRIFIÉ", en="VERIFIED"),
        "doubtful": Text(fr="DOUTE", en="DOUBT"),
        "refused": Text(fr="REFUSÉ", en="REFUSED"),
    }
)

HEADINGS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "proven": Text(fr="Prouvé", en="Proven"),
        "limits": Text(fr="Ce que ce fichier ne prouve pas", en="What this file does not prove"),
        "doubts": Text(
            fr="Ce qu’il devrait prouver et ne prouve pas", en="What it should prove and does not"
        ),
        "refused": Text(fr="Pourquoi", en="Why"),
    }
)

SAID: Final[Mapping[str, Text]] = MappingProxyType(
    {
        **SAID_OF_CONSENTS,
        **SAID_OF_ERASURES,
        **SAID_OF_PROOFS,
        **SAID_OF_TOKENS,
        "keys_given": Text(
            fr="Les signatures de la plateforme sont vérifiées avec les clés que vous avez données ({n}).",
            en="The platform’s signatures are checked with the keys you gave ({n}).",
        ),
        "keys_embedded": Text(
            fr="Les clés de la plateforme viennent du fichier lui-même\xa0: rien ne montre qu’elles sont les siennes ({kids}). Donnez-les avec --keys.",
            en="The platform’s keys come from the file itself: nothing shows that they are the platform’s ({kids}). Give them with --keys.",
        ),
        "party_keys_embedded": Text(
            fr="La clé de la marque vient du fichier lui-même\xa0: rien ne montre qu’elle est la sienne. Donnez-la avec --party-keys.",
            en="The brand’s own key comes from the file itself: nothing shows that it is the brand’s. Give it with --party-keys.",
        ),
        "keys_foreign": Text(
            fr="Ce fichier porte des clés qui ne sont pas parmi celles que vous avez données\xa0: d’autres que vous pourraient s’y fier.",
            en="This file carries keys that are not among those you gave: others than you might rely on them.",
        ),
        "agreement": Text(
            fr="{brand} loue le moi «\xa0{persona}\xa0» pour {period}, au prix de {price}, aux conditions {edition}, pour\xa0: {purposes}. Convenu le {at}.",
            en="{brand} rents the persona “{persona}” for {period}, at {price}, under the terms {edition}, for: {purposes}. Agreed on {at}.",
        ),
        "edition": Text(
            fr="Les conditions sont, mot pour mot, celles publiées sous le nom {edition}, et leurs lectures en français, en anglais et pour machines sont celles qui ont été convenues.",
            en="The terms are, word for word, those published as {edition}, and their readings in French, in English and for machines are those agreed to.",
        ),
        "edition_legal": Text(
            fr="Les conditions sont, mot pour mot, celles publiées sous le nom {edition}, et leurs lectures simple et juridique, en français et en anglais, et pour machines sont celles qui ont été convenues.",
            en="The terms are, word for word, those published as {edition}, and their plain and legal readings, in French and in English, and that for machines are those agreed to.",
        ),
        "edition_unknown": Text(
            fr="Ce vérificateur ne connaît pas l’édition {edition} des conditions\xa0: il ne peut pas dire si elle est publiée telle quelle.",
            en="This verifier does not know the edition {edition} of the terms: it cannot say whether it was published like this.",
        ),
        "first_party_key": Text(
            fr="Une clé ({kid}) a signé pour le titulaire\xa0: un moi n’a pas de clé que l’on puisse connaître, et rien ne montre que celle-ci est la sienne.",
            en="A key ({kid}) signed for the holder: a persona has no key that could be known, and nothing shows that this one is theirs.",
        ),
        "second_party_signed": Text(
            fr="La marque a signé elle-même, avec la clé donnée pour la sienne ({kid}).",
            en="The brand signed itself, with the key that was given as its own ({kid}).",
        ),
        "brand_key": Text(
            fr="Que la clé {kid} est celle de cette marque\xa0: aucune clé ne porte de nom. Tenez-la de la marque elle-même\xa0; celle d’une autre ne prouve rien.",
            en="That the key {kid} is this brand’s: no key bears a name. Have it from the brand itself; another brand’s proves nothing.",
        ),
        "first_party_signed_for": Text(
            fr="La plateforme a signé pour le compte du titulaire (clé {kid}).",
            en="The platform signed on behalf of the holder (key {kid}).",
        ),
        "second_party_signed_for": Text(
            fr="La plateforme a signé pour le compte de la marque (clé {kid}).",
            en="The platform signed on behalf of the brand (key {kid}).",
        ),
        "first_party_not_itself": Text(
            fr="Que le titulaire a voulu ce contrat\xa0: c’est la parole de la plateforme, il n’a pas signé de sa propre clé.",
            en="That the holder wanted this agreement: that is the platform’s word, they did not sign with a key of their own.",
        ),
        "second_party_not_itself": Text(
            fr="Que la marque a voulu ce contrat\xa0: c’est la parole de la plateforme, elle n’a pas signé de sa propre clé.",
            en="That the brand wanted this agreement: that is the platform’s word, it did not sign with a key of its own.",
        ),
        "parties": Text(
            fr="Que «\xa0{brand}\xa0» est bien l’entreprise de ce nom, et qui se trouve derrière le moi\xa0: ce fichier ne le dit pas.",
            en="That “{brand}” is the company of that name, and who stands behind the persona: this file does not say.",
        ),
        "agreement_period": Text(
            fr="Que la location a commencé, quand, et si elle dure encore\xa0: c’est la trace du contrat qui le dit.",
            en="That the rental began, when, and whether it still runs: the agreement’s record says so.",
        ),
        "chain": Text(
            fr="Les {n} événements de la trace sont entiers, dans leur ordre, et ceux de ce contrat.",
            en="The {n} events of the record are whole, in their order, and this agreement’s.",
        ),
        "whole": Text(
            fr="Cette copie montre chaque événement en entier.", en="This copy shows every event as a whole."
        ),
        "held_back": Text(
            fr="Ce que cette copie ne montre pas\xa0: tout n’est pas dit (un jour au lieu d’une heure, par exemple) de certains événements, au nombre de {n}. C’est scellé\xa0; l’autre partie peut l’ouvrir.",
            en="What this copy does not show: some events, {n} in number, are given without saying all (a day instead of a time, for one). It is sealed; the other side can open it.",
        ),
        "shows_less": Text(
            fr="L’événement {seq} montre moins qu’aucune copie remise par la plateforme\xa0: ce qui y manque peut en avoir été retiré.",
            en="Event {seq} shows less than any copy that the platform hands out: what it lacks may have been taken out.",
        ),
        "closed": Text(
            fr="L’événement {seq} est fermé dans cette copie\xa0: ce qui est dit à partir de là n’est pas vérifié.",
            en="Event {seq} is closed in this copy: what is said from there on is not checked.",
        ),
        "lawful": Text(
            fr="Aucun événement n’est à une place interdite\xa0: les états du contrat se suivent comme convenu.",
            en="No event stands in a forbidden place: the agreement’s states follow one another as agreed.",
        ),
        "text_not_in_record": Text(
            fr="Que la trace tient le texte entier du contrat\xa0: elle nomme ses conditions et ses finalités\xa0; le reste est signé à part.",
            en="That the record holds the whole text of the agreement: it names its terms and purposes; the rest is signed apart.",
        ),
        "sealed": Text(
            fr="La plateforme a signé la trace telle qu’elle est à {n} événements, le {day} (UTC).",
            en="The platform signed the record as it stands at {n} events, on {day} (UTC).",
        ),
        "countersigned": Text(
            fr="{brand} a contresigné la trace à {n} événements, avec la clé donnée pour la sienne.",
            en="{brand} countersigned the record at {n} events, with the key that was given as its own.",
        ),
        "not_countersigned": Text(
            fr="Que la marque tient cette trace pour vraie\xa0: cette copie ne porte pas sa contre-signature.",
            en="That the brand holds this record to be true: this copy does not bear its counter-signature.",
        ),
        "anchored": Text(
            fr="La trace, à {n} événements, est dans le sceau du {day} (UTC), un arbre de {size} feuilles de racine {root}.",
            en="The record, at {n} events, is in the seal of {day} (UTC), a tree of {size} leaves with the root {root}.",
        ),
        "not_published": Text(
            fr="La fin de la trace (nombre d’événements\xa0: {n}) est signée, mais dans aucun sceau quotidien que ce fichier montre. Téléchargez-le à nouveau demain.",
            en="The end of the record (events: {n}) is signed, but in no daily seal that this file shows. Download it again tomorrow.",
        ),
        "heads_kept": Text(
            fr="Les sceaux quotidiens de ce fichier sont ceux que vous avez gardés.",
            en="The daily seals in this file are those that you kept.",
        ),
        "heads_not_given": Text(
            fr="Que tout le monde voit le même sceau\xa0: comparez la racine {root} avec une copie gardée ailleurs, ou donnez-la avec --heads.",
            en="That everyone sees the same seal: compare the root {root} with a copy kept elsewhere, or give it with --heads.",
        ),
        "heads_not_reaching": Text(
            fr="Les sceaux que vous avez gardés ne contiennent pas ces jours\xa0: {days}.",
            en="The seals that you kept do not hold these days: {days}.",
        ),
        "nothing_after": Text(
            fr="Que rien n’est arrivé après le dernier des {n} événements\xa0: une copie plus récente peut en montrer d’autres.",
            en="That nothing happened after the last of the {n} events: a newer copy may show more.",
        ),
        "replay_later": Text(
            fr="Ce qui est arrivé après le {until}, jusqu’où cette copie est complète\xa0: la réponse en dépend. Demandez une copie plus récente.",
            en="What happened after {until}, until when this copy is complete: the answer hangs on it. Ask for a newer copy.",
        ),
        "replay_hidden": Text(
            fr="L’heure d’un événement dont cette copie ne donne que le jour\xa0: la réponse en dépend. L’autre partie peut l’ouvrir.",
            en="The time of an event of which this copy gives the day alone: the answer hangs on it. The other side can open it.",
        ),
        "clock": Text(
            fr="Que les heures sont exactes\xa0: ce sont celles de l’horloge de la plateforme\xa0; un sceau montre seulement qu’elles n’ont pas été changées depuis.",
            en="That the times are right: they are those of the platform’s clock; a seal shows only that they were not changed since.",
        ),
        "reads": Text(
            fr="Ce que la marque a lu et fait de ses copies\xa0: la trace dit ce qui était permis.",
            en="What the brand read and did with its copies: the record says what was allowed.",
        ),
        "clock_back": Text(
            fr="L’événement {seq} porte une heure d’avant celle de l’événement qu’il suit.",
            en="Event {seq} bears a time before that of the event it follows.",
        ),
        "one_chain": Text(
            fr="Les copies données ensemble prouvent la même trace, jusqu’à l’événement {n}.",
            en="The copies given together prove the same record, up to event {n}.",
        ),
        "heads": Text(
            fr="Les {n} sceaux quotidiens de {recorder}, du {first} au {last} (UTC), sont signés et se suivent sans lacune.",
            en="The {n} daily seals of {recorder}, from {first} to {last} (UTC), are signed and follow one another without a gap.",
        ),
        "heads_from_first": Text(
            fr="Ils commencent au premier de tous.", en="They begin with the first of all."
        ),
        "heads_before": Text(
            fr="Ce qu’il y avait avant le {day}\xa0: ces sceaux commencent là.",
            en="What was before {day}: these seals begin there.",
        ),
        "heads_published": Text(
            fr="Que tout le monde voit les mêmes sceaux\xa0: comparez la racine {root} du {day} avec une copie gardée ailleurs.",
            en="That everyone sees the same seals: compare the root {root} of {day} with a copy kept elsewhere.",
        ),
    }
)
"""Each with its values in braces; French has U+00A0 where a line must not break."""
