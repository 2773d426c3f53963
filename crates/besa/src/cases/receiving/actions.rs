//! The verbs of a receiver: seen, accepted, declined, confirmed, concluded. Who comes second is told.

use super::{addressed, answering};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::referral::{self, ReferralRow};
use crate::db::Tx;
use crate::registry;
use crate::sealing::{self, Package};
use besa_domain::{
    Act, AnswerNote, CircleKind, DeclineNote, Ground, Moment, OutcomeNote, PhoneAnswer,
    ReferralCode, ReferralEvent, SealedId,
};

/// Why letters end when a receiver does not take a person.
const DECLINED: &str = "declined";

async fn answering_standing(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: ReferralCode,
) -> Result<Stands, Fail> {
    let (row, _) = addressed(tx, actor, code).await?;
    Ok(row.stands(answering(actor, &row)))
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

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = addressed(tx, actor, self.code).await?;
        Ok(row.stands(standing))
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

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
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

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        answering_standing(tx, actor, self.code).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        referral::listed(cx, "decline_reason", "reason", &self.reason)?;
        let note = DeclineNote {
            referral: row.id,
            reason: self.reason,
            words: self.words,
        };
        let reason = sealing::save(cx, row.case, &note).await?;
        let event = ReferralEvent::Declined {
            at: cx.now(),
            by: cx.session()?.who.member,
            reason,
        };
        referral::apply(cx, &row, &event, Some(reason)).await?;
        // What came ends first; the answer goes out after it and stays.
        sealing::end_letters(cx, row.id, DECLINED).await?;
        // It is the circle that has to look for another service.
        send_back(cx, &row, CircleKind::Cases, reason).await
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

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
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

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = addressed(tx, actor, self.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        referral::listed(cx, "referral_outcome", "outcome", &self.outcome)?;
        let note = OutcomeNote {
            referral: row.id,
            outcome: self.outcome,
            words: self.words,
        };
        let outcome = sealing::save(cx, row.case, &note).await?;
        let event = ReferralEvent::Concluded {
            at: cx.now(),
            by: cx.session()?.who.member,
            outcome,
        };
        referral::apply(cx, &row, &event, Some(outcome)).await?;
        send_back(cx, &row, CircleKind::Cases, outcome).await
    }
}
