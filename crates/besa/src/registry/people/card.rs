//! The card of codes: a steward prints one for a colleague who has no telephone or no key at hand. A
//! new card is the way back by telephone: the lost one is dead from that moment.

use super::super::store;
use super::admit::same_institution;
use super::pages::colleague;
use crate::accounts::NewCard;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, MemberId, MemberState};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/people/{id}/card", Act::IssueCard, card_page)
        .post("/people/{id}/card", Act::IssueCard, issue)
}

/// Gives a colleague a card in the place of any other. It enters nothing without their passphrase,
/// which no steward knows.
struct IssueCard {
    member: MemberId,
    card: NewCard,
}

impl Verb for IssueCard {
    const ACT: Act = Act::IssueCard;
    type Out = Vec<String>;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        Ok(same_institution(tx, actor, self.member).await?.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Vec<String>, Fail> {
        let member = store::member(&mut cx.tx, self.member).await?;
        if member.is_none_or(|member| member.state != MemberState::Confirmed) {
            return Err(Fail::Conflict("error-not-confirmed"));
        }
        cx.object("member", self.member.bytes());
        self.card.write(cx, self.member).await?;
        Ok(self.card.print())
    }
}

#[derive(Template)]
#[template(path = "registry/people/card.html")]
struct CardPage {
    l: Words,
    frame: Frame,
    action: String,
    back: String,
    name: String,
    /// The codes, once they were drawn; they are shown this once.
    codes: Vec<String>,
}

async fn issuing(desk: &Desk, id: &str) -> Result<(MemberId, CardPage), Fail> {
    let member = colleague(desk, id, Act::IssueCard).await?;
    if member.state != MemberState::Confirmed {
        return Err(Fail::Unseen);
    }
    let page = CardPage {
        l: desk.l,
        frame: desk.form_frame(None, &Faults::new()),
        action: format!("/people/{}/card", member.id),
        back: format!("/people/{}", member.id),
        name: member.name,
        codes: Vec::new(),
    };
    Ok((member.id, page))
}

async fn card_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let (_, page) = issuing(&desk, &id).await?;
    desk.page(&page)
}

async fn issue(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let desk = match sent.switch {
        Some(lang) => desk.speaking(lang),
        None => desk,
    };
    let (member, mut page) = issuing(&desk, &id).await?;
    if sent.switch.is_some() {
        return desk.switched(&page);
    }
    let card = NewCard::draw();
    // Without a key of the form: codes must not be kept as an answer to be given again.
    page.codes = desk
        .app
        .act(&desk.actor(), None, IssueCard { member, card })
        .await?;
    page.frame = desk.frame(None);
    desk.page(&page)
}
