//! The second look: "no signs" against signs is decided by somebody other than who screened.

use super::{Case, add_fact, by_code, entitled, facts, standing};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::screening::owe_report;
use crate::db::Tx;
use crate::lang::Words;
use crate::sealing;
use crate::tasks::{self, TaskKind};
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{
    Act, AnswerError, CaseCode, CaseId, Decided, Fact, FieldError, Finding, ScreeningFacts,
    ScreeningSheet, SecondLook, Section, Standing, decide_finding, next_identification, suggest,
};

/// Seals what a second person decides about a screening, and ends the task.
pub(crate) struct TakeSecondLook {
    /// The case.
    pub(crate) code: CaseCode,
    /// What is decided.
    pub(crate) finding: Finding,
    /// Why, without names.
    pub(crate) reason: String,
}

impl Verb for TakeSecondLook {
    const ACT: Act = Act::SecondLook;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let case = by_code(tx, self.code).await?;
        let how = standing(tx, actor, case.as_ref()).await?;
        let how = looker(how, actor, case.as_ref())?;
        Ok(Stands::to(case.map(|case| case.id), how))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let case = by_code(&mut cx.tx, self.code).await?.ok_or(Fail::Unseen)?;
        let session = cx.session()?;
        if !waits(&mut cx.tx, &case, session.who.member).await? {
            return Err(Fail::Conflict("cases-second-look-done"));
        }
        let heads = sealing::heads(cx, case.id).await?;
        let head = heads
            .into_iter()
            .find(|head| head.section == ScreeningSheet::CODE && head.owner == case.owner)
            .ok_or_else(|| Fail::broken("integrity", "screening"))?;
        let sheet: ScreeningSheet = sealing::open(cx, head.id).await?.ok_or(Fail::Forbidden)?;
        let rules = cx.app.rules();
        let asked = ScreeningFacts {
            age: sheet.age,
            asked: sheet.signs,
        };
        let suggestion = suggest(&rules.screening, &rules.indicators, &asked);
        let decided = decide_finding(
            self.finding,
            &self.reason,
            &suggestion,
            &rules.indicators,
            &asked,
        )
        .map_err(|fault| Fail::Invalid(vec![fault]))?;
        let look = SecondLook {
            at: cx.now(),
            by: session.who.member,
            screening: head.id,
            // This is the second look: it does not ask for a third.
            decided: Decided {
                second_look: false,
                ..decided
            },
        };
        sealing::save(cx, case.id, &look).await?;
        let status = self.finding.status(false);
        let now = latest(cx, case.id).await?;
        // Whoever sees it as the first did leaves the status where it is.
        if now != Some(status) {
            next_identification(now, status).map_err(|wrong| Fail::Conflict(wrong.key()))?;
            add_fact(cx, case.id, Fact::Identification(status)).await?;
        }
        if !sheet.decided.finding.found() {
            owe_report(cx, &case, self.finding).await?;
        }
        tasks::finish(cx, TaskKind::SecondLook, Some(case.id), None).await
    }
}

async fn latest(
    cx: &mut Cx<'_>,
    case: CaseId,
) -> Result<Option<besa_domain::IdentificationStatus>, Fail> {
    let history = facts(&mut cx.tx, case).await?;
    Ok(history
        .into_iter()
        .filter_map(|row| match row.fact {
            Fact::Identification(status) => Some(status),
            Fact::Assistance(_) | Fact::Consent(_) | Fact::Proceedings(_) | Fact::Residence(_) => {
                None
            }
        })
        .next_back())
}

/// Whoever screened is no second person.
fn looker(how: Standing, actor: &Actor, case: Option<&Case>) -> Result<Standing, Fail> {
    let Actor::Member(session) = actor else {
        return Ok(Standing::Stranger);
    };
    let screened = case.is_some_and(|case| case.author == session.who.member);
    Ok(if how == Standing::OwnerCircle && screened {
        Standing::Author
    } else {
        how
    })
}

/// Whether a second look at this case is still to be taken.
pub(super) async fn waits(
    tx: &mut Tx<'_>,
    case: &Case,
    member: besa_domain::MemberId,
) -> Result<bool, Fail> {
    let open = tasks::open_tasks(tx, case.owner, member).await?;
    Ok(open
        .iter()
        .any(|task| task.kind == TaskKind::SecondLook && task.case == Some(case.id)))
}

#[derive(Template)]
#[template(path = "cases/file/second_look.html")]
struct SecondLookPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    code: String,
    key: String,
    findings: Vec<Choice>,
    reason: String,
}

impl SecondLookPage {
    fn of(desk: &Desk, code: CaseCode, finding: &str, reason: &str, errors: &[FieldError]) -> Self {
        let mut faults = desk.faults(errors);
        faults.label("finding", &desk.l.t("screening-finding"));
        faults.label("reason", &desk.l.t("finding-why"));
        let choice = |it: Finding| {
            let text = desk
                .l
                .t(&format!("finding-{}", it.code().replace('_', "-")));
            Choice::new(it.code(), text).chosen(it.code() == finding)
        };
        SecondLookPage {
            l: desk.l,
            frame: desk.form_frame(Some(Nav::Cases), &faults),
            faults,
            code: code.to_string(),
            key: desk.key(),
            findings: Finding::ALL.map(choice).into(),
            reason: reason.to_owned(),
        }
    }
}

/// Whether this member, who stands so to the case, may take the look it waits for.
pub(super) async fn may(desk: &Desk, case: &Case, how: Standing) -> Result<bool, Fail> {
    let how = looker(how, &desk.actor(), Some(case))?;
    match desk.app.read(&desk.session, Act::SecondLook, how).await {
        Ok(mut reading) => waits(&mut reading.tx(), case, desk.session.who.member).await,
        Err(Fail::Forbidden | Fail::Unseen) => Ok(false),
        Err(fail) => Err(fail),
    }
}

async fn may_look(desk: &Desk, code: &str) -> Result<Case, Fail> {
    // First whether the case may be known at all, then whether this person may look.
    let (case, how) = entitled(desk, code, Act::ReadCase).await?;
    let how = looker(how, &desk.actor(), Some(&case))?;
    desk.app
        .read(&desk.session, Act::SecondLook, Stands::to(case.id, how))
        .await
        .map(drop)?;
    Ok(case)
}

pub(super) async fn ask(desk: Desk, Path(code): Path<String>) -> Answer {
    let case = may_look(&desk, &code).await?;
    desk.page(&SecondLookPage::of(&desk, case.code, "", "", &[]))
}

pub(super) async fn take(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    desk.check_keeping(&sent, &["reason"])?;
    let case = may_look(&desk, &code).await?;
    let (typed, reason) = (sent.text("finding"), sent.text("reason"));
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&SecondLookPage::of(&desk, case.code, typed, reason, &[]));
    }
    let again = |errors: &[FieldError]| {
        desk.unfit(&SecondLookPage::of(&desk, case.code, typed, reason, errors))
    };
    let Some(finding) = Finding::from_code(typed) else {
        let mut errors = vec![FieldError::new("finding", "error-missing")];
        if reason.trim().is_empty() {
            errors.push(FieldError::new("reason", AnswerError::NoReason.key()));
        }
        return again(&errors);
    };
    let verb = TakeSecondLook {
        code: case.code,
        finding,
        reason: reason.to_owned(),
    };
    match desk.app.act(&desk.actor(), sent.once.clone(), verb).await {
        Ok(()) => desk.to(&format!("/cases/{}", case.code)),
        Err(Fail::Invalid(errors)) => again(&errors),
        Err(fail) => Err(fail),
    }
}
