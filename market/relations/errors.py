"""What a relation refuses, by the fact."""

from market.base.errors import Conflict, Invalid, NotFound, Unavailable


class ContactNotAllowed(Invalid):
    """Free text leads around Moi or asks who somebody is; `field` says where, `what` says which.

    `what`: "email", "phone", "link", "social" (contact details), "identity" (a request for name, address,
    number, papers), "contact" (a request to call or write).
    """


class TextNotAccepted(Invalid):
    """`field` is empty, too long (`most` characters) or holds characters that cannot be seen (`reason`)."""


class LinkNotAccepted(Invalid):
    """The link is not a plain https address of a named site; `reason` says what it is instead."""


class KindUnknown(Invalid):
    """An invitation is of one of the types in `known`."""


class BenefitUnfit(Invalid):
    """The benefit is not said as its type says it; `field` and `reason` say where and how, `known` its fields."""


class NothingToRedeem(Invalid):
    """An invitation has a code or a link, or both."""


class ValidityImpossible(Invalid):
    """The validity ends before it begins, is over, or lasts longer than a year; its hour is none of the last day, or
    one that the market's clocks leave out. `field` and `reason` say which."""


class InvitationNotFound(NotFound):
    """No such invitation in this relation, or the relation is not yours."""


class TooManyInvitations(Conflict):
    """The rental month has all its invitations; `per_month` says how many, `again_on` the next month's day."""


class InvitationOver(Conflict):
    """The invitation's validity is over: what was said of it stays. `ended_on` is its last day, and `ended_at` the
    moment in the market's zone, where it ended within that day."""


class InvitationNotBegun(Conflict):
    """The invitation is not valid yet; `begins_on` is its first day."""


class NoCodeToRedeem(Conflict):
    """The invitation has no code, so that none was redeemed."""


class RecipientsImpossible(Invalid):
    """A campaign goes to one rental at least, and to `most` at most."""


class NobodyToInvite(Conflict):
    """None of these rentals can be sent an invitation: nothing was kept. `skipped` says why, by agreement."""


class CampaignNotFound(NotFound):
    """No such campaign, or another brand's."""


class TemplateUnknown(Invalid):
    """No such template; `known` lists them."""


class TemplateNotFound(NotFound):
    """No such template of the brand's own, or another brand's."""


class TemplateNameTaken(Conflict):
    """The brand calls another of its templates by this name."""


class TemplateChanged(Conflict):
    """The template was written anew since it was read, in another window; `version` is the one that stands."""


class TooManyTemplates(Conflict):
    """The brand keeps as many templates as it can; `most` says how many."""


class ReasonUnknown(Invalid):
    """No such reason for this; `known` lists them."""


class ReasonNeedsWords(Invalid):
    """The reason "other" is explained in words."""


class NothingToReport(Invalid):
    """What is reported is named by a rental or by a persona, and not by both."""


class AlreadyReported(Conflict):
    """A report of yours about this is open; it is being looked at."""


class ReportNotFound(NotFound):
    """No such report."""


class ReportAlreadyClosed(Conflict):
    """The report was closed before."""


class ClosingNoteUnclear(Invalid):
    """A closing note says what the rental was used for, among its purposes, and what came of it; `known` lists both."""


class ClosingNoteFinal(Conflict):
    """The note was given, and its last day (`until`) is over: it stays as it is."""


class ClosingNotePassedOn(Conflict):
    """Another period follows, under `agreement`: what was done with it all is said once that one is over."""


class ClosingNoteNotGiven(NotFound):
    """The brand has not said what it did with this rental."""


class GivesYouAway(Invalid):
    """The holder's own words say who they are or how to reach them; `what` says which, and nothing is sent."""


class MayGiveYouAway(Invalid):
    """The holder's own words may say who they are: `what` says which. Confirmed, they are sent."""


class QuestionUnclear(Invalid):
    """The question has no such kind, subject, purpose, bounds or choices; `field` and `reason` say which."""


