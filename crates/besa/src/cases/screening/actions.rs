//! What a screening does when it is sealed: a case, its header, the sheet, its first two statuses.

use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::{file, referral};
use crate::db::Tx;
use crate::tasks::{self, NewTask, TaskKind};
use crate::{drafts, sealing};
use besa_domain::{
    Act, Asked, CaseCode, Checked, Date, Decided, DraftId, Fact, FieldError, Finding, Header,
    IdentificationStatus, Raw, Rules, ScreeningBasics, ScreeningFacts, ScreeningSheet, Standing,
    Suggestion, TimerCode, check, decide_finding, next_identification, read_signs, suggest,
};
use std::collections::BTreeMap;

/// The form in the rule book.
pub(super) const FORM: &str = "screening";

/// A screening as it was answered.
#[derive(Clone)]
pub(crate) struct Screening {
    /// The safety page and the basics.
    pub(crate) basics: Checked,
    /// Codes of the packs that were added to the base.
    pub(crate) packs: Vec<String>,
    /// The answers by sign; what was not asked is absent.
    pub(crate) signs: BTreeMap<String, Asked>,
    /// What the person who screened decides.
    pub(crate) finding: Finding,
    /// Why, without names.
    pub(crate) reason: String,
}

impl Screening {
    /// Reads a screening from what was typed: the fields of the form, `pack`, signs with their
    /// sources, `finding`, `reason`.
    pub(crate) fn read(
        rules: &Rules,
        raw: &Raw,
        today: Date,
    ) -> Result<Screening, Vec<FieldError>> {
        let form = rules.form(FORM).ok_or_else(Vec::new)?;
        let first = |name: &str| {
            raw.get(name)
                .and_then(|it| it.first())
                .map_or("", String::as_str)
        };
        let basics = check(form, &[], raw, &rules.territory, today)?;
        let age = ScreeningBasics::try_from(&basics)
            .map_err(|fault| vec![fault])?
            .age;
        let mut signs = read_signs(raw, &rules.indicators, &rules.lists)?;
        signs.retain(|code, _| {
            rules
                .indicators
                .get(code)
                .is_some_and(|sign| sign.applies.to(age))
        });
        let ticked = raw.get("pack").map_or(&[][..], Vec::as_slice);
        let packs = rules
            .packs
            .add_ons(age)
            .into_iter()
            .map(|pack| pack.code.clone());
        let finding = Finding::from_code(first("finding"))
            .ok_or_else(|| vec![FieldError::new("finding", "error-missing")])?;
        Ok(Screening {
            basics,
            packs: packs.filter(|code| ticked.contains(code)).collect(),
            signs,
            finding,
            reason: first("reason").to_owned(),
        })
    }

    /// What the rules suggest and what the person decided.
    pub(crate) fn decide(&self, rules: &Rules) -> Result<(Suggestion, Decided), FieldError> {
        let age = ScreeningBasics::try_from(&self.basics)?.age;
        let facts = ScreeningFacts {
            age,
            asked: self.signs.clone(),
        };
        let suggestion = suggest(&rules.screening, &rules.indicators, &facts);
        let decided = decide_finding(
            self.finding,
            &self.reason,
            &suggestion,
            &rules.indicators,
            &facts,
        )?;
        Ok((suggestion, decided))
    }
}

/// Seals a screening into a new case and answers with its code.
pub(crate) struct SaveScreening {
    /// What was answered and decided.
    pub(crate) screening: Screening,
    /// The draft that ends with it.
    pub(crate) draft: Option<DraftId>,
}

impl Verb for SaveScreening {
    const ACT: Act = Act::SaveScreening;
    type Out = CaseCode;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<CaseCode, Fail> {
        let rules = cx.app.rules();
        let session = cx.session()?;
        let Screening {
            basics,
            packs,
            signs,
            ..
        } = self.screening.clone();
        let first =
            ScreeningBasics::try_from(&basics).map_err(|fault| Fail::Invalid(vec![fault]))?;
        if !first.may_talk {
            // Whoever does not want to talk leaves nothing behind.
            return Err(Fail::Conflict("screening-not-now"));
        }
        let (suggestion, decided) = self
            .screening
            .decide(&rules)
            .map_err(|fault| Fail::Invalid(vec![fault]))?;
        let case = file::open_case(cx).await?;
        let header = Header {
            code: case.code,
            name_used: None,
            age: first.age,
            place_found: first.place_found,
            blocked: Vec::new(),
        };
        sealing::save(cx, case.id, &header).await?;
        let (finding, second_look) = (decided.finding, decided.second_look);
        let sheet = ScreeningSheet {
            at: cx.now(),
            by: session.who.member,
            basics,
            age: first.age,
            packs,
            signs,
            suggested: suggestion.outcome,
            rules: suggestion
                .reached
                .into_iter()
                .map(|reached| reached.rule)
                .collect(),
            decided,
        };
        sealing::save(cx, case.id, &sheet).await?;
        record_finding(cx, &case, finding, second_look).await?;
        owe_report(cx, &case, finding).await?;
        if let Some(draft) = self.draft {
            drafts::discard(&mut cx.tx, &session, draft).await?;
        }
        Ok(case.code)
    }
}

/// The first two statuses of a case, and the task of whoever is to look a second time.
async fn record_finding(
    cx: &mut Cx<'_>,
    case: &file::Case,
    finding: Finding,
    second_look: bool,
) -> Result<(), Fail> {
    let screened = IdentificationStatus::Screened;
    next_identification(None, screened).map_err(|wrong| Fail::Conflict(wrong.key()))?;
    file::add_fact(cx, case.id, Fact::Identification(screened)).await?;
    let status = finding.status(second_look);
    if status != screened {
        next_identification(Some(screened), status).map_err(|wrong| Fail::Conflict(wrong.key()))?;
        file::add_fact(cx, case.id, Fact::Identification(status)).await?;
    }
    if second_look {
        let rules = cx.app.rules();
        let due = rules
            .timers
            .due(TimerCode::SecondLook, cx.now(), &rules.calendar);
        let task = NewTask {
            institution: case.owner,
            member: None,
            kind: TaskKind::SecondLook,
            case: Some(case.id),
            referral: None,
            due,
        };
        tasks::put_task(cx, &task).await?;
    }
    Ok(())
}

/// Whom the law obliges to report gets the task when signs were found.
pub(crate) async fn owe_report(
    cx: &mut Cx<'_>,
    case: &file::Case,
    finding: Finding,
) -> Result<(), Fail> {
    let (session, rules) = (cx.session()?, cx.app.rules());
    let who = &session.who;
    let obliged = who
        .kind
        .is_some_and(|kind| referral::obliged(&rules, kind, who.profession));
    if !finding.found() || !obliged {
        return Ok(());
    }
    let due = rules
        .timers
        .due(TimerCode::DutyReport, cx.now(), &rules.calendar);
    let task = NewTask {
        institution: case.owner,
        member: Some(who.member),
        kind: TaskKind::DutyReport,
        case: Some(case.id),
        referral: None,
        due,
    };
    tasks::put_task(cx, &task).await.map(drop)
}
