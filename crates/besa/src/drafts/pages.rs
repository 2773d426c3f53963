//! Going on with a draft where it stopped, and removing it.

use super::{Draft, load, remove};
use crate::app::Fail;
use crate::web::{Answer, Desk, Routes, Sent};
use axum::extract::Path;
use besa_domain::{Act, Standing};

/// The routes of drafts.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/drafts/{id}", Act::OwnDraft, go_on)
        .post("/drafts/{id}/remove", Act::OwnDraft, throw_away)
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
