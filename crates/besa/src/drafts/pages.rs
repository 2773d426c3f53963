//! Going on with a draft where it stopped, and removing it.

use super::rescue::{self, Rescued};
use super::{Draft, load, remove};
use crate::app::Fail;
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, Standing};

/// The routes of drafts.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/drafts/{id}", Act::OwnDraft, go_on)
        .post("/drafts/{id}/remove", Act::OwnDraft, throw_away)
        .get("/rescued/{id}", Act::OwnDraft, rescued_page)
        .post("/rescued/{id}", Act::OwnDraft, decide)
}

/// What was sent too late, to be checked.
#[derive(Template)]
#[template(path = "drafts/rescued.html")]
struct RescuedPage {
    l: Words,
    frame: Frame,
    action: String,
    title: String,
    texts: Vec<String>,
    /// Whether the draft it was typed for is still there.
    draft: bool,
}

async fn rescued_of(desk: &Desk, id: &str) -> Result<Rescued, Fail> {
    desk.app
        .read(&desk.session, Act::OwnDraft, Standing::Oneself)
        .await
        .map(drop)?;
    let id = id.parse().map_err(|_| Fail::Unseen)?;
    rescue::open(&desk.app, &desk.session, id).await
}

async fn show(desk: &Desk, rescued: &Rescued) -> Result<RescuedPage, Fail> {
    let l = desk.l;
    // Codes of choices say nothing to a reader; they come back with the draft.
    let said = |text: &&String| {
        let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        !text.trim().is_empty() && !text.chars().all(code)
    };
    let draft = match rescued.draft() {
        Some(id) => load(&desk.app, &desk.session, id).await.is_ok(),
        None => false,
    };
    Ok(RescuedPage {
        frame: desk.form_frame(None, &Faults::new()),
        action: format!("/rescued/{}", rescued.id),
        title: l.t1("rescued-title", "time", l.time(rescued.at)),
        texts: rescued
            .fields
            .values()
            .flatten()
            .filter(said)
            .cloned()
            .collect(),
        draft,
        l,
    })
}

async fn rescued_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let rescued = rescued_of(&desk, &id).await?;
    let page = show(&desk, &rescued).await?;
    desk.page(&page)
}

async fn decide(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let rescued = rescued_of(&desk, &id).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = show(&desk, &rescued).await?;
        return desk.switched(&page);
    }
    if sent.text("way") == "drop" {
        rescue::drop_rescued(&desk.app, &desk.session, rescued.id).await?;
        return desk.to("/tasks");
    }
    match rescue::put_back(&desk.app, &desk.session, &rescued).await? {
        Some(path) => desk.to(&path),
        None => desk.to(&format!("/rescued/{}", rescued.id)),
    }
}

/// One's own draft; anybody else's is not there.
async fn own(desk: &Desk, id: &str) -> Result<Draft, Fail> {
    desk.app
        .read(&desk.session, Act::OwnDraft, Standing::Oneself)
        .await
        .map(drop)?;
    load(
        &desk.app,
        &desk.session,
        id.parse().map_err(|_| Fail::Unseen)?,
    )
    .await
}

/// To the page that was saved last.
async fn go_on(desk: Desk, Path(id): Path<String>) -> Answer {
    let draft = own(&desk, &id).await?;
    let (place, first) = match draft.form.as_str() {
        "screening" => ("screening", "safety"),
        "f1" => ("identification", "person"),
        "referral" => ("refer", "need"),
        _ => return Err(Fail::Unseen),
    };
    let at = match draft.text("at") {
        "" => first,
        at => at,
    };
    desk.to(&format!("/{place}/{}/{at}", draft.id))
}

async fn throw_away(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let draft = own(&desk, &id).await?;
    remove(&desk.app, &desk.session, draft.id).await?;
    desk.to("/tasks")
}
