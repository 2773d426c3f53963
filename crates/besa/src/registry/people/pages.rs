//! The colleagues of one's own institution: who is where, and what a steward does about it.

use super::super::partners::{Second, second_of, vouched};
use super::super::store::{self, Member, SeatRow};
use super::invite_pages::said;
use super::partner_pages::{Beside, PartnerLine};
use super::{Suspend, card, entry, invite_pages, near, partner_pages};
use crate::accounts;
use crate::app::{App, Fail};
use crate::db::Tx;
use crate::lang::{Words, compare};
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{
    Act, CircleKind, Decision, InstitutionId, MemberId, MemberState, Moment, Standing, decide,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/people", Act::ReadMembers, people)
        .get("/people/{id}", Act::ReadMembers, person)
        .get("/people/{id}/suspend", Act::Suspend, suspend_page)
        .post("/people/{id}/suspend", Act::Suspend, suspend)
        .join(entry::routes())
        .join(invite_pages::routes())
        .join(partner_pages::routes())
        .join(card::routes())
}

/// A colleague in the list.
pub(super) struct Row {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) under: String,
    pub(super) state: String,
}

#[derive(Template)]
#[template(path = "registry/people/people.html")]
struct PeoplePage {
    l: Words,
    frame: Frame,
    rows: Vec<Row>,
    invites: bool,
    /// The houses that this one stands by, with the people of each.
    beside: Vec<Beside>,
    partner: PartnerLine,
}

/// What of a house is not done yet, for the sentence beside each person.
pub(super) struct Open {
    now: Moment,
    invited: Vec<(MemberId, Moment)>,
    awaited: Vec<(MemberId, CircleKind)>,
    resets: Vec<(MemberId, Moment)>,
    second: Second,
    /// The name of the institution that stands by the house.
    partner: String,
    vouched: Vec<MemberId>,
}

impl Open {
    pub(super) async fn of(
        tx: &mut Tx<'_>,
        app: &App,
        institution: InstitutionId,
    ) -> Result<Open, Fail> {
        let (now, facts) = (app.now(), app.facts());
        let second = second_of(tx, facts, institution).await?;
        let mut partner = String::new();
        let mut said = Vec::new();
        if let Second::Partner(of) = second {
            let named = store::institution(tx, of).await?;
            partner = named.map(|it| it.name).unwrap_or_default();
            for member in store::people(tx, institution).await? {
                if member.state == MemberState::Keyed
                    && vouched(tx, facts, &member, of, now).await?.is_some()
                {
                    said.push(member.id);
                }
            }
        }
        Ok(Open {
            now,
            invited: store::invited(tx, institution).await?,
            awaited: store::awaited(tx, institution).await?,
            resets: accounts::open_resets(tx, now).await?,
            second,
            partner,
            vouched: said,
        })
    }

    /// Somebody in a list.
    pub(super) fn row(&self, l: &Words, member: &Member) -> Row {
        let under = [member.post.clone(), self.todo(l, member)];
        Row {
            href: format!("/people/{}", member.id),
            name: member.name.clone(),
            under: under
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            state: state(l, member.state),
        }
    }

    /// What is to be done about somebody, and by whom; empty where nothing is.
    pub(super) fn todo(&self, l: &Words, member: &Member) -> String {
        match member.state {
            MemberState::Invited => {
                let until = self.invited.iter().find(|(id, _)| *id == member.id);
                match until {
                    Some((_, until)) if *until > self.now => {
                        l.t1("people-todo-enrol", "until", l.when(*until))
                    }
                    Some(_) | None => l.t("people-todo-code"),
                }
            }
            MemberState::Keyed => match &self.second {
                Second::Unnamed => l.t("people-todo-partner"),
                Second::Partner(_) if !self.vouched.contains(&member.id) => {
                    l.t1("people-todo-vouch", "partner", &self.partner)
                }
                Second::Partner(_) | Second::Within => l.t("people-todo-confirm"),
            },
            MemberState::Confirmed => {
                let reset = self.resets.iter().find(|(id, _)| *id == member.id);
                if let Some((_, until)) = reset {
                    return l.t1("people-todo-factor", "until", l.when(*until));
                }
                let circles: Vec<String> = self
                    .awaited
                    .iter()
                    .filter(|(id, _)| *id == member.id)
                    .map(|(_, kind)| said(l, "circle", kind.code()))
                    .collect();
                if circles.is_empty() {
                    return String::new();
                }
                l.t1("people-todo-admit", "circles", circles.join(", "))
            }
            MemberState::Suspended | MemberState::Left => String::new(),
        }
    }
}

