//! What the sender does after sending: take it back, write down an answer that came by telephone,
//! and say how it ended where the receiver has no seat to say it from.

use super::store::{self, ReferralRow};
use super::{listed, named};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::file;
use crate::db::Tx;
use crate::sealing;
use crate::tasks::{self, TaskKind};
use besa_domain::{
    Act, AnswerNote, FieldError, Illegal, Moment, OutcomeNote, PROSE_LIMIT, PhoneAnswer,
    ReferralCode, ReferralEvent, Standing, TEXT_LIMIT, WithdrawalNote, check_line, check_prose,
};

/// A referral of the actor's own institution; to everybody else it is not there.
pub(super) async fn own(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: ReferralCode,
) -> Result<(ReferralRow, Standing), Fail> {
    let row = store::by_code(tx, code).await?.ok_or(Fail::Unseen)?;
    let case = file::case(tx, row.case).await?;
    let standing = file::standing(tx, actor, case.as_ref()).await?;
    if standing != Standing::OwnerCircle || actor.institution() != Some(row.sender) {
        return Err(Fail::Unseen);
    }
    Ok((row, standing))
}

/// Takes a referral back: every letter of it ends, and what was folded from them goes.
pub(crate) struct WithdrawReferral {
    pub(crate) code: ReferralCode,
    /// A code of the list `withdrawal_reason`.
    pub(crate) reason: String,
}

impl Verb for WithdrawReferral {
    const ACT: Act = Act::WithdrawReferral;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = own(tx, actor, self.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        listed(cx, "withdrawal_reason", "reason", &self.reason)?;
        let row = named(cx, self.code).await?;
        let note = WithdrawalNote {
            referral: row.id,
            reason: self.reason,
        };
        let reason = sealing::save(cx, row.case, &note).await?;
        let event = ReferralEvent::Withdrawn {
            at: cx.now(),
            by: cx.session()?.who.member,
            reason,
        };
        store::apply(cx, &row, &event, Some(reason)).await?;
        sealing::end_letters(cx, row.id, "withdrawn").await?;
        tasks::finish(cx, TaskKind::CallOutside, Some(row.case), Some(row.id)).await
    }
}

/// Writes down an answer that came by telephone, on paper or in person: who, when, what.
pub(crate) struct RecordPhoneAnswer {
    pub(crate) code: ReferralCode,
    pub(crate) answer: PhoneAnswer,
    pub(crate) heard_at: Moment,
    /// A code of the list `answer_channel`.
    pub(crate) channel: String,
    /// Who answered.
    pub(crate) contact: String,
    /// What was said.
    pub(crate) words: String,
}

impl Verb for RecordPhoneAnswer {
    const ACT: Act = Act::RecordPhoneAnswer;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = own(tx, actor, self.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        listed(cx, "answer_channel", "channel", &self.channel)?;
        let contact = check_line("contact", &self.contact, TEXT_LIMIT, true).map_err(one)?;
        let words = check_prose("words", &self.words, PROSE_LIMIT, false).map_err(one)?;
        if self.heard_at > cx.now() {
            return Err(one(FieldError::new("heard", "error-date-in-the-future")));
        }
        let row = named(cx, self.code).await?;
        // The form knows minutes: what was heard in the minute of the sending came after it.
        let minute = self.heard_at.text() == row.sent_at.text();
        if self.heard_at < row.sent_at && !minute {
            return Err(one(FieldError::new("heard", Illegal::BackInTime.key())));
        }
        let note = AnswerNote {
            referral: row.id,
            contact: Some(contact),
            expected: None,
            words,
        };
        let note = sealing::save(cx, row.case, &note).await?;
        let event = ReferralEvent::AnsweredByPhone {
            at: cx.now(),
            by: cx.session()?.who.member,
            answer: self.answer,
            heard_at: self.heard_at.max(row.sent_at),
            channel: self.channel,
        };
        store::apply(cx, &row, &event, Some(note)).await?;
        tasks::finish(cx, TaskKind::CallOutside, Some(row.case), Some(row.id)).await
    }
}

/// Says how a referral ended whose receiver works outside the system.
pub(crate) struct ConcludeOutside {
    pub(crate) code: ReferralCode,
    /// A code of the list `referral_outcome`.
    pub(crate) outcome: String,
}

impl Verb for ConcludeOutside {
    const ACT: Act = Act::ConcludeReferral;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = own(tx, actor, self.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        listed(cx, "referral_outcome", "outcome", &self.outcome)?;
        let row = named(cx, self.code).await?;
        if !row.outside {
            return Err(Fail::Forbidden);
        }
        let note = OutcomeNote {
            referral: row.id,
            outcome: self.outcome,
            words: String::new(),
        };
        let outcome = sealing::save(cx, row.case, &note).await?;
        let event = ReferralEvent::Concluded {
            at: cx.now(),
            by: cx.session()?.who.member,
            outcome,
        };
        store::apply(cx, &row, &event, Some(outcome))
            .await
            .map(|_| ())
    }
}

fn one(error: FieldError) -> Fail {
    Fail::Invalid(vec![error])
}
