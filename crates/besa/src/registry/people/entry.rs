//! The pages by which a colleague is let in: confirm, admit to a circle, begin again with new keys.
//! Before each the eight words are compared with the person.

use super::super::member_card;
use super::super::store::{self, Member};
use super::invite_pages::{AskPage, said, sheet};
use super::pages::colleague;
use super::{Admit, Confirm, Rekey};
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
pub(super) struct ConfirmPage {
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
pub(super) struct Typed {
    compared: bool,
    circle: Option<CircleKind>,
    admits: bool,
}

impl Typed {
    pub(super) fn of(sent: &Sent) -> Typed {
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

pub(super) fn confirm_form(
    desk: &Desk,
    way: &str,
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
        action: format!("/people/{}/{way}", member.id),
        back: format!("/people/{}", member.id),
        name: member.name.clone(),
        words,
        compared: typed.compared,
        circles: Vec::new(),
        admits: false,
        title: l.t(&format!("people-{way}")),
        what: l.t(&format!("people-{way}-what")),
        submit: l.t(&format!("people-{way}-now")),
        l,
    }
}

async fn confirm_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let (member, words) = confirming(&desk, &id).await?;
    let typed = Typed::default();
    desk.page(&confirm_form(
        &desk,
        "confirm",
        &member,
        words,
        &typed,
        Faults::new(),
    ))
}

async fn confirm(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (member, words) = confirming(&desk, &id).await?;
    let typed = Typed::of(&sent);
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = confirm_form(&desk, "confirm", &member, words, &typed, Faults::new());
        return desk.switched(&page);
    }
    let faults = compared(&desk, &typed);
    if !faults.is_empty() {
        return desk.unfit(&confirm_form(
            &desk, "confirm", &member, words, &typed, faults,
        ));
    }
    // The words that stood on the page, not those that stand there by now.
    let verb = Confirm {
        member: member.id,
        words: sent.text("words").to_owned(),
    };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to(&format!("/people/{}", member.id))
}

pub(super) fn compared(desk: &Desk, typed: &Typed) -> Faults {
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
        Choice::new(kind.code(), said(&l, "circle", kind.code()))
            .chosen(typed.circle == Some(*kind))
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

const REKEY: &[&str] = &["people-rekey-what", "people-rekey-told"];

async fn rekeying(desk: &Desk, id: &str) -> Result<Member, Fail> {
    let member = colleague(desk, id, Act::Rekey).await?;
    // A partner's steward also finds there who is the only steward of a small institution.
    let beside = member.institution != desk.session.who.institution;
    match member.state {
        MemberState::Suspended => Ok(member),
        MemberState::Confirmed if beside => Ok(member),
        MemberState::Invited | MemberState::Keyed | MemberState::Confirmed | MemberState::Left => {
            Err(Fail::Unseen)
        }
    }
}

async fn rekey_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let member = rekeying(&desk, &id).await?;
    desk.page(&AskPage::new(&desk, &member, "rekey", REKEY))
}

async fn rekey(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let member = rekeying(&desk, &id).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&AskPage::new(&desk, &member, "rekey", REKEY));
    }
    // Without the form's key: the code must not be kept as an answer to be given again.
    let verb = Rekey { member: member.id };
    let invited = desk.app.act(&desk.actor(), None, verb).await?;
    sheet(&desk, &invited).await
}
