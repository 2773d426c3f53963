//! The second look: "no signs" against signs is decided by somebody other than who screened. Where
//! nobody else could, who screened looks again when the clock of the look has run out, and the
//! Responsible Authority is told so by code (practice paper, 12).

use super::{Case, add_fact, by_code, entitled, facts, standing};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::screening::owe_report;
use crate::db::Tx;
use crate::lang::Words;
use crate::registry;
use crate::sealing;
use crate::tasks::{self, Notice, TaskKind};
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{
    Act, AnswerError, CaseCode, CaseId, CircleKind, Decided, Decision, Fact, FieldError, Finding,
    InstitutionKind, MemberId, Moment, ScreeningFacts, ScreeningSheet, SecondLook, Section,
    Standing, Urgency, decide, decide_finding, next_identification, suggest,
};

/// The kind of notice that says a second look was taken by who took the first.
pub(crate) const ALONE: &str = "second_look_alone";

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
        let how = looker(tx, how, actor, case.as_ref()).await?;
        Ok(Stands::to(case.map(|case| case.id), how))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let case = by_code(&mut cx.tx, self.code).await?.ok_or(Fail::Unseen)?;
        let session = cx.session()?;
        let due = due(&mut cx.tx, &case, session.who.member).await?;
        let due = due.ok_or(Fail::Conflict("cases-second-look-done"))?;
        let alone = case.author == session.who.member;
        if alone && cx.now() < due {
            return Err(Fail::Conflict("cases-second-look-early"));
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
        if alone {
            cx.note("second_person", "none");
            tell_authority(cx, &case).await?;
        }
        tasks::finish(cx, TaskKind::SecondLook, Some(case.id), None).await
    }
}

/// That one person looked twice is told by code alone: whoever supervises may ask for another pair
/// of eyes, and reads nothing.
async fn tell_authority(cx: &mut Cx<'_>, case: &Case) -> Result<(), Fail> {
    let houses = registry::institutions(&mut cx.tx).await?;
    let owner = houses.iter().find(|it| it.id == case.owner);
    let authority = houses
        .iter()
        .find(|it| it.kind == InstitutionKind::ResponsibleAuthority && it.joined);
    let (Some(owner), Some(authority)) = (owner, authority) else {
        return Ok(());
    };
    let notice = Notice {
        kind: ALONE.to_owned(),
        case_code: case.code.to_string(),
        county: owner.county.clone(),
        urgency: Urgency::Normal,
        referral: None,
        rung: 0,
        at: cx.now(),
    };
    tasks::notify(cx, authority.id, &notice).await
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

/// Whoever screened is no second person, as long as there is another.
async fn looker(
    tx: &mut Tx<'_>,
    how: Standing,
    actor: &Actor,
    case: Option<&Case>,
) -> Result<Standing, Fail> {
    let Actor::Member(session) = actor else {
        return Ok(Standing::Stranger);
    };
    Ok(match case {
        Some(case) if how == Standing::OwnerCircle && case.author == session.who.member => {
            if alone(tx, case).await? {
                how
            } else {
                Standing::Author
            }
        }
        Some(_) | None => how,
    })
}

/// Whether nobody of the owner's circle but who screened could take the second look.
pub(crate) async fn alone(tx: &mut Tx<'_>, case: &Case) -> Result<bool, Fail> {
    let circle = registry::sitting(tx, case.owner, CircleKind::Cases).await?;
    let standing = Standing::OwnerCircle;
    Ok(!circle.iter().any(|it| {
        it.id != case.author
            && decide(it.role, it.state, Act::SecondLook, standing) == Decision::Allow
    }))
}

/// When a second look at this case is due; none where none is awaited.
pub(super) async fn due(
    tx: &mut Tx<'_>,
    case: &Case,
    member: MemberId,
) -> Result<Option<Moment>, Fail> {
    let open = tasks::open_of_case(tx, case.owner, member, case.id).await?;
    Ok(open
        .iter()
        .find(|task| task.kind == TaskKind::SecondLook)
        .map(|task| task.due))
}

/// What a case page says of the second look.
#[derive(PartialEq, Eq)]
pub(super) enum Look {
    /// None is awaited, or the reader has no part in it.
    No,
    /// The reader may take it.
    Mine,
    /// The reader took the first look: a colleague takes the second.
    Colleague,
    /// Nobody else could: the reader takes it from this hour on.
    Later(Moment),
    /// The hour has come.
    Alone,
}

impl Look {
    pub(super) async fn of(
        tx: &mut Tx<'_>,
        case: &Case,
        member: MemberId,
        now: Moment,
    ) -> Result<Look, Fail> {
        let Some(due) = due(tx, case, member).await? else {
            return Ok(Look::No);
        };
        Ok(if case.author != member {
            Look::Mine
        } else if !alone(tx, case).await? {
            Look::Colleague
        } else if now < due {
            Look::Later(due)
        } else {
            Look::Alone
        })
    }
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
    let mut reading = desk.app.glance().await?;
    let how = looker(&mut reading.tx(), how, &desk.actor(), Some(case)).await?;
    drop(reading);
    let (member, now) = (desk.session.who.member, desk.app.now());
    match desk.app.read(&desk.session, Act::SecondLook, how).await {
        Ok(mut reading) => {
            let look = Look::of(&mut reading.tx(), case, member, now).await?;
            Ok(matches!(look, Look::Mine | Look::Alone))
        }
        Err(Fail::Forbidden | Fail::Unseen) => Ok(false),
        Err(fail) => Err(fail),
    }
}

async fn may_look(desk: &Desk, code: &str) -> Result<Case, Fail> {
    // First whether the case may be known at all, then whether this person may look.
    let (case, how) = entitled(desk, code, Act::ReadCase).await?;
    let mut reading = desk.app.glance().await?;
    let how = looker(&mut reading.tx(), how, &desk.actor(), Some(&case)).await?;
    drop(reading);
    desk.app
        .read(&desk.session, Act::SecondLook, Stands::to(case.id, how))
        .await
        .map(drop)?;
    Ok(case)
}

pub(super) async fn ask(desk: Desk, Path(code): Path<String>) -> Answer {
    let case = may_look(&desk, &code).await?;
    let (member, now) = (desk.session.who.member, desk.app.now());
    let mut reading = desk.app.glance().await?;
    let look = Look::of(&mut reading.tx(), &case, member, now).await?;
    drop(reading);
    if matches!(look, Look::Later(_)) {
        return Err(Fail::Conflict("cases-second-look-early"));
    }
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
