//! The pages by which a colleague is let in: confirm, admit to a circle, begin again with new keys.
//! Before each the eight words are compared with the person.

use super::super::member_card;
use super::super::store::{self, Member};
use super::pages::colleague;
use super::{Admit, Confirm, Invited, Rekey};
use crate::app::Fail;
use crate::lang::Words;
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, CircleKind, MemberState};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/people/{id}/confirm", Act::Confirm, confirm_page)
        .post("/people/{id}/confirm", Act::Confirm, confirm)
        .get("/people/{id}/admit", Act::Admit, admit_page)
        .post("/people/{id}/admit", Act::Admit, admit)
        .get("/people/{id}/rekey", Act::Rekey, rekey_page)
        .post("/people/{id}/rekey", Act::Rekey, rekey)
}

#[derive(Template)]
#[template(path = "registry/people/confirm.html")]
struct ConfirmPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    key: String,
    action: String,
    back: String,
    name: String,
    words: String,
    compared: bool,
    /// The circles to choose from; none where somebody is confirmed.
    circles: Vec<Choice>,
    admits: bool,
    title: String,
    what: String,
    submit: String,
}

/// What the form of such a page held.
#[derive(Default)]
struct Typed {
    compared: bool,
    circle: Option<CircleKind>,
    admits: bool,
}

impl Typed {
    fn of(sent: &Sent) -> Typed {
        Typed {
            compared: sent.text("compared") == "1",
            circle: CircleKind::from_code(sent.text("circle")),
            admits: sent.text("admits") == "1",
        }
    }
}

async fn confirming(desk: &Desk, id: &str) -> Result<(Member, String), Fail> {
    let member = colleague(desk, id, Act::Confirm).await?;
    let may = matches!(member.state, MemberState::Keyed | MemberState::Suspended);
    let words = member.words().filter(|_| may).ok_or(Fail::Unseen)?;
    Ok((member, words))
}

fn confirm_form(
    desk: &Desk,
    member: &Member,
    words: String,
    typed: &Typed,
    faults: Faults,
) -> ConfirmPage {
    let l = desk.l;
    ConfirmPage {
        frame: desk.form_frame(None, &faults),
        faults,
        key: desk.key(),
        action: format!("/people/{}/confirm", member.id),
        back: format!("/people/{}", member.id),
        name: member.name.clone(),
        words,
        compared: typed.compared,
        circles: Vec::new(),
        admits: false,
        title: l.t("people-confirm"),
        what: l.t("people-confirm-what"),
        submit: l.t("people-confirm-now"),
        l,
    }
}

async fn confirm_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let (member, words) = confirming(&desk, &id).await?;
    let typed = Typed::default();
    desk.page(&confirm_form(&desk, &member, words, &typed, Faults::new()))
}

async fn confirm(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (member, words) = confirming(&desk, &id).await?;
    let typed = Typed::of(&sent);
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = confirm_form(&desk, &member, words, &typed, Faults::new());
        return desk.switched(&page);
    }
    let faults = compared(&desk, &typed);
    if !faults.is_empty() {
        return desk.unfit(&confirm_form(&desk, &member, words, &typed, faults));
    }
    // The words that stood on the page, not those that stand there by now.
    let verb = Confirm {
        member: member.id,
        words: sent.text("words").to_owned(),
    };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to(&format!("/people/{}", member.id))
}

fn compared(desk: &Desk, typed: &Typed) -> Faults {
    let mut faults = Faults::new();
    if !typed.compared {
        faults.push("compared", desk.l.t("people-compare-missing"));
    }
    faults
}

/// Whom one may admit, and to which circles: those one sits in with that right and they do not.
async fn admitting(desk: &Desk, id: &str) -> Result<(Member, String, Vec<CircleKind>), Fail> {
    let member = colleague(desk, id, Act::Admit).await?;
    let mut reading = desk.app.glance().await?;
    let mut tx = reading.tx();
    let open = open_circles(&mut tx, desk, &member).await?;
    if open.is_empty() {
        return Err(Fail::Unseen);
    }
    let card = member_card(&mut tx, desk.app.facts(), member.id).await?;
    Ok((member, card.fingerprint().words(), open))
}

