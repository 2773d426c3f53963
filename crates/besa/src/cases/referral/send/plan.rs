//! What a draft says so far: its steps in their order, what each still lacks, and the act it leads to.

use super::action::{Asked, Call, SendReferral, spoken};
use super::brief::Brief;
use super::receivers::{self, Offered, Receiver};
use crate::app::{Actor, Fail};
use crate::cases::file::{self, Case};
use crate::cases::referral::Kind;
use crate::drafts::{self, Draft, Fields};
use crate::web::{Desk, Sent};
use besa_domain::{
    Blocked, DraftId, FieldError, Ground, InstitutionId, Level, PROSE_LIMIT, ReceiverSort, Service,
    Standing, TEXT_LIMIT, Urgency, Wish, check_line, check_prose, may_share,
};

/// One page of the way to a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Need,
    Receiver,
    Call,
    Package,
    Wish,
    Notice,
    Check,
}

impl Step {
    const ALL: [Step; 7] = [
        Step::Need,
        Step::Receiver,
        Step::Call,
        Step::Package,
        Step::Wish,
        Step::Notice,
        Step::Check,
    ];

    pub(super) fn code(self) -> &'static str {
        match self {
            Step::Need => "need",
            Step::Receiver => "receiver",
            Step::Call => "call",
            Step::Package => "package",
            Step::Wish => "wish",
            Step::Notice => "notice",
            Step::Check => "check",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The fields that this page may write; nothing else of a form reaches the draft.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Step::Need => &["service", "urgency", "words"],
            Step::Receiver => &["receiver"],
            Step::Call => &["call"],
            Step::Package => &["package"],
            Step::Wish => &["wish", "ground", "reason", "view", "weighed", "told"],
            Step::Notice => &["danger", "danger_reason"],
            Step::Check => &[],
        }
    }
}

/// A draft of a referral, opened, with the case and the institutions that it speaks of.
pub(super) struct Plan {
    pub(super) id: DraftId,
    pub(super) case: Case,
    pub(super) brief: Brief,
    pub(super) directory: Vec<Receiver>,
    draft: Draft,
    own: InstitutionId,
}

impl Plan {
    /// Opens one's own draft of a case that one's institution still owns; anything else is not there.
    pub(super) async fn load(desk: &Desk, id: &str) -> Result<Plan, Fail> {
        let id: DraftId = id.parse().map_err(|_| Fail::Unseen)?;
        let draft = drafts::load(&desk.app, &desk.session, id).await?;
        if draft.form != super::FORM {
            return Err(Fail::Unseen);
        }
        let brief: Brief = serde_json::from_str(draft.text("brief"))
            .map_err(|_| Fail::broken("draft", "brief"))?;
        let mut reading = desk.app.glance().await?;
        let case = file::case(&mut reading.tx(), draft.case.ok_or(Fail::Unseen)?)
            .await?
            .ok_or(Fail::Unseen)?;
        let actor = Actor::Member(desk.session.clone());
        if file::standing(&mut reading.tx(), &actor, Some(&case)).await? != Standing::OwnerCircle {
            return Err(Fail::Unseen);
        }
        let directory = receivers::directory(&mut reading.tx(), &desk.app).await?;
        Ok(Plan {
            id,
            case,
            brief,
            directory,
            draft,
            own: desk.session.who.institution,
        })
    }

    /// Saves what a step typed, whether it does or not; a box that was left empty is saved as empty.
    pub(super) async fn keep(&mut self, desk: &Desk, step: Step, sent: &Sent) -> Result<(), Fail> {
        let mut typed: Fields = Fields::new();
        for name in step.fields() {
            typed.insert((*name).to_owned(), sent.all(name).to_vec());
        }
        self.draft = drafts::keep(&desk.app, &desk.session, self.id, typed).await?;
        Ok(())
    }

    /// Passes over the office that would be told now, for the reason typed; the next one is asked about.
    pub(super) async fn pass_over(
        &mut self,
        desk: &Desk,
        office: InstitutionId,
    ) -> Result<(), Fail> {
        let mut passed = self.draft.all("passed").to_vec();
        passed.push(format!("{office} {}", self.text("danger_reason")));
        let fields = [
            ("passed".to_owned(), passed),
            ("danger".to_owned(), Vec::new()),
            ("danger_reason".to_owned(), Vec::new()),
        ];
        let fields = fields.into_iter().collect();
        self.draft = drafts::keep(&desk.app, &desk.session, self.id, fields).await?;
        Ok(())
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.draft.text(name)
    }

    pub(super) fn path(&self, step: Step) -> String {
        format!("/refer/{}/{}", self.id, step.code())
    }

    pub(super) fn kind(&self) -> Kind {
        if self.text("kind") == Kind::DutyReport.code() {
            Kind::DutyReport
        } else {
            Kind::Referral
        }
    }

