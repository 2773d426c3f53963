//! The page on which an institution keeps its own entry of the directory.

use super::super::store::{self, Change, Post};
use super::entry::{EditInstitution, Entry, Kept, POSTS, is_hidden};
use super::pages::{areas, sorted};
use crate::app::Fail;
use crate::lang::{Words, compare};
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, Area, County, FieldError, Rules, Service, clean_line};
use std::collections::BTreeSet;

/// A county with its municipalities, of which some are served.
struct CountyForm {
    name: String,
    field: String,
    open: bool,
    choices: Vec<Choice>,
}

/// A post that answers: its legend, and each field with its name.
struct PostForm {
    legend: String,
    post: (String, String),
    person: (String, String),
    shift: (String, String),
    number: (String, String),
}

impl PostForm {
    fn new(l: &Words, n: usize, post: Post) -> PostForm {
        let field = |name: &str, value: String| (format!("{name}-{n}"), value);
        PostForm {
            legend: l.t1("registry-post-n", "n", n.to_string()),
            post: field("post", post.post),
            person: field("person", post.person),
            shift: field("shift", post.shift),
            number: field("number", post.number),
        }
    }
}

#[derive(Template)]
#[template(path = "registry/institutions/edit.html")]
struct EditPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    key: String,
    back: String,
    name: String,
    on_card: String,
    version: i64,
    hidden: bool,
    country: bool,
    counties: Vec<CountyForm>,
    services: Vec<Choice>,
    posts: Vec<PostForm>,
    entry: Entry,
}

impl EditPage {
    fn new(desk: &Desk, kept: &Kept, entry: Entry, version: i64, faults: Faults) -> EditPage {
        let (l, rules) = (desk.l, desk.app.rules());
        let it = &kept.institution;
        let offered = kept.may_offer(&rules).into_iter().map(|service| {
            Choice::new(service.code(), l.rule(&rules.services.row(service).text))
                .chosen(entry.services.contains(&service))
        });
        let mut counties: Vec<&County> = rules.territory.counties.iter().collect();
        counties.sort_by(|one, two| compare(&one.name, &two.name));
        let posts = entry.posts.iter().cloned();
        let posts = posts.chain(std::iter::repeat_with(Post::default));
        let posts = (1..=POSTS).zip(posts);
        let kind = l.rule(&rules.kinds.row(it.kind).text);
        EditPage {
            frame: desk.form_frame(Some(Nav::Institutions), &faults),
            faults,
            key: desk.key(),
            back: format!("/institutions/{}", it.id),
            name: it.name.clone(),
            on_card: l.t2(
                if it.joined {
                    "registry-on-card"
                } else {
                    "registry-no-card"
                },
                ("name", it.name.as_str()),
                ("kind", kind),
            ),
            version,
            hidden: is_hidden(it.kind),
            country: entry.areas.contains(&Area::Country),
            counties: counties
                .into_iter()
                .map(|it| county(&l, &rules, it, &entry))
                .collect(),
            services: sorted(offered),
            posts: posts.map(|(n, post)| PostForm::new(&l, n, post)).collect(),
            entry,
            l,
        }
    }
}

fn county(l: &Words, rules: &Rules, it: &County, entry: &Entry) -> CountyForm {
    let whole = Choice::new(&it.iso, l.t("registry-whole-county"))
        .chosen(entry.areas.contains(&Area::County(it.iso.clone())));
    let places = rules.territory.of_county(&it.iso).into_iter().map(|place| {
        Choice::new(&place.code, &place.name).chosen(
            entry
                .areas
                .contains(&Area::Municipality(place.code.clone())),
        )
    });
    let choices: Vec<Choice> = std::iter::once(whole).chain(sorted(places)).collect();
    CountyForm {
        name: l.t1("registry-county", "name", &it.name),
        field: field(it),
        open: choices.iter().any(|choice| choice.chosen),
        choices,
    }
}

fn field(county: &County) -> String {
    format!("in-{}", county.iso)
}

/// What was typed, as it stands, and what of it is on no list.
fn typed(sent: &Sent, rules: &Rules) -> (Entry, Vec<FieldError>) {
    let mut errors = Vec::new();
    let line = |name: &str| clean_line(sent.text(name));
    let mut services = BTreeSet::new();
    for code in sent.all("services") {
        match Service::from_code(code) {
            Some(service) => drop(services.insert(service)),
            None => errors.push(FieldError::new("services", "error-unknown-code")),
        }
    }
    let mut areas = BTreeSet::new();
    let counties = rules.territory.counties.iter().map(field);
    for field in std::iter::once("areas".to_owned()).chain(counties) {
        for code in sent.all(&field) {
            match code.parse::<Area>() {
                Ok(area) => drop(areas.insert(area)),
                Err(_) => errors.push(FieldError::new("areas", "error-bad-area")),
            }
        }
    }
    let posts = (1..=POSTS).map(|n| Post {
        post: line(&format!("post-{n}")),
        person: line(&format!("person-{n}")),
        shift: line(&format!("shift-{n}")),
        number: line(&format!("number-{n}")),
    });
    let entry = Entry {
        public_line: line("public_line"),
        address: line("address"),
        hours: line("hours"),
        services,
        areas,
        duty_contact: line("duty_contact"),
        // A post left empty is no post; those after it move up.
        posts: posts.filter(|post| *post != Post::default()).collect(),
    };
    (entry, errors)
}