/// The circles that this member may admit a colleague to.
pub(super) async fn open_circles(
    tx: &mut crate::db::Tx<'_>,
    desk: &Desk,
    member: &Member,
) -> Result<Vec<CircleKind>, Fail> {
    if member.state != MemberState::Confirmed {
        return Ok(Vec::new());
    }
    let theirs = store::seats(tx, member.id).await?;
    let mut open = Vec::new();
    for seat in store::seats(tx, desk.session.who.member).await? {
        if seat.admits && theirs.iter().all(|it| it.circle != seat.circle) {
            open.push(seat.kind);
        }
    }
    Ok(open)
}

fn admit_form(
    desk: &Desk,
    (member, words, open): (Member, String, Vec<CircleKind>),
    typed: &Typed,
    faults: Faults,
) -> ConfirmPage {
    let l = desk.l;
    let choice = |kind: &CircleKind| {
        let name = l.t(&format!("circle-{}", kind.code().replace('_', "-")));
        Choice::new(kind.code(), name).chosen(typed.circle == Some(*kind))
    };
    ConfirmPage {
        frame: desk.form_frame(None, &faults),
        faults,
        key: desk.key(),
        action: format!("/people/{}/admit", member.id),
        back: format!("/people/{}", member.id),
        name: member.name.clone(),
        words,
        compared: typed.compared,
        circles: open.iter().map(choice).collect(),
        admits: typed.admits,
        title: l.t("people-admit"),
        what: l.t("people-admit-what"),
        submit: l.t("people-admit-now"),
        l,
    }
}

async fn admit_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let whom = admitting(&desk, &id).await?;
    desk.page(&admit_form(&desk, whom, &Typed::default(), Faults::new()))
}

async fn admit(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let whom = admitting(&desk, &id).await?;
    let typed = Typed::of(&sent);
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = admit_form(&desk, whom, &typed, Faults::new());
        return desk.switched(&page);
    }
    let mut faults = compared(&desk, &typed);
    let Some(circle) = typed.circle.filter(|_| faults.is_empty()) else {
        if typed.circle.is_none() {
            faults.push("circle", desk.l.t("people-circle-missing"));
        }
        return desk.unfit(&admit_form(&desk, whom, &typed, faults));
    };
    let member = whom.0.id;
    let verb = Admit {
        member,
        circle,
        admits: typed.admits,
        words: sent.text("words").to_owned(),
    };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to(&format!("/people/{member}"))
}

#[derive(Template)]
#[template(path = "registry/people/rekey.html")]
struct RekeyPage {
    l: Words,
    frame: Frame,
    action: String,
    back: String,
    name: String,
    login: String,
    /// The one-time code, once it was made; it is shown this once.
    code: Option<String>,
}

async fn rekeying(desk: &Desk, id: &str) -> Result<RekeyPage, Fail> {
    let member = colleague(desk, id, Act::Rekey).await?;
    if member.state != MemberState::Suspended {
        return Err(Fail::Unseen);
    }
    Ok(RekeyPage {
        l: desk.l,
        frame: desk.form_frame(None, &Faults::new()),
        action: format!("/people/{}/rekey", member.id),
        back: format!("/people/{}", member.id),
        name: member.name,
        login: member.login,
        code: None,
    })
}

async fn rekey_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = rekeying(&desk, &id).await?;
    desk.page(&page)
}

async fn rekey(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let desk = match sent.switch {
        Some(lang) => desk.speaking(lang),
        None => desk,
    };
    let mut page = rekeying(&desk, &id).await?;
    if sent.switch.is_some() {
        return desk.switched(&page);
    }
    let member = id.parse().map_err(|_| Fail::Unseen)?;
    // Without a key of the form: the code must not be kept as an answer to be given again.
    let Invited { code, .. } = desk.app.act(&desk.actor(), None, Rekey { member }).await?;
    page.code = Some(code);
    page.frame = desk.frame(None);
    desk.page(&page)
}
