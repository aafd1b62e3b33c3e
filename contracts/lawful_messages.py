"""Messages of an agreement on their way through its record: each once, in its turn, and as many as the terms allow."""

from dataclasses import dataclass, field

from contracts.record_kinds import Messaged
from contracts.variant import Contact


@dataclass
class Messages:
    """All that were sent, by name, and how many each side sent in each rental month."""

    named: set[str] = field(default_factory=set)
    sent: dict[tuple[str, int], int] = field(default_factory=dict)

    def follow(self, facts: Messaged) -> None:
        """Let one more event happen that nothing is `against`."""
        self.named.add(facts.message)
        self.sent[facts.by, facts.month] = facts.number

    def against(self, contact: Contact, facts: Messaged) -> str | None:
        """What forbids the event; None when nothing does. The terms bound the brand's; without messages, both."""
        if facts.message in self.named:
            return "twice"
        bound = facts.by == "brand" or contact.messages_per_month == 0
        if bound and facts.number > contact.messages_per_month:
            return "quota"
        return None if facts.number == self.sent.get((facts.by, facts.month), 0) + 1 else "number"
