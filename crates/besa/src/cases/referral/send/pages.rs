//! From click to act: begin a draft, walk its steps, send it. Each POST saves what was typed first.

use super::FORM;
use super::action::{SentBefore, obliged};
use super::brief::OpenBrief;
use super::plan::{Plan, Step};
use super::steps::{self, Mode};
use crate::app::{Fail, Once};
use crate::cases::file;
use crate::cases::referral::Kind;
use crate::drafts::{self, Fields};
use crate::web::{Answer, Desk, Routes, Sent};
use axum::extract::Path;
use besa_domain::{Act, CaseCode};

/// The routes of sending.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/cases/{code}/refer", Act::OpenCase, begin)
        .get("/refer/{draft}", Act::OwnDraft, resume)
        .get("/refer/{draft}/check", Act::OwnDraft, check)
        .post("/refer/{draft}/check", Act::SendReferral, send)
        .get("/refer/{draft}/{step}", Act::OwnDraft, show)
        .post("/refer/{draft}/{step}", Act::OwnDraft, keep)
}

async fn begin(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let code: CaseCode = code.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let case = file::by_code(&mut reading.tx(), code)
        .await?
        .ok_or(Fail::Unseen)?;
    drop(reading);
    let id = case.id;
    let brief = desk.app.view(&desk.session, &OpenBrief { case }).await?;
    let mut fields = Fields::new();
    let brief = serde_json::to_string(&brief).map_err(|_| Fail::broken("draft", "brief"))?;
    fields.insert("brief".to_owned(), vec![brief]);
    if sent.text("kind") == Kind::DutyReport.code() {
        let who = &desk.session.who;
        if !who
            .kind
            .is_some_and(|kind| obliged(&desk.app.rules(), kind, who.profession))
        {
            return Err(Fail::Forbidden);
        }
        fields.insert("kind".to_owned(), vec![Kind::DutyReport.code().to_owned()]);
    }
    let draft = drafts::begin(&desk.app, &desk.session, FORM, Some(id), fields).await?;
    desk.to(&format!("/refer/{draft}/{}", Step::Need.code()))
}

/// Back to where the draft stopped.
async fn resume(desk: Desk, Path(draft): Path<String>) -> Answer {
    let plan = Plan::load(&desk, &draft).await?;
    let step = plan.open(&desk)?;
    desk.to(&plan.path(step))
}

async fn show(desk: Desk, Path((draft, step)): Path<(String, String)>) -> Answer {
    let step = Step::from_code(&step).ok_or(Fail::Unseen)?;
    let plan = Plan::load(&desk, &draft).await?;
    match ahead(&desk, &plan, step)? {
        Some(earlier) => desk.to(&plan.path(earlier)),
        None => steps::page(&desk, &plan, step, Mode::Shown),
    }
}

async fn check(desk: Desk, Path(draft): Path<String>) -> Answer {
    show(desk, Path((draft, Step::Check.code().to_owned()))).await
}

/// A step that cannot be shown before this earlier one is answered.
fn ahead(desk: &Desk, plan: &Plan, step: Step) -> Result<Option<Step>, Fail> {
    for earlier in plan.steps() {
        if earlier == step {
            return Ok(None);
        }
        if !plan.lacks(desk, earlier)?.is_empty() {
            return Ok(Some(earlier));
        }
    }
    // Not a step of this referral at all.
    Ok(Some(Step::Need))
}

async fn keep(desk: Desk, Path((draft, step)): Path<(String, String)>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let step = Step::from_code(&step).ok_or(Fail::Unseen)?;
    let mut plan = Plan::load(&desk, &draft).await?;
    let called = plan.call();
    plan.keep(&desk, step, &sent).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return steps::page(&desk, &plan, step, Mode::Switched);
    }
    let lacks = plan.lacks(&desk, step)?;
    if !lacks.is_empty() {
        return steps::page(&desk, &plan, step, Mode::Unfit(&lacks));
    }
    if step == Step::Notice
        && plan.text("danger") == "yes"
        && let Some((office, _)) = plan.told(&desk)?
    {
        plan.pass_over(&desk, office.id).await?;
        return desk.to(&plan.path(Step::Notice));
    }
    // Nobody answered: before anything else the page offers who else could take the person.
    if step == Step::Call && plan.call() != called && steps::others(&desk, &plan)? {
        return desk.to(&plan.path(Step::Call));
    }
    desk.to(&plan.path(plan.after(step)))
}

async fn send(desk: Desk, Path(draft): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    // The draft's own name is the key: sent twice is one act.
    let once = Some(Once {
        key: draft.clone(),
        digest: [0; 32],
    });
    let plan = match Plan::load(&desk, &draft).await {
        Err(Fail::Unseen) => {
            let before = desk.app.act(&desk.actor(), once, SentBefore).await;
            let code = before.map_err(|_| Fail::Unseen)?;
            return desk.to(&format!("/referrals/{code}"));
        }
        plan => plan?,
    };
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return steps::page(&desk, &plan, Step::Check, Mode::Switched);
    }
    if let Some(earlier) = ahead(&desk, &plan, Step::Check)? {
        return desk.to(&plan.path(earlier));
    }
    match desk.app.act(&desk.actor(), once, plan.act(&desk)?).await {
        Ok(code) => desk.to(&format!("/referrals/{code}")),
        Err(Fail::Invalid(errors)) => steps::page(&desk, &plan, Step::Check, Mode::Unfit(&errors)),
        Err(fail) => Err(fail),
    }
}