    pub(super) fn service(&self) -> Option<Service> {
        match self.kind() {
            Kind::DutyReport => Some(Service::CriminalReport),
            Kind::Referral | Kind::ChildNotice => Service::from_code(self.text("service")),
        }
    }

    pub(super) fn urgency(&self) -> Option<Urgency> {
        Urgency::from_code(self.text("urgency"))
    }

    pub(super) fn call(&self) -> Option<Call> {
        Call::from_code(self.text("call"))
    }

    pub(super) fn wish(&self) -> Option<Wish> {
        Wish::from_code(self.text("wish"))
    }

    /// Law for a report by duty and for a child; for an adult what the worker chose.
    pub(super) fn ground(&self) -> Option<Ground> {
        if self.kind() == Kind::DutyReport || self.brief.age.child_path() {
            return Some(Ground::Law);
        }
        Ground::from_code(self.text("ground")).filter(|ground| GROUNDS.contains(ground))
    }

    /// The offices that the notice passes over so far.
    pub(super) fn passed(&self) -> Vec<Blocked> {
        let read = |line: &String| {
            let (institution, reason) = line.split_once(' ')?;
            Some(Blocked {
                institution: institution.parse().ok()?,
                reason: reason.to_owned(),
            })
        };
        self.draft.all("passed").iter().filter_map(read).collect()
    }

    /// The sections to give: what was ticked, or what is ticked when the page opens.
    pub(super) fn package(&self, outside: bool) -> Vec<&str> {
        let chosen = self.draft.fields.get("package");
        self.brief
            .held
            .iter()
            .filter(|held| match (self.kind(), chosen) {
                (Kind::DutyReport, _) => held.section == "identity",
                // A receiver outside gets the letter alone, whatever was ticked for another one.
                (Kind::Referral | Kind::ChildNotice, _) if outside => false,
                (Kind::Referral | Kind::ChildNotice, Some(chosen)) => {
                    chosen.contains(&held.section)
                }
                (Kind::Referral | Kind::ChildNotice, None) => held.ticked(),
            })
            .map(|held| held.section.as_str())
            .collect()
    }

    /// Who is competent for the service; a report by duty goes to police or prosecution alone.
    pub(super) fn offered(&self, desk: &Desk) -> Result<Vec<Offered>, Fail> {
        let Some(service) = self.service() else {
            return Ok(Vec::new());
        };
        let mut brief = self.brief.clone();
        brief.blocked.extend(self.passed());
        let rules = desk.app.rules();
        let mut found = receivers::offered(&rules, &self.directory, service, &brief, self.own)?;
        if self.kind() == Kind::DutyReport {
            found.retain(|it| it.to.sort(service) == ReceiverSort::Police);
        }
        Ok(found)
    }

    /// Where nobody is competent here: the nearest institution that gives the service.
    pub(super) fn nearest(&self, desk: &Desk) -> Result<Option<Offered>, Fail> {
        let Some(service) = self.service() else {
            return Ok(None);
        };
        receivers::nearest(
            &desk.app.rules(),
            &self.directory,
            service,
            &self.brief,
            self.own,
        )
    }

    /// The chosen receiver, while it is competent.
    pub(super) fn receiver(&self, desk: &Desk) -> Result<Option<Offered>, Fail> {
        let chosen = self.text("receiver").parse().ok();
        Ok(self
            .offered(desk)?
            .into_iter()
            .find(|it| Some(it.to.id) == chosen))
    }

    /// The office that the law wants told of this child, beside the receiver itself.
    pub(super) fn told(&self, desk: &Desk) -> Result<Option<(Receiver, Level)>, Fail> {
        if !self.brief.age.child_path() || self.kind() == Kind::DutyReport {
            return Ok(None);
        }
        let mut passed = self.brief.blocked_ids();
        passed.extend(self.passed().into_iter().map(|blocked| blocked.institution));
        let found =
            receivers::told_of_child(&desk.app.rules(), &self.directory, &self.brief, &passed)?;
        Ok(found.filter(|(to, _)| to.id != self.own))
    }

    /// The steps that this referral needs, in order.
    pub(super) fn steps(&self) -> Vec<Step> {
        let report = self.kind() == Kind::DutyReport;
        let needed = |step: &Step| match step {
            Step::Call => self.urgency() == Some(Urgency::Urgent),
            Step::Package => !report,
            Step::Notice => !report && self.brief.age.child_path(),
            Step::Need | Step::Receiver | Step::Wish | Step::Check => true,
        };
        Step::ALL.into_iter().filter(needed).collect()
    }

    pub(super) fn after(&self, step: Step) -> Step {
        let steps = self.steps();
        let next = steps
            .iter()
            .position(|it| *it == step)
            .and_then(|at| steps.get(at + 1));
        next.copied().unwrap_or(Step::Check)
    }

    pub(super) fn before(&self, step: Step) -> Option<Step> {
        let steps = self.steps();
        let at = steps.iter().position(|it| *it == step)?;
        steps.get(at.checked_sub(1)?).copied()
    }

