//! What a receiver opens: the slip at once, the package after acceptance; and for the sender, what
//! came back.

use super::addressed;
use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::file::{self, Content};
use crate::cases::referral::{self, ReferralRow};
use crate::db::Tx;
use crate::sealing;
use besa_domain::{
    Act, AnswerNote, DeclineNote, OutcomeNote, Referral, ReferralCode, ReferralId, Section, Slip,
    WithdrawalNote,
};

/// The minimum notice with its clock.
pub(crate) struct OpenSlip {
    pub(crate) code: ReferralCode,
}

/// A slip as its receiver reads it.
pub(crate) struct OpenedSlip {
    pub(crate) row: ReferralRow,
    pub(crate) state: Referral,
    /// None where this member's circles do not hold it.
    pub(crate) slip: Option<Slip>,
    /// Its letters have ended, so that nobody of the receiver can open it.
    pub(crate) over: bool,
    /// What one's own institution answered.
    pub(crate) answers: Answers,
}

impl View for OpenSlip {
    const ACT: Act = Act::OpenSlip;
    type Out = OpenedSlip;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = addressed(tx, actor, self.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<OpenedSlip, Fail> {
        let row = referral::named(cx, self.code).await?;
        let this = row.id;
        sealing::fold_case(cx, row.case, &|referral, stage| {
            referral == this && stage == "slip"
        })
        .await?;
        let slip = sealing::open::<Slip>(cx, row.slip).await?;
        let answers = answers(cx, row.id).await?;
        let events = referral::events(&mut cx.tx, row.id).await?;
        let state = Referral::replay(row.to(), &events)
            .map_err(|wrong| Fail::broken("integrity", wrong.key()))?;
        let over = !sealing::has_letters(&mut cx.tx, row.id).await?;
        Ok(OpenedSlip {
            row,
            state,
            slip,
            over,
            answers,
        })
    }
}

/// What one's own institution said of a referral that ended without acceptance; its letters are
/// closed, so nothing of the sender's is opened.
pub(super) struct OpenEnded {
    pub(super) code: ReferralCode,
}

impl View for OpenEnded {
    const ACT: Act = Act::ReadReferral;
    type Out = Answers;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = addressed(tx, actor, self.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Answers, Fail> {
        let row = referral::by_code(&mut cx.tx, self.code)
            .await?
            .ok_or(Fail::Unseen)?;
        answers(cx, row.id).await
    }
}

/// What was given with a referral that one's institution accepted.
pub(crate) struct OpenPackage {
    pub(crate) code: ReferralCode,
}

/// One section of a package.
pub(crate) struct Given {
    /// Code of the section.
    pub(crate) section: String,
    /// None where only the narrower circle may read it.
    pub(crate) content: Option<Content>,
}

impl View for OpenPackage {
    const ACT: Act = Act::OpenPackage;
    type Out = Vec<Given>;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = addressed(tx, actor, self.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Given>, Fail> {
        let row = referral::named(cx, self.code).await?;
        let this = row.id;
        sealing::fold_case(cx, row.case, &|referral, stage| {
            referral == this && stage == "package"
        })
        .await?;
        let mut given = Vec::new();
        for item in referral::items(&mut cx.tx, row.id).await? {
            let section = sealing::section_of(cx, item)
                .await?
                .ok_or_else(|| Fail::broken("integrity", "item"))?;
            // The slip has a page of its own.
            if section != Slip::CODE {
                let content = file::content(cx, &section, item).await?;
                given.push(Given { section, content });
            }
        }
        let place = |given: &Given| {
            besa_domain::SECTIONS
                .iter()
                .position(|(code, _)| *code == given.section)
        };
        given.sort_by_key(place);
        Ok(given)
    }
}

/// What was said with the answer and at the end of a referral.
#[derive(Default)]
pub(crate) struct Answers {
    /// Who receives, when, on which condition; or what was heard by telephone.
    pub(crate) notes: Vec<AnswerNote>,
    /// Why the receiver does not take the person.
    pub(crate) declined: Option<DeclineNote>,
    /// Why the sender took it back.
    pub(crate) withdrawn: Option<WithdrawalNote>,
    /// What came of it.
    pub(crate) outcome: Option<OutcomeNote>,
}

/// Inside a view of the sender: folds in what the receiver wrote back and opens it, as far as this
/// member's circles hold it. An acceptance reaches the front desk, a refusal and the outcome the
/// circle of cases.
pub(crate) async fn answers_for(cx: &mut Cx<'_>, row: &ReferralRow) -> Result<Answers, Fail> {
    let this = row.id;
    sealing::fold_case(cx, row.case, &|referral, stage| {
        referral == this && stage == "answer"
    })
    .await?;
    answers(cx, row.id).await
}

async fn answers(cx: &mut Cx<'_>, referral: ReferralId) -> Result<Answers, Fail> {
    let mut answers = Answers::default();
    for (_, id) in referral::said(&mut cx.tx, referral).await? {
        match sealing::section_of(cx, id).await?.as_deref() {
            Some(AnswerNote::CODE) => {
                let note = sealing::open::<AnswerNote>(cx, id).await?;
                answers
                    .notes
                    .extend(note.filter(|note| note.referral == referral));
            }
            Some(DeclineNote::CODE) => {
                let note = sealing::open::<DeclineNote>(cx, id).await?;
                answers.declined = note.filter(|note| note.referral == referral);
            }
            Some(WithdrawalNote::CODE) => {
                let note = sealing::open::<WithdrawalNote>(cx, id).await?;
                answers.withdrawn = note.filter(|note| note.referral == referral);
            }
            Some(OutcomeNote::CODE) => {
                let note = sealing::open::<OutcomeNote>(cx, id).await?;
                answers.outcome = note.filter(|note| note.referral == referral);
            }
            _ => {}
        }
    }
    Ok(answers)
}
