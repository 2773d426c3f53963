//! The act of sending: one transaction, in which everybody gets exactly what the check page said.

use super::brief::Brief;
use super::giving::Sending;
use super::receivers::{self, Offered, Receiver};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::file::{self, Case};
use crate::cases::referral::{Kind, store};
use crate::db::Tx;
use crate::drafts;
use crate::lang::Words;
use crate::sealing::{self};
use crate::tasks::{self, NewTask, Notice, TaskKind};
use besa_domain::{
    Act, Assistance, Blocked, CaseId, DraftId, DutyToReport, Fact, FieldError, Ground, Header,
    InstitutionId, InstitutionKind, Lang, PROSE_LIMIT, ReceiverSort, ReferralCode, ReferralId,
    SealedId, Service, ShareBasis, Standing, TimerCode, Urgency, Wish, WishRecord, check_prose,
    may_share,
};
use std::collections::BTreeSet;

/// What a child protection worker is given unasked: needs, risk and a safe way to the child.
pub(super) const FOR_CHILD_PROTECTION: &[&str] = &["identification", "safe_contact"];
/// What a report by duty carries beside its slip: the law asks who was injured, nothing else.
const BY_DUTY: &[&str] = &["identity"];
/// What came of the telephone call that an urgent referral begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Somebody answered.
    Spoke,
    /// Nobody answered.
    NoAnswer,
    /// There is no number.
    NoNumber,
}

impl Call {
    pub(crate) const ALL: [Call; 3] = [Call::Spoke, Call::NoAnswer, Call::NoNumber];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Call::Spoke => "spoke",
            Call::NoAnswer => "no_answer",
            Call::NoNumber => "no_number",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Call> {
        Call::ALL.into_iter().find(|call| call.code() == code)
    }
}

/// The one question about the receiver, its answer, and the ground: two different things.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) wish: Wish,
    pub(crate) ground: Ground,
    /// What law or danger demands it; needed wherever the ground is not consent.
    pub(crate) reason: String,
    /// A child's view in the child's words, and how it was weighed.
    pub(crate) view: Option<String>,
}

/// Sends a referral; for a child also the notice that nobody needs to ask for.
pub(crate) struct SendReferral {
    pub(crate) case: CaseId,
    /// `Kind::Referral` or `Kind::DutyReport`.
    pub(crate) kind: Kind,
    pub(crate) service: Service,
    pub(crate) urgency: Urgency,
    pub(crate) receiver: InstitutionId,
    /// The need in words, for the slip.
    pub(crate) words: String,
    /// What came of the call; an urgent referral is not sent without.
    pub(crate) called: Option<Call>,
    /// Codes of the sections to give.
    pub(crate) package: Vec<String>,
    pub(crate) asked: Asked,
    /// Offices that the child's notice passes over, with the reason.
    pub(crate) passed: Vec<Blocked>,
    /// Language in which the question was read aloud.
    pub(crate) lang: Lang,
    pub(crate) draft: Option<DraftId>,
}

impl Verb for SendReferral {
    const ACT: Act = Act::SendReferral;
    type Out = ReferralCode;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let case = file::case(tx, self.case).await?;
        file::stands(tx, actor, case.as_ref()).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<ReferralCode, Fail> {
        let case = file::case(&mut cx.tx, self.case)
            .await?
            .ok_or(Fail::Unseen)?;
        let earlier = store::of_case(&mut cx.tx, case.id).await?;
        let brief = Brief::read(cx, &case).await?;
        let all = receivers::directory(&mut cx.tx, cx.app).await?;
        let to = self.competent(cx, &all, &brief)?;
        let basis = self.basis(cx, &brief, &to.to)?;
        let words = spoken(&self.words, brief.name_used.as_deref())?;

        let sending = Sending {
            case: &case,
            brief: &brief,
            urgency: self.urgency,
            words,
            passed: self.passed_over(&brief),
        };
        // What is on its way already must not climb to an office that is passed over now.
        for row in &earlier {
            store::skip(cx, row.id, &sending.passed).await?;
        }
        let wish = sealing::save(cx, case.id, &self.wish(cx, &brief, &to.to, &basis)?).await?;
        let package = self.package(&to.to);
        let (code, referral) = sending
            .give(
                cx,
                self.kind,
                self.service,
                &to,
                &package,
                basis.ground,
                wish,
            )
            .await?;
        if basis.ask_again {
            self.ask_again(cx, referral).await?;
        }
        if self.kind == Kind::Referral {
            let told = earlier
                .iter()
                .any(|row| row.kind == Kind::ChildNotice && row.state != "withdrawn");
            if brief.age.child_path() && !told {
                self.tell_child_protection(cx, &sending, &all, (self.service, to.to.id), wish)
                    .await?;
            }
            offer_assistance(cx, case.id).await?;
        } else {
            tasks::finish(cx, TaskKind::DutyReport, Some(case.id), None).await?;
        }
        if earlier.is_empty() {
            self.tell_authority(cx, &case, &brief, &all).await?;
        }
        if let Some(draft) = self.draft {
            let session = cx.session()?;
            drafts::discard(&mut cx.tx, &session, draft).await?;
        }
        Ok(code)
    }
}