    /// The first step that still lacks something.
    pub(super) fn open(&self, desk: &Desk) -> Result<Step, Fail> {
        for step in self.steps() {
            if !self.lacks(desk, step)?.is_empty() {
                return Ok(step);
            }
        }
        Ok(Step::Check)
    }

    /// What a step still lacks, by field.
    pub(super) fn lacks(&self, desk: &Desk, step: Step) -> Result<Vec<FieldError>, Fail> {
        let mut lacks = Vec::new();
        let mut need = |given: bool, field: &str, key: &'static str| {
            if !given {
                lacks.push(FieldError::new(field, key));
            }
        };
        match step {
            Step::Need => {
                let rules = desk.app.rules();
                let fits = |service| {
                    let rows = rules.services.for_age(self.brief.age);
                    rows.iter().any(|row| row.service == service)
                };
                need(
                    self.service().is_some_and(fits),
                    "service",
                    "referral-service-missing",
                );
                need(
                    self.urgency().is_some(),
                    "urgency",
                    "referral-urgency-missing",
                );
                let name = self.brief.name_used.as_deref();
                if let Err(Fail::Invalid(errors)) = spoken(self.text("words"), name) {
                    lacks.extend(errors);
                }
            }
            Step::Receiver => {
                let chosen = self.receiver(desk)?.is_some();
                need(chosen, "receiver", "referral-receiver-missing");
            }
            Step::Call => need(self.call().is_some(), "call", "referral-call-first"),
            Step::Package | Step::Check => {}
            Step::Wish => {
                need(self.wish().is_some(), "wish", "referral-wish-missing");
                need(self.ground().is_some(), "ground", "referral-ground-missing");
                if lacks.is_empty() {
                    lacks.extend(self.asked(desk).err());
                }
            }
            Step::Notice => {
                if self.told(desk)?.is_some() {
                    let danger = self.text("danger");
                    need(
                        matches!(danger, "yes" | "no"),
                        "danger",
                        "referral-danger-missing",
                    );
                    let reason = desk
                        .app
                        .rules()
                        .lists
                        .has("reroute_reason", self.text("danger_reason"));
                    need(
                        danger != "yes" || reason,
                        "danger_reason",
                        "referral-danger-reason-missing",
                    );
                }
            }
        }
        Ok(lacks)
    }

    /// The question's answer and the ground, as the domain allows them.
    fn asked(&self, desk: &Desk) -> Result<Asked, FieldError> {
        let missing = |field: &str, key| FieldError::new(field, key);
        let wish = self
            .wish()
            .ok_or_else(|| missing("wish", "referral-wish-missing"))?;
        let ground = self
            .ground()
            .ok_or_else(|| missing("ground", "referral-ground-missing"))?;
        let report = self.kind() == Kind::DutyReport;
        if report && !matches!(self.text("told"), "before" | "unsafe") {
            return Err(missing("told", "referral-told-missing"));
        }
        let reason = check_line("reason", self.text("reason"), TEXT_LIMIT, report)?;
        let view = if self.brief.age.child_path() {
            let view = check_prose("view", self.text("view"), PROSE_LIMIT, true)?;
            let weighed = check_prose("weighed", self.text("weighed"), PROSE_LIMIT, true)?;
            Some(format!("{view}\n\n{weighed}"))
        } else {
            None
        };
        let reason = if report {
            format!("{}: {reason}", self.text("told"))
        } else {
            reason
        };
        let receiver = self.receiver(desk).ok().flatten();
        let service = self.service().unwrap_or(Service::CaseManagement);
        let sort = receiver.map_or(ReceiverSort::Service, |it| it.to.sort(service));
        may_share(self.brief.age, ground, wish, sort, &reason)
            .map_err(|refusal| missing("wish", refusal.key()))?;
        Ok(Asked {
            wish,
            ground,
            reason,
            view,
        })
    }

    /// The act that the whole draft leads to.
    pub(super) fn act(&self, desk: &Desk) -> Result<SendReferral, Fail> {
        let incomplete = || Fail::Conflict("referral-incomplete");
        let asked = self
            .asked(desk)
            .map_err(|error| Fail::Invalid(vec![error]))?;
        let outside = self.receiver(desk)?.is_some_and(|it| it.to.outside);
        Ok(SendReferral {
            case: self.case.id,
            kind: self.kind(),
            service: self.service().ok_or_else(incomplete)?,
            urgency: self.urgency().ok_or_else(incomplete)?,
            receiver: self.text("receiver").parse().map_err(|_| incomplete())?,
            words: self.text("words").to_owned(),
            called: self.call(),
            package: self
                .package(outside)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            asked,
            passed: self.passed(),
            lang: desk.l.lang(),
            draft: Some(self.id),
        })
    }
}

/// The grounds that a worker may choose for an adult; law is for a report by duty.
pub(super) const GROUNDS: [Ground; 2] = [Ground::Consent, Ground::VitalInterest];
