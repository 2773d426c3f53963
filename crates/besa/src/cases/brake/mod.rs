//! The volume brake: whoever opens many cases outside their own work shows a factor again and goes
//! on, and two people hear of it. What care needs is never counted: what somebody works on, whom
//! their institution shelters now, and what waits for their desk (practice paper, 11).

mod store;

use super::file::Case;
use super::referral;
use crate::accounts::Session;
use crate::app::{Actor, App, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use crate::tasks;
use besa_domain::{
    Act, Braked, CaseId, CircleKind, InstitutionId, Looks, MemberId, Moment, Rules, Standing,
};

/// What is counted together: an hour, in microseconds.
const HOUR: i64 = 3_600 * 1_000_000;

/// The alarm of those who hear of it.
const ALARM: &str = "volume";

fn hour_before(now: Moment) -> Moment {
    Moment(now.0.saturating_sub(HOUR))
}

/// Of what a page shows, the cases outside the reader's own work.
pub(crate) async fn outside(
    tx: &mut Tx<'_>,
    rules: &Rules,
    session: &Session,
    one: Option<CaseId>,
    many: &[Case],
) -> Result<Vec<CaseId>, Fail> {
    let others = many.iter().filter(|it| it.author != session.who.member);
    let mut outside = Vec::new();
    for case in one.into_iter().chain(others.map(|case| case.id)) {
        if !is_own_work(tx, rules, session, case).await? {
            outside.push(case);
        }
    }
    Ok(outside)
}

/// Whether a case is somebody's own work: they wrote of it or have a task of it, their institution
/// houses the person, or it waits for the desk at which they sit.
async fn is_own_work(
    tx: &mut Tx<'_>,
    rules: &Rules,
    session: &Session,
    case: CaseId,
) -> Result<bool, Fail> {
    if store::works_on(tx, &session.who, case).await? {
        return Ok(true);
    }
    let at_desk = session.holds(CircleKind::FrontDesk);
    let all = referral::of_case(tx, case).await?;
    let mut came = all
        .iter()
        .filter(|row| row.receiver == session.who.institution && !row.outside);
    Ok(came.any(|row| match row.state.as_str() {
        "accepted" => rules.brake.houses(row.service),
        "declined" | "withdrawn" | "concluded" => false,
        _ => at_desk,
    }))
}

/// In the writer, before a page leaves: counts what it shows outside the reader's own work. There
/// nobody opens two at the same moment, on whichever node.
pub(crate) async fn weigh(cx: &mut Cx<'_>, outside: &[CaseId]) -> Result<Braked, Fail> {
    if outside.is_empty() {
        return Ok(Braked::Free);
    }
    let (session, now) = (cx.session()?, cx.now());
    let (member, since) = (session.who.member, hour_before(now));
    store::forget(&mut cx.tx, since).await?;
    let mut added = 0_u64;
    for case in outside {
        let noted = store::note(&mut cx.tx, member, *case, now).await?;
        added = added.saturating_add(noted);
    }
    let proof = since.max(session.proved);
    let looks = Looks {
        in_hour: store::count(&mut cx.tx, member, since).await?,
        since_proof: store::count(&mut cx.tx, member, proof).await?,
        added: usize::try_from(added).unwrap_or(usize::MAX),
        fresh: session.stepped_up(now),
    };
    let rules = cx.app.rules();
    Ok(looks.judged(rules.brake.most(now, &rules.calendar)))
}

/// Tells two others of the institution, once within an hour.
pub(crate) async fn tell(app: &App, session: &Session) -> Result<(), Fail> {
    let who = &session.who;
    let (subject, since) = (who.member.to_string(), hour_before(app.now()));
    let mut reading = app.glance().await?;
    let told = tasks::told(&mut reading.tx(), ALARM, &subject, since).await?;
    drop(reading);
    if told {
        return Ok(());
    }
    let verb = ReportVolume {
        member: who.member,
        institution: who.institution,
    };
    app.act(&Actor::System("brake"), None, verb).await
}

/// The line of it, and the alarms.
struct ReportVolume {
    member: MemberId,
    institution: InstitutionId,
}

impl Verb for ReportVolume {
    const ACT: Act = Act::ReportVolume;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let (subject, since) = (self.member.to_string(), hour_before(cx.now()));
        cx.object("member", self.member.bytes());
        // Two pages at the same moment are told of once.
        if tasks::told(&mut cx.tx, ALARM, &subject, since).await? {
            return Ok(());
        }
        let two = tasks::two_of(&mut cx.tx, self.institution, Some(self.member)).await?;
        for colleague in two {
            tasks::tell(cx, colleague, ALARM, &subject, None).await?;
        }
        Ok(())
    }
}