impl SendReferral {
    /// The receiver, if it is competent and its card says what the registry says.
    fn competent(&self, cx: &Cx<'_>, all: &[Receiver], brief: &Brief) -> Result<Offered, Fail> {
        let own = cx.session()?.who.institution;
        let mut seen = brief.clone();
        seen.blocked.extend(self.passed.iter().cloned());
        let found = receivers::offered(&cx.app.rules(), all, self.service, &seen, own)?
            .into_iter()
            .find(|it| it.to.id == self.receiver)
            .ok_or_else(|| wrong("receiver", "referral-receiver-not-competent"))?;
        if !found.to.agrees {
            return Err(Fail::Conflict("referral-card-differs"));
        }
        Ok(found)
    }

    /// Whether it may be shared at all, and why. A report by duty is law and never consent.
    fn basis(&self, cx: &Cx<'_>, brief: &Brief, to: &Receiver) -> Result<ShareBasis, Fail> {
        if self.urgency == Urgency::Urgent && self.called.is_none() {
            return Err(wrong("call", "referral-call-first"));
        }
        let sort = to.sort(self.service);
        match self.kind {
            Kind::Referral => {}
            Kind::DutyReport => {
                let obliged = must_report(cx)?;
                let police =
                    sort == ReceiverSort::Police && self.service == Service::CriminalReport;
                if !obliged || !police || self.asked.ground != Ground::Law {
                    return Err(Fail::Forbidden);
                }
            }
            Kind::ChildNotice => return Err(Fail::Forbidden),
        }
        if brief.age.child_path() && self.asked.view.is_none() {
            return Err(wrong("view", "referral-view-missing"));
        }
        may_share(
            brief.age,
            self.asked.ground,
            self.asked.wish,
            sort,
            &self.asked.reason,
        )
        .map_err(|refusal| wrong("wish", refusal.key()))
    }

    /// Every office that is passed over, by an earlier act or by this one.
    fn passed_over(&self, brief: &Brief) -> BTreeSet<InstitutionId> {
        let mut passed = brief.blocked_ids();
        passed.extend(self.passed.iter().map(|blocked| blocked.institution));
        passed
    }

    /// The sections to give. A receiver outside gets the letter alone, whatever was ticked.
    fn package(&self, to: &Receiver) -> Vec<&str> {
        match self.kind {
            _ if to.outside => Vec::new(),
            Kind::DutyReport => BY_DUTY.to_vec(),
            Kind::Referral | Kind::ChildNotice => self.package.iter().map(String::as_str).collect(),
        }
    }

    fn wish(
        &self,
        cx: &Cx<'_>,
        brief: &Brief,
        to: &Receiver,
        basis: &ShareBasis,
    ) -> Result<WishRecord, Fail> {
        let package = self.package(to);
        Ok(WishRecord {
            at: cx.now(),
            by: cx.session()?.who.member,
            language: brief.language.clone(),
            receiver: (!to.outside).then_some(to.id),
            receiver_name: to.name.clone(),
            sort: to.sort(self.service),
            sentence: question(&Words::of(self.lang), &to.name, &package),
            sections: package.iter().map(|code| (*code).to_owned()).collect(),
            basis: basis.clone(),
            view: self.asked.view.clone(),
        })
    }

    async fn ask_again(&self, cx: &mut Cx<'_>, referral: ReferralId) -> Result<(), Fail> {
        let rules = cx.app.rules();
        let who = cx.session()?.who.clone();
        let task = NewTask {
            institution: who.institution,
            member: Some(who.member),
            kind: TaskKind::AskAgain,
            case: Some(self.case),
            referral: Some(referral),
            due: rules
                .timers
                .due(TimerCode::AskAgain, cx.now(), &rules.calendar),
        };
        tasks::put_task(cx, &task).await.map(|_| ())
    }

    /// The office that the law names learns of a child by this same act, at the same clock. An
    /// office that was passed over is written into the sealed header and nowhere else.
    async fn tell_child_protection(
        &self,
        cx: &mut Cx<'_>,
        sending: &Sending<'_>,
        all: &[Receiver],
        asked: (Service, InstitutionId),
        wish: SealedId,
    ) -> Result<(), Fail> {
        let own = cx.session()?.who.institution;
        if !self.passed.is_empty() {
            self.pass_over(cx, sending.case).await?;
        }
        let rules = cx.app.rules();
        let Some((to, _)) = receivers::told_of_child(&rules, all, sending.brief, &sending.passed)?
        else {
            return Ok(());
        };
        if to.id == own || (to.id == asked.1 && asked.0 == Service::ChildProtection) {
            return Ok(());
        }
        if !to.agrees {
            return Err(Fail::Conflict("referral-card-differs"));
        }
        let service = Service::ChildProtection;
        let duty = rules.services.row(service).duty.clone();
        let to = Offered {
            to,
            letter: besa_domain::Letter::Lead,
            duty,
        };
        sending
            .give(
                cx,
                Kind::ChildNotice,
                service,
                &to,
                FOR_CHILD_PROTECTION,
                Ground::Law,
                wish,
            )
            .await
            .map(|_| ())
    }

