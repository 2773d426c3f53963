//! The clocks of referrals: how one is shown, and the job that lets them run out and tells the next
//! level. The job holds no key; what it leaves behind names a case by its code and nobody.

use crate::app::{Actor, App, Cx, Fail, Stands, Verb};
use crate::cases::referral::ReferralRow;
use crate::cases::{file, referral};
use crate::db::Tx;
use crate::lang::Words;
use crate::registry::{self, Institution};
use crate::sealing;
use crate::tasks::{self, Notice};
use besa_domain::{
    Act, CaseId, InstitutionId, InstitutionKind, Moment, ReferralCode, ReferralEvent, ReferralId,
    RungTo, Standing,
};
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000_000;
/// From this part of the time on a clock is at risk.
const RISK: u8 = 75;

/// A clock as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// `ok`, `risk` or `late`.
    pub(crate) state: &'static str,
    /// How much is left, or how late it is.
    pub(crate) left: String,
    /// Until when.
    pub(crate) due: String,
    /// Per cent of the time that is gone.
    pub(crate) used: u8,
}

impl Clock {
    /// The clock of something asked at one moment and due at another.
    pub(crate) fn of(l: &Words, asked: Moment, due: Moment, now: Moment) -> Clock {
        let whole = due.0.saturating_sub(asked.0).max(1);
        let gone = now.0.saturating_sub(asked.0).clamp(0, whole);
        let part = gone.saturating_mul(100).checked_div(whole).unwrap_or(100);
        let used = u8::try_from(part).unwrap_or(100);
        let late = now >= due;
        let state = match (late, used >= RISK) {
            (true, _) => "late",
            (false, true) => "risk",
            (false, false) => "ok",
        };
        let key = if late { "inbox-late-by" } else { "inbox-left" };
        let left = l.t1(
            key,
            "time",
            span(l, due.0.saturating_sub(now.0).saturating_abs()),
        );
        Clock {
            state,
            left,
            due: until(l, due, now),
            used,
        }
    }
}

/// A length of time in words: days and hours, hours, or hours and minutes.
fn span(l: &Words, micros: i64) -> String {
    let minutes = micros.checked_div(MINUTE).unwrap_or_default();
    let (hours, rest) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    match (hours, rest) {
        (24.., _) => {
            let (days, hours) = (hours.div_euclid(24), hours.rem_euclid(24));
            l.t2("inbox-time-days", ("days", days), ("hours", hours))
        }
        (6.., _) | (1.., 0) => l.t1("inbox-time-hours", "hours", hours),
        (1.., _) => l.t2("inbox-time-both", ("hours", hours), ("minutes", rest)),
        _ => l.t1("inbox-time-minutes", "minutes", rest),
    }
}

/// Until when, or since when it is late: today by the hour, any other day by its date.
pub(crate) fn until(l: &Words, due: Moment, now: Moment) -> String {
    match (due > now, due.date() == now.date()) {
        (true, true) => l.t1("inbox-until-today", "time", l.time(due)),
        (true, false) => l.t1("inbox-until", "when", l.when(due)),
        (false, true) => l.t1("inbox-past-today", "time", l.time(due)),
        (false, false) => l.t1("inbox-past", "when", l.when(due)),
    }
}

/// Lets clocks run out, tells the next level, ends letters whose time is over. Running it again
/// changes nothing.
pub(crate) async fn run_clocks(app: &App) -> Result<(), Fail> {
    let clock = Actor::System("clock");
    let now = app.now();
    let (late, over) = {
        let mut reading = app.glance().await?;
        let late = referral::overdue(&mut reading.tx(), now).await?;
        (late, sealing::letters_over(&mut reading.tx(), now).await?)
    };
    for row in late {
        if row.state != "no_answer_in_time" {
            settle(
                app.act(&clock, None, ExpireReferral { code: row.code })
                    .await,
            )?;
        }
        let rules = app.rules();
        for due in rules
            .timers
            .rungs_due(row.urgency, row.due_at, &rules.calendar)
        {
            if i64::from(due.rung) > row.rung && due.at <= now {
                let verb = EscalateReferral {
                    code: row.code,
                    rung: due.rung,
                    to: due.to,
                };
                settle(app.act(&clock, None, verb).await)?;
            }
        }
    }
    for (case, referral) in over {
        settle(app.act(&clock, None, EndLetters { case, referral }).await)?;
    }
    Ok(())
}

