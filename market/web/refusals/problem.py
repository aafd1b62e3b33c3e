"""One refusal in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Words for one code: what is the matter, and the way out where there is one."""

    fr: str
    en: str
    way_out_fr: str = ""
    way_out_en: str = ""

    def title(self, language: str) -> str:
        """What is the matter, in `language`."""
        return self.fr if language == "fr" else self.en

    def way_out(self, language: str) -> str:
        """What the reader can do about it, or an empty string."""
        return self.way_out_fr if language == "fr" else self.way_out_en