    async fn pass_over(&self, cx: &mut Cx<'_>, case: &Case) -> Result<(), Fail> {
        let lists = &cx.app.rules().lists;
        if self
            .passed
            .iter()
            .any(|blocked| !lists.has("reroute_reason", &blocked.reason))
        {
            return Err(wrong("danger_reason", "error-unknown-code"));
        }
        let mut header = sealing::open_head::<Header>(cx, case.id, case.owner)
            .await?
            .ok_or(Fail::Forbidden)?;
        header.blocked.extend(self.passed.iter().cloned());
        sealing::save(cx, case.id, &header).await.map(|_| ())
    }

    /// The Responsible Authority counts a case once: code, county, urgency.
    async fn tell_authority(
        &self,
        cx: &mut Cx<'_>,
        case: &Case,
        brief: &Brief,
        all: &[Receiver],
    ) -> Result<(), Fail> {
        let authority = all
            .iter()
            .find(|it| it.kind == InstitutionKind::ResponsibleAuthority);
        let Some(authority) = authority.filter(|it| !it.outside) else {
            return Ok(());
        };
        let notice = Notice {
            kind: "new_case".to_owned(),
            case_code: case.code.to_string(),
            county: receivers::place(&cx.app.rules(), brief)?.county.clone(),
            urgency: self.urgency,
            referral: None,
            rung: 0,
            at: cx.now(),
        };
        tasks::notify(cx, authority.id, &notice).await
    }
}

/// The question as it is read aloud: who would get it, and what they would see.
pub(super) fn question(l: &Words, receiver: &str, package: &[&str]) -> String {
    let sections = package
        .iter()
        .map(|code| {
            l.t(&format!("section-{}", code.replace('_', "-")))
                .to_lowercase()
        })
        .collect::<Vec<_>>()
        .join(", ");
    if sections.is_empty() {
        return l.t1("referral-question-slip", "receiver", receiver);
    }
    l.t2(
        "referral-question",
        ("receiver", receiver),
        ("sections", sections),
    )
}

/// The need in words, without the name that the case knows.
pub(super) fn spoken(words: &str, name_used: Option<&str>) -> Result<String, Fail> {
    let words = check_prose("words", words, PROSE_LIMIT, true)
        .map_err(|error| Fail::Invalid(vec![error]))?;
    let lower = words.to_lowercase();
    let said: BTreeSet<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let name = name_used.unwrap_or_default().to_lowercase();
    let named = name
        .split(|c: char| !c.is_alphanumeric())
        .any(|part| part.chars().count() > 2 && said.contains(part));
    if named {
        Err(wrong("words", "referral-words-name"))
    } else {
        Ok(words)
    }
}

/// Whether the law obliges this very worker to report.
fn must_report(cx: &Cx<'_>) -> Result<bool, Fail> {
    let session = cx.session()?;
    let Some(kind) = session.who.kind else {
        return Ok(false);
    };
    Ok(obliged(&cx.app.rules(), kind, session.who.profession))
}

/// Whether the law obliges a worker of this institution and profession to report an offence.
pub(crate) fn obliged(
    rules: &besa_domain::Rules,
    kind: InstitutionKind,
    profession: besa_domain::Profession,
) -> bool {
    match rules.disclosures.tell(kind, profession).own.duty {
        Some(DutyToReport::ReportOffence | DutyToReport::MedicalReport) => true,
        Some(DutyToReport::Confidential) | None => false,
    }
}

async fn offer_assistance(cx: &mut Cx<'_>, case: CaseId) -> Result<(), Fail> {
    let facts = file::facts(&mut cx.tx, case).await?;
    if facts
        .iter()
        .any(|row| matches!(row.fact, Fact::Assistance(_)))
    {
        return Ok(());
    }
    file::add_fact(cx, case, Fact::Assistance(Assistance::Offered)).await
}

fn wrong(field: &str, key: &'static str) -> Fail {
    Fail::Invalid(vec![FieldError::new(field, key)])
}

/// The draft is gone: its act was done and answers again, or there never was one.
pub(super) struct SentBefore;

impl Verb for SentBefore {
    const ACT: Act = Act::SendReferral;
    type Out = ReferralCode;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Stranger.into())
    }

    async fn run(self, _cx: &mut Cx<'_>) -> Result<ReferralCode, Fail> {
        Err(Fail::Unseen)
    }
}
