//! The pages of a partner institution: name one, answer one, end it; and what its steward does for
//! the people of the house that it stands by.

use super::super::partners::Second;
use super::super::store::{self, Member};
use super::entry::{Typed, compared, confirm_form};
use super::invite_pages::AskPage;
use super::pages::{Open, Row, colleague};
use super::partner::{AcceptPartner, EndPartner, NamePartner, Vouch};
use crate::accounts::ResetFactor;
use crate::app::Fail;
use crate::db::Tx;
use crate::lang::{Words, compare};
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, Decision, InstitutionId, MemberState, Standing, decide};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/people/partner", Act::NamePartner, partner_page)
        .post("/people/partner", Act::NamePartner, name)
        .get("/people/partner/end", Act::EndPartner, end_page)
        .post("/people/partner/end", Act::EndPartner, end)
        .get(
            "/people/beside/{institution}",
            Act::AcceptPartner,
            beside_page,
        )
        .post("/people/beside/{institution}", Act::AcceptPartner, answer)
        .get("/people/{id}/vouch", Act::Vouch, vouch_page)
        .post("/people/{id}/vouch", Act::Vouch, vouch)
        .get("/people/{id}/factor", Act::ResetFactor, factor_page)
        .post("/people/{id}/factor", Act::ResetFactor, factor)
}

/// A house that one's own stands by, or that asks for it.
pub(super) struct Beside {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) accepted: bool,
    pub(super) rows: Vec<Row>,
}

/// Whether this member may name a partner and answer for the house.
pub(super) fn may_name(desk: &Desk) -> bool {
    let who = &desk.session.who;
    decide(
        who.role,
        who.state,
        Act::NamePartner,
        Standing::SameInstitution,
    ) == Decision::Allow
}

/// The houses that one's own stands by, and the people of each who came in or wait to.
pub(super) async fn beside(desk: &Desk, tx: &mut Tx<'_>) -> Result<Vec<Beside>, Fail> {
    let mut houses = Vec::new();
    for it in store::stood_by(tx, desk.session.who.institution).await? {
        let of = store::institution(tx, it.institution).await?;
        let mut rows = Vec::new();
        if it.accepted.is_some() {
            let open = Open::of(tx, &desk.app, it.institution).await?;
            let mut people = store::people(tx, it.institution).await?;
            people.retain(|member| member.state != MemberState::Left);
            people.sort_by(|one, two| compare(&one.name, &two.name));
            rows = people
                .iter()
                .map(|member| open.row(&desk.l, member))
                .collect();
        }
        houses.push(Beside {
            href: format!("/people/beside/{}", it.institution),
            name: of.map(|of| of.name).unwrap_or_default(),
            accepted: it.accepted.is_some(),
            rows,
        });
    }
    Ok(houses)
}

/// What the list of colleagues says of the partner.
pub(super) struct PartnerLine {
    pub(super) says: String,
    pub(super) steward: bool,
}

/// The sentence about the partner of one's own house.
pub(super) async fn line(
    desk: &Desk,
    tx: &mut Tx<'_>,
    second: &Second,
) -> Result<PartnerLine, Fail> {
    let l = desk.l;
    let steward = may_name(desk);
    let offer = store::partner(tx, desk.session.who.institution).await?;
    let name = match &offer {
        Some(it) => store::institution(tx, it.partner).await?.map(|of| of.name),
        None => None,
    };
    let says = match (second, name) {
        (Second::Partner(_), Some(name)) => l.t1("partner-stands", "name", name),
        (Second::Unnamed | Second::Within, Some(name)) => l.t1("partner-asked", "name", name),
        (Second::Unnamed, None) => l.t("partner-unnamed"),
        (Second::Partner(_) | Second::Within, None) if steward => l.t("partner-none"),
        (Second::Partner(_) | Second::Within, None) => String::new(),
    };
    Ok(PartnerLine { says, steward })
}

#[derive(Template)]
#[template(path = "registry/people/partner.html")]
struct PartnerPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    key: String,
    says: String,
    /// Whether there is a partner or an offer, which can be ended.
    named: bool,
    houses: Vec<Choice>,
}

async fn naming(desk: &Desk, chosen: &str, faults: Faults) -> Result<PartnerPage, Fail> {
    let mut reading = desk
        .app
        .read(&desk.session, Act::NamePartner, Standing::SameInstitution)
        .await?;
    let mut tx = reading.tx();
    let own = desk.session.who.institution;
    let facts = desk.app.facts();
    let second = super::super::partners::second_of(&mut tx, facts, own).await?;
    let says = line(desk, &mut tx, &second).await?.says;
    let named = store::partner(&mut tx, own).await?.is_some();
    let mut others = store::institutions(&mut tx).await?;
    others.retain(|it| it.joined && it.id != own);
    others.sort_by(|one, two| compare(&one.name, &two.name));
    Ok(PartnerPage {
        l: desk.l,
        frame: desk.form_frame(None, &faults),
        faults,
        key: desk.key(),
        says,
        named,
        houses: others
            .iter()
            .map(|it| Choice::new(it.id.to_string(), &it.name).chosen(it.id.to_string() == chosen))
            .collect(),
    })
}

async fn partner_page(desk: Desk) -> Answer {
    let page = naming(&desk, "", Faults::new()).await?;
    desk.page(&page)
}

async fn name(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let chosen = sent.text("partner");
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = naming(&desk, chosen, Faults::new()).await?;
        return desk.switched(&page);
    }
    let Ok(partner) = chosen.parse() else {
        let mut faults = Faults::new();
        faults.push("partner", desk.l.t("partner-missing"));
        let page = naming(&desk, chosen, faults).await?;
        return desk.unfit(&page);
    };
    let verb = NamePartner { partner };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to("/people")
}

