//! What a referral needs of a case: opened once when its draft begins, and again by the act itself.

use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::file::{self, Case};
use crate::db::Tx;
use crate::sealing;
use besa_domain::{
    Act, Age, Answer, Blocked, CircleKind, FirstNeeds, Header, IdentificationSheet, Identity,
    InstitutionId, Moment, RiskLevel, SECTIONS, ScreeningBasics, ScreeningSheet, SealedId, Service,
    Slip, Standing, Ternary, Urgency,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Sections that are ticked when the page opens; everything else waits until somebody chooses it.
const TICKED: &[&str] = &["identity", "identification", "safe_contact"];
/// Sections that no package carries: what binds the case together, and what letters carry anyway.
const NEVER_SENT: &[&str] = &[
    "header",
    "wish",
    "slip",
    "answer_note",
    "decline_note",
    "withdrawal_note",
    "outcome_note",
];

/// The sealed facts that a referral is made of. It lives in the author's draft and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Brief {
    pub(super) age: Age,
    /// Code of the municipality where the person was found.
    pub(super) place: String,
    pub(super) name_used: Option<String>,
    pub(super) sex: String,
    pub(super) age_group: String,
    /// Code of the language; empty when nobody asked.
    pub(super) language: String,
    pub(super) needs: BTreeSet<String>,
    pub(super) risk: RiskLevel,
    pub(super) hidden_place: Ternary,
    pub(super) children: u32,
    /// Offices that must learn nothing of this case.
    pub(super) blocked: Vec<Blocked>,
    /// What the case holds that could be sent.
    pub(super) held: Vec<Held>,
}

/// One section that a package can carry, at the version it has now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(super) section: String,
    pub(super) id: SealedId,
    pub(super) at: Moment,
    /// Codes of the questions that were answered, as far as they were opened for this.
    pub(super) answered: Vec<String>,
}

impl Held {
    /// The circle in which the section is read, here and at the receiver.
    pub(super) fn circle(&self) -> CircleKind {
        let known = SECTIONS.iter().find(|(code, _)| *code == self.section);
        known.map_or(CircleKind::Sensitive, |(_, circle)| *circle)
    }

    /// Safe address, account and medical are never ticked for anybody, nor is the screening.
    pub(super) fn ticked(&self) -> bool {
        TICKED.contains(&self.section.as_str())
    }
}

impl Brief {
    /// The offices that are passed over.
    pub(super) fn blocked_ids(&self) -> BTreeSet<InstitutionId> {
        self.blocked
            .iter()
            .map(|blocked| blocked.institution)
            .collect()
    }

    /// The minimum notice that is made of it.
    pub(super) fn slip(&self, service: Service, urgency: Urgency, words: &str) -> Slip {
        Slip {
            service,
            urgency,
            age: self.age,
            age_group: self.age_group.clone(),
            sex: self.sex.clone(),
            language: self.language.clone(),
            needs: self.needs.clone(),
            risk: self.risk,
            hidden_place: self.hidden_place,
            children: self.children,
            words: words.to_owned(),
        }
    }

    /// Reads it out of the sealed sections of a case.
    pub(super) async fn read(cx: &mut Cx<'_>, case: &Case) -> Result<Brief, Fail> {
        let session = cx.session()?;
        let owner = case.owner;
        let header = sealing::open_head::<Header>(cx, case.id, owner)
            .await?
            .ok_or(Fail::Forbidden)?;
        let screening = sealing::open_head::<ScreeningSheet>(cx, case.id, owner).await?;
        let identity = sealing::open_head::<Identity>(cx, case.id, owner).await?;
        let sheet = sealing::open_head::<IdentificationSheet>(cx, case.id, owner).await?;
        // Who is not identified yet has no needs and no risk that a front desk could go by.
        let (Some(identity), Some(sheet)) = (identity, sheet) else {
            return Err(Fail::Conflict("referral-not-identified"));
        };
        let mut checked = identity.checked.clone();
        checked.answers.extend(sheet.checked.answers.clone());
        let first = FirstNeeds::try_from(&checked)
            .map_err(|_| Fail::Conflict("referral-not-identified"))?;
        let answered = |code: &str| -> Vec<String> {
            match code {
                "identity" => identity.checked.answers.keys().cloned().collect(),
                "identification" => sheet.checked.answers.keys().cloned().collect(),
                _ => Vec::new(),
            }
        };
        let held = sealing::heads(cx, case.id)
            .await?
            .into_iter()
            .filter(|head| head.owner == owner && !NEVER_SENT.contains(&head.section.as_str()))
            .map(|head| Held {
                answered: answered(&head.section),
                section: head.section,
                id: head.id,
                at: head.at,
            })
            .filter(|held| session.holds(held.circle()))
            .collect();
        Ok(Brief {
            age: header.age,
            place: header.place_found,
            name_used: header.name_used,
            sex: first.sex,
            age_group: first.age_group,
            language: screening
                .and_then(|sheet| ScreeningBasics::try_from(&sheet.basics).ok())
                .map(|basics| basics.language)
                .unwrap_or_default(),
            needs: first.needs,
            risk: first.risk,
            hidden_place: first.hidden_place,
            children: match checked.answers.get("minor_dependants_number") {
                Some(Answer::Number(number)) => *number,
                Some(_) | None => 0,
            },
            blocked: header.blocked,
            held,
        })
    }
}

/// Opens the brief of a case for somebody who begins a referral.
pub(super) struct OpenBrief {
    pub(super) case: Case,
}

impl View for OpenBrief {
    const ACT: Act = Act::OpenCase;
    type Out = Brief;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        // What another institution owns is referred on by its owner alone.
        let found = file::standing(tx, actor, Some(&self.case)).await?;
        let own = found == Standing::OwnerCircle;
        let found = if own { found } else { Standing::Stranger };
        Ok(Stands::to(self.case.id, found))
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Brief, Fail> {
        cx.because("referral");
        Brief::read(cx, &self.case).await
    }
}
