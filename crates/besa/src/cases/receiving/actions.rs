//! The verbs of a receiver: seen, accepted, declined, confirmed, concluded. Who comes second is told.

use super::{addressed, answering};
use crate::app::{Actor, Cx, Fail, Verb};
use crate::cases::referral::{self, ReferralRow};
use crate::db::Tx;
use crate::registry;
use crate::sealing::{self, Package};
use besa_domain::{
    Act, AnswerNote, CircleKind, Ground, Moment, OutcomeNote, PhoneAnswer, ReferralCode,
    ReferralEvent, SealedId, Standing,
};

/// Why letters end when a receiver does not take a person.
const DECLINED: &str = "declined";

async fn answering_standing(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: ReferralCode,
) -> Result<Standing, Fail> {
    let (row, _) = addressed(tx, actor, code).await?;
    Ok(answering(actor, &row))
}

/// Sends what was said back to a circle of the sender.
async fn send_back(
    cx: &mut Cx<'_>,
    row: &ReferralRow,
    circle: CircleKind,
    said: SealedId,
) -> Result<(), Fail> {
    let app = cx.app;
    let card = registry::current_circle(&mut cx.tx, app.facts(), row.sender, circle).await?;
    let package = Package {
        case: row.case,
        referral: row.id,
        stage: "answer",
        items: &[said],
        ground: Ground::PublicDuty.code(),
        consent: None,
        until: None,
    };
    sealing::send(cx, &card, &package).await?;
    Ok(())
}

/// Somebody of the receiver opened the slip for the first time.
pub(crate) struct MarkSeen {
    pub(crate) code: ReferralCode,
}

impl Verb for MarkSeen {
    const ACT: Act = Act::MarkSeen;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        Ok(addressed(tx, actor, self.code).await?.1)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        let event = ReferralEvent::Seen {
            at: cx.now(),
            by: cx.session()?.who.member,
        };
        referral::apply(cx, &row, &event, None).await?;
        Ok(())
    }
}

/// The receiver takes the person: who receives, when, and on which condition.
pub(crate) struct AcceptReferral {
    pub(crate) code: ReferralCode,
    /// Who receives the person.
    pub(crate) contact: String,
    /// When the person is expected.
    pub(crate) expected: Moment,
    /// A condition in words; empty for none.
    pub(crate) condition: String,
}

impl Verb for AcceptReferral {
    const ACT: Act = Act::AcceptReferral;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        answering_standing(tx, actor, self.code).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        let conditional = !self.condition.is_empty();
        let note = AnswerNote {
            referral: row.id,
            contact: Some(self.contact),
            expected: Some(self.expected),
            words: self.condition,
        };
        let said = sealing::save(cx, row.case, &note).await?;
        let event = ReferralEvent::Accepted {
            at: cx.now(),
            by: cx.session()?.who.member,
            condition: conditional.then_some(said),
        };
        referral::apply(cx, &row, &event, Some(said)).await?;
        send_back(cx, &row, CircleKind::FrontDesk, said).await
    }
}

/// The receiver does not take the person, for a reason of the list.
pub(crate) struct DeclineReferral {
    pub(crate) code: ReferralCode,
    /// A code of the list `decline_reason`.
    pub(crate) reason: String,
    /// What the sender should know beside it; empty for nothing.
    pub(crate) words: String,
}

impl Verb for DeclineReferral {
    const ACT: Act = Act::DeclineReferral;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        answering_standing(tx, actor, self.code).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        referral::listed(cx, "decline_reason", "reason", &self.reason)?;
        cx.because(&self.reason);
        let said = if self.words.is_empty() {
            None
        } else {
            let note = AnswerNote {
                referral: row.id,
                contact: None,
                expected: None,
                words: self.words,
            };
            Some(sealing::save(cx, row.case, &note).await?)
        };
        let by = cx.session()?.who.member;
        let event = ReferralEvent::Declined {
            at: cx.now(),
            by,
            reason: self.reason,
        };
        referral::apply(cx, &row, &event, said).await?;
        // What came ends first; the answer goes out after it and stays.
        sealing::end_letters(cx, row.id, DECLINED).await?;
        match said {
            Some(said) => send_back(cx, &row, CircleKind::FrontDesk, said).await,
            None => Ok(()),
        }
    }
}

/// The receiver confirms or corrects what the sender heard by telephone.
pub(crate) struct ConfirmPhoneAnswer {
    pub(crate) code: ReferralCode,
    /// What holds.
    pub(crate) answer: PhoneAnswer,
}

impl Verb for ConfirmPhoneAnswer {
    const ACT: Act = Act::ConfirmPhoneAnswer;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        answering_standing(tx, actor, self.code).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        let by = cx.session()?.who.member;
        let event = ReferralEvent::PhoneConfirmed {
            at: cx.now(),
            by,
            answer: self.answer,
        };
        referral::apply(cx, &row, &event, None).await?;
        match self.answer {
            PhoneAnswer::Accepts => Ok(()),
            PhoneAnswer::Declines => sealing::end_letters(cx, row.id, DECLINED).await,
        }
    }
}

/// The receiver tells the sender what came of it.
pub(crate) struct ConcludeReferral {
    pub(crate) code: ReferralCode,
    /// A code of the list `referral_outcome`.
    pub(crate) outcome: String,
    /// In words; empty for nothing.
    pub(crate) words: String,
}

impl Verb for ConcludeReferral {
    const ACT: Act = Act::ConcludeReferral;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Standing, Fail> {
        Ok(addressed(tx, actor, self.code).await?.1)
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        referral::listed(cx, "referral_outcome", "outcome", &self.outcome)?;
        cx.because(&self.outcome);
        let note = OutcomeNote {
            referral: row.id,
            outcome: self.outcome.clone(),
            words: self.words,
        };
        let said = sealing::save(cx, row.case, &note).await?;
        let by = cx.session()?.who.member;
        let event = ReferralEvent::Concluded {
            at: cx.now(),
            by,
            outcome: self.outcome,
        };
        referral::apply(cx, &row, &event, Some(said)).await?;
        send_back(cx, &row, CircleKind::Cases, said).await
    }
}