#[derive(Template)]
#[template(path = "registry/people/beside.html")]
struct BesidePage {
    l: Words,
    frame: Frame,
    key: String,
    action: String,
    name: String,
    accepted: bool,
}

/// The end of one's own partnership or offer.
async fn ending(desk: &Desk) -> Result<AskPage, Fail> {
    let own = desk.session.who.institution;
    let mut reading = desk
        .app
        .read(&desk.session, Act::EndPartner, Standing::SameInstitution)
        .await?;
    let it = store::partner(&mut reading.tx(), own).await?;
    let it = it.ok_or(Fail::Unseen)?;
    let of = store::institution(&mut reading.tx(), it.partner).await?;
    let l = desk.l;
    Ok(AskPage {
        frame: desk.form_frame(None, &Faults::new()),
        key: desk.key(),
        action: "/people/partner/end".to_owned(),
        back: "/people/partner".to_owned(),
        name: of.map(|of| of.name).unwrap_or_default(),
        title: l.t("partner-end"),
        says: vec![l.t("partner-end-what")],
        submit: l.t("partner-end-now"),
        l,
    })
}

async fn end_page(desk: Desk) -> Answer {
    let page = ending(&desk).await?;
    desk.page(&page)
}

async fn end(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = ending(&desk).await?;
        return desk.switched(&page);
    }
    let institution = desk.session.who.institution;
    let verb = EndPartner { institution };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to("/people")
}

async fn asked(desk: &Desk, id: &str) -> Result<(InstitutionId, BesidePage), Fail> {
    let id: InstitutionId = id.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let it = store::partner(&mut reading.tx(), id).await?;
    let it = it.filter(|it| it.partner == desk.session.who.institution);
    let of = store::institution(&mut reading.tx(), id).await?;
    drop(reading);
    let how = if it.is_some() {
        Standing::Partner
    } else {
        Standing::Stranger
    };
    desk.app
        .read(&desk.session, Act::AcceptPartner, how)
        .await
        .map(drop)?;
    let page = BesidePage {
        l: desk.l,
        frame: desk.form_frame(None, &Faults::new()),
        key: desk.key(),
        action: format!("/people/beside/{id}"),
        name: of.map(|of| of.name).unwrap_or_default(),
        accepted: it.is_some_and(|it| it.accepted.is_some()),
    };
    Ok((id, page))
}

async fn beside_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let (_, page) = asked(&desk, &id).await?;
    desk.page(&page)
}

async fn answer(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (institution, _) = asked(&desk, &id).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let (_, page) = asked(&desk, &id).await?;
        return desk.switched(&page);
    }
    let actor = desk.actor();
    match sent.text("do") {
        "accept" => {
            let verb = AcceptPartner { institution };
            desk.app.act(&actor, sent.once.clone(), verb).await?;
        }
        "end" => {
            let verb = EndPartner { institution };
            desk.app.act(&actor, sent.once.clone(), verb).await?;
        }
        _ => return Err(Fail::Conflict("conflict-changed")),
    }
    desk.to("/people")
}

/// Somebody of a house that one's own stands by, with keys that wait for a second person.
async fn vouching(desk: &Desk, id: &str) -> Result<(Member, String), Fail> {
    let member = colleague(desk, id, Act::Vouch).await?;
    let words = member
        .words()
        .filter(|_| member.state == MemberState::Keyed);
    let words = words.ok_or(Fail::Unseen)?;
    Ok((member, words))
}

async fn vouch_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let (member, words) = vouching(&desk, &id).await?;
    let typed = Typed::default();
    desk.page(&confirm_form(
        &desk,
        "vouch",
        &member,
        words,
        &typed,
        Faults::new(),
    ))
}

async fn vouch(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (member, words) = vouching(&desk, &id).await?;
    let typed = Typed::of(&sent);
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = confirm_form(&desk, "vouch", &member, words, &typed, Faults::new());
        return desk.switched(&page);
    }
    let faults = compared(&desk, &typed);
    if !faults.is_empty() {
        let page = confirm_form(&desk, "vouch", &member, words, &typed, faults);
        return desk.unfit(&page);
    }
    let verb = Vouch {
        member: member.id,
        words: sent.text("words").to_owned(),
    };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to(&format!("/people/{}", member.id))
}

#[derive(Template)]
#[template(path = "registry/people/factor.html")]
struct FactorPage {
    l: Words,
    frame: Frame,
    name: String,
    login: String,
    code: String,
    until: String,
    person: String,
}

const FACTOR: &[&str] = &["people-factor-what", "people-factor-told"];

async fn resetting(desk: &Desk, id: &str) -> Result<Member, Fail> {
    let member = colleague(desk, id, Act::ResetFactor).await?;
    match member.state {
        MemberState::Confirmed => Ok(member),
        MemberState::Invited | MemberState::Keyed | MemberState::Suspended | MemberState::Left => {
            Err(Fail::Unseen)
        }
    }
}

async fn factor_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let member = resetting(&desk, &id).await?;
    desk.page(&AskPage::new(&desk, &member, "factor", FACTOR))
}

async fn factor(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let member = resetting(&desk, &id).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&AskPage::new(&desk, &member, "factor", FACTOR));
    }
    // Without the form's key, as with every code that is shown once.
    let verb = ResetFactor { member: member.id };
    let reset = desk.app.act(&desk.actor(), None, verb).await?;
    let l = desk.l;
    let page = FactorPage {
        frame: desk.frame(None),
        person: format!("/people/{}", member.id),
        name: member.name,
        login: member.login,
        until: l.when(besa_domain::Moment(reset.until)),
        code: reset.code,
        l,
    };
    desk.page(&page)
}