class PurposeNotOfRental(Invalid):
    """The question is for a purpose that the rental was not agreed for; `agreed` lists those that it was."""


class QuestionNotIncluded(Conflict):
    """The terms include no question, or the month's included one is asked: `with_a_reward` says how many can be asked
    still if they come with one."""


class QuestionAlreadyAsked(Conflict):
    """The rental month has had its questions, `per_month` of them; `again_on` is the next month's day, where there is
    one."""


class ShownAlready(Invalid):
    """The terms of the rental show this trait: it is read on the sheet, not asked for."""


class DeadlineImpossible(Invalid):
    """The last day to answer is tomorrow at the earliest, and of the rental; `from` and `to` say between which."""


class NobodyToAsk(Conflict):
    """None of the brand's rentals can be asked this now; `left_out` says why, with how many."""


class QuestionNotFound(NotFound):
    """No such question in this relation, or the relation is not yours."""


class NotAnswered(Conflict):
    """One is thanked for an answer that stands: there is none, or it was taken back."""


class NobodyToThank(Conflict):
    """Nobody of this round has an answer that stands, or can be written to; `left_out` says why, with how many."""


class AnswerUnclear(Invalid):
    """The answer does not fit its question; `reason` says why."""


class QuestionOver(Conflict):
    """The last day to answer is over (`ended_on`): what was answered stays as it is."""


class TooManyAnswers(Conflict):
    """The answer was changed as often as it can be; `most` says how often."""


class StandingRuleUnknown(Invalid):
    """No such subject, or a rule that is neither always nor never; `known` lists the subjects."""


class RelationPaused(Conflict):
    """The holder has paused this brand or all of them (`by`: "pause" or "detox"), and would say something: they end
    that first. No brand is ever told this."""


class QuietHoursImpossible(Invalid):
    """Quiet hours begin and end at two different minutes of a day; `field` and `reason` say which is none."""


class MessageLeadsAway(Invalid):
    """The brand's message gives contact, asks for it, or asks who the person is (`what`): refused and counted."""


class ConversationNotIncluded(Conflict):
    """The terms of this rental include no messages: they are of before there were any."""


class ConversationClosed(Conflict):
    """The holder has closed the conversation with this brand, and would write: they open it first."""


class TooManyMessages(Conflict):
    """The rental month has had all the brand's messages; `per_month` says how many, `again_on` the next month's day."""


class WroteEnough(Conflict):
    """The holder has written as much as one day takes in one relation; `most` says how much."""


class NoteChanged(Conflict):
    """The note was written anew since it was read, in another window; `version` is the one that stood when this
    was refused, where it was seen."""


class PictureTooLarge(Invalid):
    """The file has more than `most` bytes."""


class PictureNotOfKind(Invalid):
    """The file is no JPEG, PNG or WebP by its bytes, whatever its name says; `known` lists the three."""


class PictureUnreadable(Invalid):
    """The file is cut short or broken."""


class PictureTooManyPixels(Invalid):
    """The picture is drawn with more than `most` pixels, by what it says of itself."""


class PictureMoves(Invalid):
    """The file holds more than one image to be shown one after the other."""


class PictureHoldsMore(Invalid):
    """The file is, or holds, something else beside its picture: an archive, a program, a page, a document."""


class PictureTooHard(Invalid):
    """The picture could not be worked through within the memory and the time that one may have."""


class PictureMissing(Invalid):
    """There are words for a picture, and no picture."""


class PictureUndescribed(Invalid):
    """There is a picture, and no words that say what it shows."""


class PictureNotFound(NotFound):
    """No such picture in this relation, or the relation is not yours."""


class PicturesBusy(Unavailable):
    """Others' pictures are being worked through, one after the other."""


class WishUnclear(Invalid):
    """A brand that somebody would welcome is named by its public page, or by a name and a website, and not by both."""


class TooManyWishes(Conflict):
    """The holder has named as many brands as they can; `most` says how many."""