/// Somebody answered between the look and the act: nothing is left to do.
fn settle(done: Result<(), Fail>) -> Result<(), Fail> {
    match done {
        Err(Fail::Conflict(_)) => Ok(()),
        other => other,
    }
}

/// The answer did not come in time; it may still come.
struct ExpireReferral {
    code: ReferralCode,
}

impl Verb for ExpireReferral {
    const ACT: Act = Act::ExpireReferral;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::named(cx, self.code).await?;
        let at = cx.now();
        referral::apply(cx, &row, &ReferralEvent::ClockRan { at }, None).await?;
        Ok(())
    }
}

/// The next level is told that a referral waits: its code, county and urgency, nothing else.
struct EscalateReferral {
    code: ReferralCode,
    rung: u8,
    to: RungTo,
}

impl Verb for EscalateReferral {
    const ACT: Act = Act::EscalateReferral;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let row = referral::by_code(&mut cx.tx, self.code)
            .await?
            .ok_or(Fail::Unseen)?;
        let rung = i64::from(self.rung);
        if row.rung >= rung || row.state != "no_answer_in_time" {
            return Ok(());
        }
        let case = file::case(&mut cx.tx, row.case)
            .await?
            .ok_or(Fail::Unseen)?;
        let houses = registry::institutions(&mut cx.tx).await?;
        let county = county_of(&houses, row.sender);
        let told = referral::rungs(&mut cx.tx, row.id).await?;
        let told = told.into_iter().find(|(at, _)| *at == rung);
        cx.about(row.case);
        cx.object("referral", row.id.bytes());
        cx.note("rung", self.to.code());
        if let Some((_, house)) = told {
            let notice = Notice {
                kind: format!("escalation_{rung}"),
                case_code: case.code.to_string(),
                county,
                urgency: row.urgency,
                referral: Some(row.id),
                rung,
                at: cx.now(),
            };
            tasks::notify(cx, house, &notice).await?;
        }
        referral::climb(cx, &row, rung).await
    }
}

/// The county in which the sender works; where the person was found is sealed.
fn county_of(houses: &[Institution], sender: InstitutionId) -> String {
    let house = houses.iter().find(|house| house.id == sender);
    house.map(|house| house.county.clone()).unwrap_or_default()
}

/// Whom each rung reaches, as it is fixed when a referral is sent: a job cannot read which offices
/// were passed over, so they must not stand in it.
pub(crate) async fn ladder(
    cx: &mut Cx<'_>,
    row: &ReferralRow,
    passed: &BTreeSet<InstitutionId>,
) -> Result<Vec<(u8, InstitutionId)>, Fail> {
    let rules = cx.app.rules();
    let mut houses = registry::institutions(&mut cx.tx).await?;
    let county = county_of(&houses, row.sender);
    houses.retain(|house| !passed.contains(&house.id));
    let rungs = rules.timers.ladder(row.urgency).iter();
    Ok(rungs
        .filter_map(|rung| {
            let house = told(&houses, rung.to, row.receiver, &county)?;
            Some((rung.rung, house))
        })
        .collect())
}

/// The institution that a rung reaches. The county's duty roster is its state social service: a
/// simplification until rosters are data of their own. A level that has nobody inside the system
/// leaves its notice to the Responsible Authority, so that no rung is silent.
fn told(
    houses: &[Institution],
    to: RungTo,
    receiver: InstitutionId,
    county: &str,
) -> Option<InstitutionId> {
    let inside = |wanted: &dyn Fn(&Institution) -> bool| {
        houses
            .iter()
            .find(|house| house.joined && wanted(house))
            .map(|house| house.id)
    };
    let level = match to {
        RungTo::DutyPerson | RungTo::Head => inside(&|house| house.id == receiver),
        RungTo::CountyDuty => inside(&|house| {
            house.kind == InstitutionKind::StateSocialService && house.county == county
        }),
        RungTo::ResponsibleAuthority => None,
    };
    level.or_else(|| inside(&|house| house.kind == InstitutionKind::ResponsibleAuthority))
}

/// Letters end on the day that was written into them.
struct EndLetters {
    case: CaseId,
    referral: ReferralId,
}

impl Verb for EndLetters {
    const ACT: Act = Act::ExpireReferral;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Stands::to(self.case, Standing::Authority).through("referral", self.referral.bytes()))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        sealing::end_letters(cx, self.referral, "expired").await
    }
}
