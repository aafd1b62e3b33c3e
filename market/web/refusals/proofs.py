"""Refusals of nameless proofs and of checks of traits, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "predicate-not-offered": Problem(
        "Cela ne se prouve pas ici.",
        "This is not proven here.",
        "La liste est fixe\u00a0: choisissez-y ce qui doit être prouvé.",
        "The list is fixed: choose from it what is to be proven.",
    ),
    "predicates-not-together": Problem(
        "Ces points ne se demandent pas ensemble.",
        "These are not asked together.",
        "Demandez au plus un âge et une région, ou une relation seule.",
        "Ask for one age and one region at most, or for a relation alone.",
    ),
    "relation-needs-brand": Problem(
        "Seule une marque vérifiée peut demander si l’on est en relation avec elle.",
        "Only a verified brand can ask whether somebody is in a relation with it.",
        "Connectez-vous comme membre de la marque qui demande, ou avec sa clé.",
        "Sign in as a member of the brand that asks, or use its key.",
    ),
    "asked-key-not-good": Problem(
        "Cette clé n’est pas une clé publique Ed25519.",
        "This key is no Ed25519 public key.",
        "Créez-en une pour cette demande et envoyez sa moitié publique (JSON Web Key).",
        "Make one for this question and send its public half (JSON Web Key).",
    ),
    "proof-request-not-found": Problem(
        "Cette demande de preuve n’existe pas, ou plus.",
        "This request for a proof does not exist, or no more.",
        "Demandez un nouveau code.",
        "Ask for a new code.",
    ),
    "proof-request-expired": Problem(
        "Cette demande de preuve est terminée\u00a0: il était temps d’y répondre pendant deux minutes.",
        "This request for a proof is over: there were two minutes to answer it.",
        "Rien n’a été prouvé. Demandez un nouveau code.",
        "Nothing was proven. Ask for a new code.",
    ),
    "proof-answered": Problem(
        "Cette demande de preuve a déjà sa réponse.",
        "This request for a proof has its answer already.",
        "Une demande a une seule réponse. Demandez un nouveau code.",
        "A request has one answer. Ask for a new code.",
    ),
    "proof-not-answered": Problem(
        "La personne n’a pas encore répondu.",
        "The person has not answered yet.",
        "Attendez la réponse, puis signez le défi qui l’accompagne.",
        "Wait for the answer, then sign the challenge that comes with it.",
    ),
    "proof-declined": Problem(
        "La personne ne prouve rien.",
        "The person proves nothing.",
        "Nous ne disons pas pourquoi.",
        "We do not say why.",
    ),
    "proof-taken": Problem(
        "Cette preuve a déjà été remise.",
        "This proof was given out already.",
        "Une preuve est remise une fois. Demandez un nouveau code.",
        "A proof is given once. Ask for a new code.",
    ),
    "proof-key-not-shown": Problem(
        "Cette signature n’est pas celle de la clé qui a posé la question.",
        "This signature is not of the key with which was asked.",
        "Signez le défi, tel quel, avec la clé de cette demande.",
        "Sign the challenge, as it is, with the key of this question.",
    ),
    "cannot-be-proven": Problem(
        "Ce que vous avez dit de vous ne le prouve pas.",
        "What you have said of yourself does not prove it.",
        "Celui qui demande n’en sait rien. Complétez vos traits dans «\u00a0Mes moi\u00a0», ou déclinez.",
        "Who asks does not learn of it. Complete your traits under “My personas”, or decline.",
    ),
    "asker-not-verified": Problem(
        "La marque qui demande n’est plus vérifiée.",
        "The brand that asks is not verified any more.",
        "Rien n’a été prouvé.",
        "Nothing was proven.",
    ),
    "not-checkable": Problem(
        "Ce trait ne se vérifie pas.",
        "This trait is not checked.",
        "Seuls les années de naissance et la région figurent sur un document.",
        "Only years of birth and the region stand on a document.",
    ),
    "nothing-to-check": Problem(
        "Il n’y a rien à vérifier.",
        "There is nothing to check.",
        "Répondez d’abord «\u00a0c’est moi\u00a0» à ce trait, et enregistrez.",
        "Answer “it’s me” to this trait first, and save.",
    ),
    "checked-already": Problem(
        "Cette réponse est déjà vérifiée, ou sa vérification attend un opérateur.",
        "This answer is verified already, or its check waits for an operator.",
    ),
    "check-decided": Problem(
        "Cette vérification a déjà été décidée, ou la personne l’a retirée.",
        "This check was decided already, or the person took it back.",
    ),
}
