//! The pages of the directory: the list with its filter, and one institution.

use super::super::store::{self, Change, Post};
use super::edit::history;
use super::entry::{Kept, is_hidden};
use crate::app::Fail;
use crate::lang::{Words, compare};
use crate::registry::{self, Institution};
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav};
use askama::Template;
use axum::extract::{Path, Query};
use besa_domain::{
    Act, Area, CircleKind, Decision, FieldError, InstitutionId, InstitutionKind, Moment,
    Municipality, Rules, Service, Standing, decide,
};

/// How long an entry is relied on after somebody looked it through: 90 days in microseconds
/// (domain paper, 2.2.2).
const FRESH: i64 = 90 * 86_400 * 1_000_000;

#[derive(Template)]
#[template(path = "registry/institutions/directory.html")]
struct DirectoryPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    services: Vec<Choice>,
    municipalities: Vec<Choice>,
    kinds: Vec<Choice>,
    rows: Vec<Row>,
    /// The reader's own institution.
    own: String,
}

/// An institution in the list.
struct Row {
    href: String,
    name: String,
    under: String,
    line: String,
}

#[derive(Template)]
#[template(path = "registry/institutions/institution.html")]
struct InstitutionPage {
    l: Words,
    frame: Frame,
    name: String,
    kind: String,
    outside: bool,
    seat: String,
    areas: String,
    line: String,
    /// Absent for who neither receives referrals nor keeps the entry.
    duty_contact: Option<String>,
    services: Vec<(String, String)>,
    address: String,
    hours: String,
    /// Who answers, when, and where; shown as the number above.
    posts: Vec<(String, String, String)>,
    checked: String,
    /// Only for who keeps the entry: where, and who changed what.
    edit: Option<String>,
    history: Vec<(String, String, String)>,
}

/// What the list is narrowed to.
#[derive(Default)]
struct Filter<'r> {
    service: Option<Service>,
    municipality: Option<&'r Municipality>,
    kind: Option<InstitutionKind>,
}

pub(super) async fn directory(desk: Desk, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    let mut reading = desk
        .app
        .read(
            &desk.session,
            Act::ReadInstitutions,
            Standing::SameInstitution,
        )
        .await?;
    let all = registry::institutions(&mut reading.tx()).await?;
    let on_duty = may_call_duty(&desk).await?;
    let rules = desk.app.rules();
    let typed = |name: &str| {
        let found = asked.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    };
    let (filter, errors) = read(&rules, &typed);
    let mut fitting: Vec<&Institution> = if errors.is_empty() {
        all.iter().filter(|it| fits(it, &filter)).collect()
    } else {
        Vec::new()
    };
    fitting.sort_by(|one, two| compare(&one.name, &two.name));
    let l = desk.l;
    let faults = desk.faults(&errors);
    let page = DirectoryPage {
        l,
        frame: Frame {
            faulty: !errors.is_empty(),
            ..desk.frame(Some(Nav::Institutions))
        },
        faults,
        services: sorted(rules.services.rows().iter().map(|row| {
            Choice::new(row.service.code(), l.rule(&row.text))
                .chosen(filter.service == Some(row.service))
        })),
        municipalities: sorted(rules.territory.municipalities.iter().map(|row| {
            Choice::new(&row.code, &row.name).chosen(typed("municipality") == row.code)
        })),
        kinds: sorted(rules.kinds.rows().iter().map(|row| {
            Choice::new(row.kind.code(), l.rule(&row.text)).chosen(filter.kind == Some(row.kind))
        })),
        rows: fitting
            .into_iter()
            .map(|it| in_list(&l, &rules, it, on_duty))
            .collect(),
        own: format!("/institutions/{}", desk.session.who.institution),
    };
    if errors.is_empty() {
        desk.page(&page)
    } else {
        desk.unfit(&page)
    }
}

/// Whether this member sees duty persons: a desk that receives referrals (practice paper, 9).
async fn may_call_duty(desk: &Desk) -> Result<bool, Fail> {
    let receives =
        desk.session.holds(CircleKind::FrontDesk) || desk.session.holds(CircleKind::Cases);
    if !receives {
        return Ok(false);
    }
    match desk
        .app
        .read(
            &desk.session,
            Act::ReadDutyContacts,
            Standing::SameInstitution,
        )
        .await
    {
        Ok(_) => Ok(true),
        Err(Fail::Unseen | Fail::Forbidden) => Ok(false),
        Err(fail @ (Fail::StepUp | Fail::Invalid(_) | Fail::Conflict(_) | Fail::Broken(_))) => {
            Err(fail)
        }
    }
}

fn read<'r, 't>(
    rules: &'r Rules,
    typed: &impl Fn(&str) -> &'t str,
) -> (Filter<'r>, Vec<FieldError>) {
    let mut errors = Vec::new();
    let mut filter = Filter::default();
    let mut wrong = |field: &str, key| errors.push(FieldError::new(field, key));
    match typed("service") {
        "" => {}
        code => match Service::from_code(code) {
            Some(service) => filter.service = Some(service),
            None => wrong("service", "error-unknown-code"),
        },
    }
    match typed("municipality") {
        "" => {}
        code => match rules.territory.municipality(code) {
            Some(place) => filter.municipality = Some(place),
            None => wrong("municipality", "error-no-municipality"),
        },
    }
    match typed("kind") {
        "" => {}
        code => match InstitutionKind::from_code(code) {
            Some(kind) => filter.kind = Some(kind),
            None => wrong("kind", "error-unknown-code"),
        },
    }
    (filter, errors)
}

