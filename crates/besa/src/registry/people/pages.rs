//! The colleagues of one's own institution: who is where, and what a steward does about it.

use super::super::store::{self, Member, SeatRow};
use super::{Suspend, card, entry};
use crate::app::Fail;
use crate::lang::{Words, compare};
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, Decision, MemberId, MemberState, Standing, decide};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/people", Act::ReadMembers, people)
        .get("/people/{id}", Act::ReadMembers, person)
        .get("/people/{id}/suspend", Act::Suspend, suspend_page)
        .post("/people/{id}/suspend", Act::Suspend, suspend)
        .join(entry::routes())
        .join(card::routes())
}

/// A colleague in the list.
struct Row {
    href: String,
    name: String,
    under: String,
    state: String,
}

#[derive(Template)]
#[template(path = "registry/people/people.html")]
struct PeoplePage {
    l: Words,
    frame: Frame,
    rows: Vec<Row>,
}

async fn people(desk: Desk) -> Answer {
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadMembers, Standing::SameInstitution)
        .await?;
    let l = desk.l;
    let mut all = store::people(&mut reading.tx(), desk.session.who.institution).await?;
    // Whoever left stands last.
    all.sort_by(|one, two| {
        let gone = |it: &Member| it.state == MemberState::Left;
        gone(one)
            .cmp(&gone(two))
            .then_with(|| compare(&one.name, &two.name))
    });
    let page = PeoplePage {
        rows: all
            .iter()
            .map(|member| Row {
                href: format!("/people/{}", member.id),
                name: member.name.clone(),
                under: member.post.clone(),
                state: state(&l, member.state),
            })
            .collect(),
        frame: desk.frame(None),
        l,
    };
    desk.page(&page)
}

fn state(l: &Words, state: MemberState) -> String {
    l.t(&format!("member-{}", state.code()))
}

/// A colleague whom this member may do this to; nobody else is there.
pub(super) async fn colleague(desk: &Desk, id: &str, act: Act) -> Result<Member, Fail> {
    let id: MemberId = id.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let member = store::member(&mut reading.tx(), id).await?;
    let member = member.filter(|it| it.institution == desk.session.who.institution);
    drop(reading);
    let how = match &member {
        None => Standing::Stranger,
        Some(it) if it.id == desk.session.who.member && act != Act::ReadMembers => {
            Standing::Oneself
        }
        Some(_) => Standing::SameInstitution,
    };
    desk.app.read(&desk.session, act, how).await.map(drop)?;
    member.ok_or(Fail::Unseen)
}

pub(super) fn may(desk: &Desk, act: Act, member: &Member) -> bool {
    let who = &desk.session.who;
    who.member != member.id
        && decide(who.role, who.state, act, Standing::SameInstitution) == Decision::Allow
}

#[derive(Template)]
#[template(path = "registry/people/person.html")]
struct PersonPage {
    l: Words,
    frame: Frame,
    name: String,
    post: String,
    state: String,
    circles: String,
    /// What this member may do about it: where, and what it is called.
    ways: Vec<(String, String)>,
}

async fn person(desk: Desk, Path(id): Path<String>) -> Answer {
    let member = colleague(&desk, &id, Act::ReadMembers).await?;
    let mut reading = desk.app.glance().await?;
    let seats = store::seats(&mut reading.tx(), member.id).await?;
    let open = entry::open_circles(&mut reading.tx(), &desk, &member).await?;
    drop(reading);
    let l = desk.l;
    let (confirmed, suspended, keyed) = (
        member.state == MemberState::Confirmed,
        member.state == MemberState::Suspended,
        member.state == MemberState::Keyed,
    );
    let ways = [
        (Act::Admit, "admit", !open.is_empty()),
        (Act::Confirm, "confirm", keyed || suspended),
        (Act::Rekey, "rekey", suspended),
        (Act::IssueCard, "card", confirmed),
        (Act::Suspend, "suspend", confirmed || suspended),
    ]
    .into_iter()
    .filter(|(act, _, open)| *open && may(&desk, *act, &member))
    .map(|(_, way, _)| {
        let href = format!("/people/{}/{way}", member.id);
        (href, l.t(&format!("people-{way}")))
    })
    .collect();
    let page = PersonPage {
        name: member.name.clone(),
        post: member.post.clone(),
        state: state(&l, member.state),
        circles: circles(&l, &seats),
        ways,
        frame: desk.frame(None),
        l,
    };
    desk.page(&page)
}

/// The circles of somebody, and whether they may admit others.
fn circles(l: &Words, seats: &[SeatRow]) -> String {
    let names: Vec<String> = seats
        .iter()
        .map(|seat| {
            let name = l.t(&format!("circle-{}", seat.kind.code().replace('_', "-")));
            if seat.admits {
                l.t1("people-admits", "circle", name)
            } else {
                name
            }
        })
        .collect();
    names.join(", ")
}

#[derive(Template)]
#[template(path = "registry/people/suspend.html")]
struct SuspendPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    key: String,
    action: String,
    back: String,
    name: String,
    ways: Vec<Choice>,
}

impl SuspendPage {
    fn new(desk: &Desk, member: &Member, chosen: &str, faults: Faults) -> SuspendPage {
        let l = desk.l;
        let way = |code: &str| {
            Choice::new(code, l.t(&format!("people-way-{code}")))
                .hint(l.t(&format!("people-way-{code}-hint")))
                .chosen(code == chosen)
        };
        let ways = match member.state {
            MemberState::Suspended => vec![way("left")],
            MemberState::Invited
            | MemberState::Keyed
            | MemberState::Confirmed
            | MemberState::Left => vec![way("suspended"), way("left")],
        };
        SuspendPage {
            frame: desk.form_frame(None, &faults),
            faults,
            key: desk.key(),
            action: format!("/people/{}/suspend", member.id),
            back: format!("/people/{}", member.id),
            name: member.name.clone(),
            ways,
            l,
        }
    }
}

async fn suspend_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let member = colleague(&desk, &id, Act::Suspend).await?;
    desk.page(&SuspendPage::new(&desk, &member, "", Faults::new()))
}

async fn suspend(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let member = colleague(&desk, &id, Act::Suspend).await?;
    let way = sent.text("way");
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&SuspendPage::new(&desk, &member, way, Faults::new()));
    }
    let left = match way {
        "suspended" => false,
        "left" => true,
        _ => {
            let mut faults = Faults::new();
            faults.push("way", desk.l.t("people-way-missing"));
            return desk.unfit(&SuspendPage::new(&desk, &member, way, faults));
        }
    };
    let verb = Suspend {
        member: member.id,
        left,
    };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to(&format!("/people/{}", member.id))
}
