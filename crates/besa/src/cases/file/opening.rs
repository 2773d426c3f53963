//! Opening the sealed sections of a case, a part at a time and with a reason. An institution that
//! accepted a referral sees the versions it was given and no others.

use super::{Case, by_code, stands};
use crate::accounts::Session;
use crate::app::{Actor, App, Cx, Fail, Stands, View};
use crate::cases::referral;
use crate::db::Tx;
use crate::sealing::{self, Head};
use besa_domain::{
    Account, Act, CaseCode, Checked, Header, IdentificationSheet, Identity, Medical, Moment,
    ReferralId, SafeAddress, SafeContact, ScreeningSheet, SealedId, SecondLook, Section,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is opened together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Identity,
    Screening,
    Identification,
    Sensitive,
}

impl Part {
    pub(crate) const ALL: [Part; 4] = [
        Part::Identity,
        Part::Screening,
        Part::Identification,
        Part::Sensitive,
    ];

    /// As forms and the record name it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Part::Identity => "identity",
            Part::Screening => "screening",
            Part::Identification => "identification",
            Part::Sensitive => "sensitive",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.code() == code)
    }

    /// The sections it opens, in the order in which they are read.
    fn sections(self) -> &'static [&'static str] {
        match self {
            Part::Identity => &[Header::CODE, Identity::CODE],
            Part::Screening => &[ScreeningSheet::CODE, SecondLook::CODE],
            Part::Identification => &[IdentificationSheet::CODE],
            Part::Sensitive => &[
                SafeContact::CODE,
                SafeAddress::CODE,
                Account::CODE,
                Medical::CODE,
            ],
        }
    }
}

/// What stands in an opened section.
pub(crate) enum Content {
    Header(Header),
    Screening(Box<ScreeningSheet>),
    SecondLook(SecondLook),
    /// A section of the initial identification.
    Form(Checked),
}

/// One opened version.
pub(crate) struct Opened {
    /// Code of the section.
    pub(crate) section: String,
    pub(crate) version: u32,
    pub(crate) at: Moment,
    pub(crate) content: Content,
}

struct Opening {
    code: CaseCode,
    part: Part,
    reason: String,
}

impl Opening {
    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let case = by_code(tx, self.code).await?;
        stands(tx, actor, case.as_ref()).await
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Opened>, Fail> {
        let case = by_code(&mut cx.tx, self.code).await?.ok_or(Fail::Unseen)?;
        cx.because(&self.reason);
        cx.note("part", self.part.code());
        let heads = within_reach(cx, &case).await?;
        let mut opened = Vec::new();
        for section in self.part.sections() {
            for head in heads.iter().filter(|head| head.section == *section) {
                if let Some(content) = content(cx, &head.section, head.id).await? {
                    opened.push(Opened {
                        section: head.section.clone(),
                        version: head.version,
                        at: head.at,
                        content,
                    });
                }
            }
        }
        Ok(opened)
    }
}

/// The versions that this member's institution may look at: its own, the newest first, so that a
/// correction hides nothing; and of others exactly those that it was given.
async fn within_reach(cx: &mut Cx<'_>, case: &Case) -> Result<Vec<Head>, Fail> {
    let own = cx.session()?.who.institution;
    let all = sealing::versions(cx, case.id).await?;
    let mut reach: Vec<Head> = all.iter().filter(|it| it.owner == own).cloned().collect();
    reach.sort_by_key(|head| std::cmp::Reverse(head.version));
    // A header only repeats what its section says; its newest is enough.
    let mut named = false;
    reach.retain(|head| head.section != Header::CODE || !std::mem::replace(&mut named, true));
    if case.owner == own {
        return Ok(reach);
    }
    let mut accepted: BTreeSet<ReferralId> = BTreeSet::new();
    let mut given: BTreeSet<SealedId> = BTreeSet::new();
    for row in referral::of_case(&mut cx.tx, case.id).await? {
        let answered = matches!(row.state.as_str(), "accepted" | "concluded");
        if row.receiver == own && !row.outside && answered {
            given.extend(referral::items(&mut cx.tx, row.id).await?);
            accepted.insert(row.id);
        }
    }
    sealing::fold_case(cx, case.id, &|referral, _| accepted.contains(&referral)).await?;
    reach.extend(all.into_iter().filter(|head| given.contains(&head.id)));
    Ok(reach)
}

/// Opens a version as what it is; nothing where this member's circles do not hold it.
pub(crate) async fn content(
    cx: &mut Cx<'_>,
    section: &str,
    id: SealedId,
) -> Result<Option<Content>, Fail> {
    macro_rules! form {
        ($kind:ty) => {
            sealing::open::<$kind>(cx, id)
                .await?
                .map(|it| Content::Form(it.checked))
        };
    }
    Ok(match section {
        Header::CODE => sealing::open(cx, id).await?.map(Content::Header),
        ScreeningSheet::CODE => sealing::open(cx, id)
            .await?
            .map(|sheet| Content::Screening(Box::new(sheet))),
        SecondLook::CODE => sealing::open(cx, id).await?.map(Content::SecondLook),
        Identity::CODE => form!(Identity),
        IdentificationSheet::CODE => form!(IdentificationSheet),
        SafeContact::CODE => form!(SafeContact),
        SafeAddress::CODE => form!(SafeAddress),
        Account::CODE => form!(Account),
        Medical::CODE => form!(Medical),
        other => return Err(Fail::broken("section", other)),
    })
}

macro_rules! views {
    ($($name:ident = $act:ident;)+) => {$(
        struct $name(Opening);

        impl View for $name {
            const ACT: Act = Act::$act;
            type Out = Vec<Opened>;

            async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
                self.0.standing(tx, actor).await
            }

            async fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Opened>, Fail> {
                self.0.run(cx).await
            }
        }
    )+};
}

views! {
    Reveal = RevealIdentity;
    Sheets = OpenCase;
    Sensitive = OpenSensitive;
}

/// Opens a part of a case for a reason: a code of the list `opening_reason`.
pub(crate) async fn open_part(
    app: &App,
    session: &Arc<Session>,
    code: CaseCode,
    part: Part,
    reason: &str,
) -> Result<Vec<Opened>, Fail> {
    let opening = Opening {
        code,
        part,
        reason: reason.to_owned(),
    };
    match part {
        Part::Identity => app.view(session, &Reveal(opening)).await,
        Part::Screening | Part::Identification => app.view(session, &Sheets(opening)).await,
        Part::Sensitive => app.view(session, &Sensitive(opening)).await,
    }
}
