"""The sentences of a pack, in English; French stands in the catalogue of messages."""

from market.base.i18n import marked

PROCESSING = marked("Rental of pseudonymous personas")
ROLE = marked(
    "Intermediary between the person and you: it conveys, records and seals, and is no party to the contract."
    " Controller of its own processing (accounts, payments, keeping of personas); it does"
    " not process sheets on your behalf."
)
BASIS = marked(
    "Consent of the person, for each purpose (GDPR, article 6(1)(a)); it can be withdrawn at any time."
)
PERSONS = marked(
    "Private adults who rent out a persona. Moi never tells you who they are; what they write or show to you"
    " of their own accord may."
)
SOURCE = marked(
    "The sheet: not the person but Moi, to whom the person gave it (GDPR, article 14)."
    " The traits are declared by the person, save those that the sheet gives as verified."
)
SOURCE_SAID = marked("What the person says to you: the person, for you; Moi conveys it (GDPR, article 13).")
SAID_PURPOSES = marked("What the person says to you serves these purposes and no other.")
SAID_RECIPIENTS = marked("They are the recipients of the sheet and of what the person says to you.")
SAID_ERASURE = marked(
    "That holds for the sheet and for what the person said to you, as your contracts under %(editions)s have it;"
    " your copies of the record stay."
)
UNSAID_ERASURE = marked(
    "Your contracts under %(editions)s speak of the sheet alone: erase what the person said to you with it,"
    " for it has no purpose longer (GDPR, article 5(1)(e))."
)
SAID_BOUND = marked(
    "The contract binds it as the sheet, and it is shown to you only while the rental runs (clauses 3.5 and 5.3)."
)
SAID_BESIDE = marked("It does not speak of these, to which the GDPR applies all the same: %(kinds)s.")
SAID_UNBOUND = marked(
    "The contract speaks of the sheet alone; the GDPR binds you all the same, and it is shown to you only"
    " while the rental runs."
)
IMAGES = marked("Images that the person sends with a message")
PHRASES = marked("Sentences chosen from the published vocabulary")
YOU = marked("You: %(brand)s")
PROCESSOR = marked("Processor named in the contract: %(name)s")
PROCESSOR_COMING = marked("Processor that your next contracts will name: %(name)s")
NO_PROCESSOR = marked("No processor: none is named in your contracts.")
ERASURE = marked(
    "Within %(days)s days of the end of each rental, whatever its cause; the brand signs that no copy is left."
)
ERASURE_RANGE = marked(
    "Within %(least)s to %(most)s days of the end of each rental, by its terms; the brand signs that no copy is left."
)
SECURITY = marked("On the side of Moi: the measures listed in this pack. On yours: add your own.")

INSIDE = marked(
    "None. The contract rules them out (clause 12.3), and this market is hosted in the Union: %(where)s."
)
OUTSIDE = marked(
    "This market says that it is hosted outside the Union: %(where)s."
    " The contract rules that out (clause 12.3): ask its operator before you rent."
)
UNSAID = marked(
    "The contract rules them out (clause 12.3). Where this market is hosted,"
    " its operator has not said: ask before you rely on it."
)

NOT_HOSTED = marked("Where this market is hosted.")
NOT_HOST = marked("Who hosts this market.")
NOT_CONTACT = marked("Whom to write to at Moi about personal data.")
NOT_NOTIFIED = marked(
    "Whether the intermediation service was notified to the authority (Data Governance Act, article 11)."
)

EXAMPLE = marked("an example")