async fn people(desk: Desk) -> Answer {
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadMembers, Standing::SameInstitution)
        .await?;
    let l = desk.l;
    let who = &desk.session.who;
    let mut all = store::people(&mut reading.tx(), who.institution).await?;
    let open = Open::of(&mut reading.tx(), &desk.app, who.institution).await?;
    // Whoever left stands last.
    all.sort_by(|one, two| {
        let gone = |it: &Member| it.state == MemberState::Left;
        gone(one)
            .cmp(&gone(two))
            .then_with(|| compare(&one.name, &two.name))
    });
    let steward = partner_pages::may_name(&desk);
    let beside = match steward {
        true => partner_pages::beside(&desk, &mut reading.tx()).await?,
        false => Vec::new(),
    };
    let partner = partner_pages::line(&desk, &mut reading.tx(), &open.second).await?;
    drop(reading);
    let page = PeoplePage {
        rows: all.iter().map(|member| open.row(&l, member)).collect(),
        beside,
        partner,
        invites: decide(who.role, who.state, Act::Invite, Standing::SameInstitution)
            == Decision::Allow,
        frame: desk.frame(None),
        l,
    };
    desk.page(&page)
}

fn state(l: &Words, state: MemberState) -> String {
    l.t(&format!("member-{}", state.code()))
}

/// A colleague, or somebody of a house that one's own stands by, whom this member may do this to;
/// nobody else is there.
pub(super) async fn colleague(desk: &Desk, id: &str, act: Act) -> Result<Member, Fail> {
    let id: MemberId = id.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let how = near(&mut reading.tx(), &desk.actor(), id).await?;
    let member = store::member(&mut reading.tx(), id).await?;
    drop(reading);
    let how = if how == Standing::Oneself && act == Act::ReadMembers {
        Standing::SameInstitution
    } else {
        how
    };
    desk.app.read(&desk.session, act, how).await.map(drop)?;
    member.ok_or(Fail::Unseen)
}

pub(super) fn may(desk: &Desk, act: Act, member: &Member) -> bool {
    let who = &desk.session.who;
    let how = if who.institution == member.institution {
        Standing::SameInstitution
    } else {
        Standing::Partner
    };
    who.member != member.id && decide(who.role, who.state, act, how) == Decision::Allow
}

#[derive(Template)]
#[template(path = "registry/people/person.html")]
struct PersonPage {
    l: Words,
    frame: Frame,
    name: String,
    post: String,
    state: String,
    /// None for somebody of another house: which circles they sit in is their house's own.
    circles: Option<String>,
    todo: String,
    /// What this member may do about it: where, and what it is called.
    ways: Vec<(String, String)>,
}

async fn person(desk: Desk, Path(id): Path<String>) -> Answer {
    let member = colleague(&desk, &id, Act::ReadMembers).await?;
    let mut reading = desk.app.glance().await?;
    let seats = store::seats(&mut reading.tx(), member.id).await?;
    let own = member.institution == desk.session.who.institution;
    let open = match own {
        true => entry::open_circles(&mut reading.tx(), &desk, &member).await?,
        false => Vec::new(),
    };
    let waits = Open::of(&mut reading.tx(), &desk.app, member.institution).await?;
    drop(reading);
    let l = desk.l;
    let is = |state| member.state == state;
    let (confirmed, suspended, keyed) = (
        is(MemberState::Confirmed),
        is(MemberState::Suspended),
        is(MemberState::Keyed),
    );
    let outside = keyed || is(MemberState::Invited);
    let ways = [
        (Act::Admit, "admit", !open.is_empty()),
        (Act::Confirm, "confirm", keyed || suspended),
        (Act::Vouch, "vouch", keyed),
        (Act::Rekey, "rekey", suspended || (confirmed && !own)),
        (Act::ResetFactor, "factor", confirmed),
        (Act::IssueCard, "card", confirmed),
        (Act::Invite, "code", outside),
        (Act::Withdraw, "withdraw", outside),
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
        circles: own.then(|| circles(&l, &seats)),
        todo: waits.todo(&l, &member),
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
            let name = said(l, "circle", seat.kind.code());
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
