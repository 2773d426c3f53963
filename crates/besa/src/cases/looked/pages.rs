//! The page of who looked. Reading it opens nothing sealed and leaves no line of its own.

use super::sentence::{Known, Sentence};
use crate::app::{Fail, Stands};
use crate::cases::{file, referral};
use crate::lang::Words;
use crate::record::{self, LineOfCase};
use crate::registry;
use crate::web::ui::Frame;
use crate::web::{Answer, Desk, Nav};
use askama::Template;
use axum::extract::{Path, Query};
use besa_domain::{Act, CaseCode, Standing};

/// Lines on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "cases/looked/looked.html")]
struct LookedPage {
    l: Words,
    frame: Frame,
    code: String,
    back: String,
    days: Vec<Day>,
    older: String,
}

/// The lines of one day, newest first.
struct Day {
    name: String,
    lines: Vec<Sentence>,
}

pub(super) async fn looked(
    desk: Desk,
    Path(code): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let code: CaseCode = code.parse().map_err(|_| Fail::Unseen)?;
    let mut glance = desk.app.glance().await?;
    let case = file::by_code(&mut glance.tx(), code).await?;
    let mut standing = file::standing(&mut glance.tx(), &desk.actor(), case.as_ref()).await?;
    drop(glance);
    let own = case
        .as_ref()
        .is_some_and(|case| case.owner == desk.session.who.institution);
    if own && standing == Standing::Stranger {
        // The head of the house answers for its record without sitting in its circles.
        standing = Standing::SameInstitution;
    }
    let stands = Stands::to(case.as_ref().map(|case| case.id), standing);
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadWhoLooked, stands)
        .await?;
    let case = case.ok_or(Fail::Unseen)?;
    // A place that is no number is no place: the newest lines are shown.
    let before = asked.iter().find(|(name, _)| name == "before");
    let before = before
        .and_then(|(_, place)| place.parse().ok())
        .unwrap_or(u64::MAX);
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = record::about_case(&mut reading.tx(), case.id, before, most).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let older = match lines.last() {
        Some(last) if more => format!("/cases/{code}/looked?before={}", last.idx),
        Some(_) | None => String::new(),
    };
    let mut known = Known {
        l: desk.l,
        rules: desk.app.rules(),
        reader: desk.session.who.institution,
        houses: registry::institutions(&mut reading.tx()).await?,
        referrals: referral::of_case(&mut reading.tx(), case.id).await?,
        people: Vec::new(),
    };
    for id in lines.iter().filter_map(member) {
        if !known.people.iter().any(|person| person.id == id) {
            known
                .people
                .extend(registry::member(&mut reading.tx(), id).await?);
        }
    }
    let page = LookedPage {
        l: desk.l,
        frame: desk.frame(Some(Nav::Cases)),
        code: code.to_string(),
        back: format!("/cases/{code}"),
        days: by_day(&desk.l, &known, &lines),
        older,
    };
    desk.page(&page)
}

fn member(line: &LineOfCase) -> Option<besa_domain::MemberId> {
    match line.entry.as_ref()?.actor {
        besa_ledger::Actor::Member { member, .. } => {
            Some(besa_domain::MemberId::from_bytes(member))
        }
        besa_ledger::Actor::System(_)
        | besa_ledger::Actor::Founder
        | besa_ledger::Actor::Operator => None,
    }
}

fn by_day(l: &Words, known: &Known, lines: &[LineOfCase]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for line in lines {
        let name = l.day(line.at);
        let sentence = known.say(line);
        match days.last_mut() {
            Some(day) if day.name == name => day.lines.push(sentence),
            Some(_) | None => days.push(Day {
                name,
                lines: vec![sentence],
            }),
        }
    }
    days
}
