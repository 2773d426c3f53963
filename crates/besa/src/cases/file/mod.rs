//! The case file: who stands how to it, its five dimensions, its page and the lists of cases.

mod access;
mod case_page;
mod list_page;
mod opening;
pub(crate) mod second_look;
mod shown;
mod store;

pub(crate) use access::{Readers, done, entitled};
pub(crate) use opening::{Content, Opened, Part, content, open_part};
pub(crate) use shown::rows;
pub(crate) use store::{
    CASE_FILE, Case, FACT, FactRow, add_fact, by_code, case, facts, granted_to, open_case, owned_by,
};

use crate::app::{Actor, Fail, Stands};
use crate::cases::referral;
use crate::db::Tx;
use crate::web::Routes;
use besa_domain::{Act, CircleKind, Role, Standing};

/// The routes of lists and pages of cases.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/cases", Act::ReadCases, list_page::list)
        .post("/cases", Act::ListNames, list_page::names)
        .get("/cases/{code}", Act::ReadCase, case_page::case)
        .post("/cases/{code}/open", Act::OpenCase, case_page::open)
        .get(
            "/cases/{code}/second-look",
            Act::SecondLook,
            second_look::ask,
        )
        .post(
            "/cases/{code}/second-look",
            Act::SecondLook,
            second_look::take,
        )
}

/// How somebody stands to a case. Nobody without standing learns that it exists.
pub(crate) async fn standing(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: Option<&Case>,
) -> Result<Standing, Fail> {
    let (Actor::Member(session), Some(case)) = (actor, case) else {
        return Ok(Standing::Stranger);
    };
    let who = &session.who;
    let in_cases = session.holds(CircleKind::Cases);
    if case.owner == who.institution {
        return Ok(if in_cases {
            Standing::OwnerCircle
        } else {
            Standing::Stranger
        });
    }
    let mut best = Standing::Stranger;
    for row in referral::of_case(tx, case.id).await? {
        if row.receiver != who.institution || row.outside {
            continue;
        }
        let child = row.kind == referral::Kind::ChildNotice;
        let found = match row.state.as_str() {
            "accepted" | "concluded" if in_cases => Standing::Granted,
            "declined" | "withdrawn" => Standing::FormerlyGranted,
            _ if child && who.role == Role::ChildProtectionWorker => Standing::ChildProtection,
            _ => Standing::Addressee,
        };
        if rank(found) > rank(best) {
            best = found;
        }
    }
    Ok(best)
}

/// The same for a door, with the case that a refusal is written to.
pub(crate) async fn stands(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: Option<&Case>,
) -> Result<Stands, Fail> {
    let standing = standing(tx, actor, case).await?;
    Ok(Stands::to(case.map(|case| case.id), standing))
}

/// Of several referrals of one case the one that gives most counts.
fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Granted => 4,
        Standing::ChildProtection => 3,
        Standing::Addressee => 2,
        Standing::FormerlyGranted => 1,
        Standing::Author
        | Standing::OwnerCircle
        | Standing::Authority
        | Standing::SameInstitution
        | Standing::Partner
        | Standing::Oneself
        | Standing::Stranger => 0,
    }
}