/// The entry that this member keeps; of others' there is no such page.
async fn mine(desk: &Desk, id: &str) -> Result<Kept, Fail> {
    let id = id.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let kept = Kept::load(&mut reading.tx(), id).await?;
    drop(reading);
    let kept = kept.ok_or(Fail::Unseen)?;
    let who = &desk.session.who;
    let how = kept.standing(Some(who.institution), who.role);
    desk.app
        .read(&desk.session, Act::EditInstitution, how)
        .await
        .map(drop)?;
    Ok(kept)
}

pub(super) async fn ask(desk: Desk, Path(id): Path<String>) -> Answer {
    let kept = mine(&desk, &id).await?;
    let (entry, version) = (kept.entry.clone(), kept.version);
    desk.page(&EditPage::new(&desk, &kept, entry, version, Faults::new()))
}

pub(super) async fn keep(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let kept = mine(&desk, &id).await?;
    let (entry, errors) = typed(&sent, &desk.app.rules());
    let version = sent.text("version").parse().unwrap_or_default();
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = EditPage::new(&desk, &kept, entry, version, Faults::new());
        return desk.switched(&page);
    }
    let again = |errors: &[FieldError]| {
        let faults = desk.faults(errors);
        let page = EditPage::new(&desk, &kept, entry.clone(), version, faults);
        desk.unfit(&page)
    };
    if !errors.is_empty() {
        return again(&errors);
    }
    let verb = EditInstitution {
        id: kept.institution.id,
        version,
        entry: entry.clone(),
    };
    match desk.app.act(&desk.actor(), sent.once.clone(), verb).await {
        Ok(()) => desk.to(&format!("/institutions/{}", kept.institution.id)),
        Err(Fail::Invalid(errors)) => again(&errors),
        Err(Fail::Conflict("conflict-changed")) => overtaken(&desk, &id, entry).await,
        Err(fail) => Err(fail),
    }
}

/// Somebody was first: beside each field that is otherwise now stands what they wrote. What was
/// typed here stays in the field, and sent again it is a decision.
async fn overtaken(desk: &Desk, id: &str, entry: Entry) -> Answer {
    let kept = mine(desk, id).await?;
    let l = &desk.l;
    let mut reading = desk.app.glance().await?;
    let last = store::changes(&mut reading.tx(), kept.institution.id).await?;
    drop(reading);
    let mut faults = Faults::new();
    let who = last.first().map(|change| change.name.clone());
    let when = last.first().map(|change| l.when(change.at));
    faults.push(
        "",
        l.t2(
            "registry-overtaken",
            ("name", who.unwrap_or_default()),
            ("when", when.unwrap_or_default()),
        ),
    );
    for code in entry.differs(&kept.entry) {
        let now = said(l, &desk.app.rules(), &kept.entry, code);
        let now = if now.is_empty() {
            l.t("registry-now-empty")
        } else {
            l.t1("registry-now", "value", now)
        };
        faults.label(at(code), &l.t(label(code)));
        faults.push(at(code), now);
    }
    let version = kept.version;
    desk.unfit(&EditPage::new(desk, &kept, entry, version, faults))
}

/// The field of the page that shows a part of the entry.
fn at(code: &'static str) -> &'static str {
    if code == "posts" { "post-1" } else { code }
}

/// What a part of the entry is called.
pub(super) fn label(code: &str) -> &'static str {
    match code {
        "public_line" => "registry-line",
        "address" => "registry-address",
        "hours" => "registry-hours",
        "services" => "registry-offers",
        "areas" => "registry-areas",
        "duty_contact" => "registry-duty-line",
        _ => "registry-posts",
    }
}

/// A part of an entry in words.
fn said(l: &Words, rules: &Rules, entry: &Entry, code: &str) -> String {
    match code {
        "public_line" => entry.public_line.clone(),
        "address" => entry.address.clone(),
        "hours" => entry.hours.clone(),
        "services" => {
            let names = entry.services.iter().map(|service| {
                let name = l.rule(&rules.services.row(*service).text);
                Choice::new(service.code(), name)
            });
            let names: Vec<String> = sorted(names).into_iter().map(|it| it.label).collect();
            names.join(", ")
        }
        "areas" => areas(l, rules, entry.areas.iter()),
        "duty_contact" => entry.duty_contact.clone(),
        _ => {
            let posts: Vec<String> = entry.posts.iter().map(post_said).collect();
            posts.join("; ")
        }
    }
}

fn post_said(post: &Post) -> String {
    let parts = [&post.post, &post.person, &post.shift, &post.number];
    let said: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    said.join(", ")
}

/// Who changed what, in words: the day, the colleague, the parts.
pub(super) fn history(l: &Words, changes: &[Change]) -> Vec<(String, String, String)> {
    let line = |change: &Change| {
        let parts: Vec<String> = change.fields.iter().map(|it| l.t(label(it))).collect();
        let what = if parts.is_empty() {
            l.t("registry-looked-through")
        } else {
            parts.join(", ")
        };
        (l.when(change.at), change.name.clone(), what)
    };
    changes.iter().map(line).collect()
}
