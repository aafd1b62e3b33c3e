"""What a button of the studio does to the draft before it is saved.

do: save, publish; suggested (all that the mask suggests is me), lighten (leave out what stands in the way of a
card), elsewhere (the same under the offer that the panel names). Only `publish` publishes.
"""

from market.base.i18n import marked
from market.personas.rules import Draft
from market.web import studio_crowd, studio_form, studio_view
from market.web.studio_form import FormUnknown

SAVED = marked("Draft saved. Saving publishes nothing.")
SAID = {
    "suggested": marked("Taken over: change what is not quite you. Nothing is published yet."),
    "lighten": marked(
        "The card says less now; the sheet still says it once rented. Nothing is published yet."
    ),
    "elsewhere": marked("Terms, period and price are changed. Nothing is published yet."),
}

PUBLISH = "publish"
ACTS = frozenset({"save", PUBLISH, *SAID})


def check(act: str) -> None:
    """Raises FormUnknown for what no button of ours says."""
    if act not in ACTS:
        raise FormUnknown(field="do")


async def changed(act: str, draft: Draft) -> Draft:
    """The draft after the act. What would help is asked of the day's cards again, not of the browser."""
    if act == "suggested":
        return studio_view.accepting(draft)
    if act in ("lighten", "elsewhere"):
        measured = await studio_crowd.measured_of(studio_form.sound(draft))
        change = measured.change if act == "lighten" else measured.other
        return change.to(draft) if change else draft
    return draft