fn fits(it: &Institution, filter: &Filter<'_>) -> bool {
    filter.kind.is_none_or(|kind| it.kind == kind)
        && filter
            .service
            .is_none_or(|service| it.services.contains(&service))
        && filter.municipality.is_none_or(|place| {
            it.areas
                .iter()
                .filter_map(|area| area.parse::<Area>().ok())
                .any(|area| area.covers(place))
        })
}

pub(super) fn sorted(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = choices.collect();
    choices.sort_by(|one, two| compare(&one.label, &two.label));
    choices
}

fn in_list(l: &Words, rules: &Rules, it: &Institution, on_duty: bool) -> Row {
    let mut under = vec![
        l.rule(&rules.kinds.row(it.kind).text).to_owned(),
        seat(l, rules, it),
    ];
    if !it.joined {
        under.push(l.t("registry-outside"));
    }
    if on_duty && !it.duty_contact.is_empty() {
        under.push(l.t1("registry-duty", "number", &it.duty_contact));
    }
    let line = if it.public_line.is_empty() {
        l.t("registry-no-line")
    } else {
        it.public_line.clone()
    };
    Row {
        href: format!("/institutions/{}", it.id),
        name: it.name.clone(),
        under: under.join(" · "),
        line,
    }
}

/// Where an institution sits; of a shelter only the county is told.
fn seat(l: &Words, rules: &Rules, it: &Institution) -> String {
    let county = rules
        .territory
        .county(&it.county)
        .map(|county| county.name.as_str());
    if is_hidden(it.kind) {
        return l.t1("registry-hidden", "county", county.unwrap_or_default());
    }
    let place = rules
        .territory
        .municipality(&it.seat)
        .map(|place| place.name.as_str());
    place.or(county).unwrap_or_default().to_owned()
}

pub(super) async fn institution(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: InstitutionId = id.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk
        .app
        .read(
            &desk.session,
            Act::ReadInstitutions,
            Standing::SameInstitution,
        )
        .await?;
    let kept = Kept::load(&mut reading.tx(), id).await?;
    let kept = kept.ok_or(Fail::Unseen)?;
    let changes = store::changes(&mut reading.tx(), id).await?;
    drop(reading);
    let who = &desk.session.who;
    let how = kept.standing(Some(who.institution), who.role);
    let keeps = decide(who.role, who.state, Act::EditInstitution, how) == Decision::Allow;
    // Whoever keeps the entry sees what they wrote.
    let on_duty = keeps || may_call_duty(&desk).await?;
    let Kept {
        institution: it,
        entry,
        ..
    } = kept;
    let rules = desk.app.rules();
    let l = desk.l;
    let kind = rules.kinds.row(it.kind);
    let mut services: Vec<(String, String)> = it
        .services
        .iter()
        .map(|service| {
            let row = rules.services.row(*service);
            let duty = rules.duties.get(&row.duty).map(|duty| l.rule(&duty.text));
            let under = l.t2(
                "registry-by-duty",
                ("code", &row.duty),
                ("text", duty.unwrap_or_default()),
            );
            (l.rule(&row.text).to_owned(), under)
        })
        .collect();
    services.sort_by(|one, two| compare(&one.0, &two.0));
    let page = InstitutionPage {
        l,
        frame: desk.frame(Some(Nav::Institutions)),
        kind: l.rule(&kind.text).to_owned(),
        outside: !it.joined,
        seat: seat(&l, &rules, &it),
        areas: areas(&l, &rules, entry.areas.iter()),
        duty_contact: on_duty.then(|| it.duty_contact.clone()),
        address: entry.address,
        hours: entry.hours,
        posts: if on_duty {
            entry.posts.into_iter().map(post).collect()
        } else {
            Vec::new()
        },
        checked: checked(&l, changes.first(), desk.app.now()),
        edit: keeps.then(|| format!("/institutions/{id}/edit")),
        history: if keeps {
            history(&l, &changes)
        } else {
            Vec::new()
        },
        line: it.public_line,
        name: it.name,
        services,
    };
    desk.page(&page)
}

/// A post as it is called: what it is, who sits there and when, the number.
fn post(it: Post) -> (String, String, String) {
    let who = [it.person, it.shift];
    let who: Vec<String> = who.into_iter().filter(|part| !part.is_empty()).collect();
    (it.post, who.join(", "), it.number)
}

/// How old the entry is: whoever reads it knows whether to rely on it.
fn checked(l: &Words, last: Option<&Change>, now: Moment) -> String {
    match last {
        None => l.t("registry-never-checked"),
        Some(change) if now.0.saturating_sub(change.at.0) > FRESH => {
            l.t1("registry-checked-long-ago", "date", l.date(change.at))
        }
        Some(change) => l.date(change.at),
    }
}

pub(super) fn areas<'a>(l: &Words, rules: &Rules, it: impl Iterator<Item = &'a Area>) -> String {
    let mut names: Vec<String> = it
        .filter_map(|area| match area {
            Area::Country => Some(l.t("registry-country")),
            Area::County(iso) => {
                let county = rules.territory.county(iso)?;
                Some(l.t1("registry-county", "name", &county.name))
            }
            Area::Municipality(code) => {
                let place = rules.territory.municipality(code)?;
                Some(l.t1("registry-municipality", "name", &place.name))
            }
        })
        .collect();
    names.sort_by(|one, two| compare(one, two));
    names.join(", ")
}
