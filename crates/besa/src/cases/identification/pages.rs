//! The pages of the initial identification: one for each page of the form, then the check.

use super::actions::{FORM, SaveIdentification, asked};
use super::fields::{Part, Wording, named, raw_of, typed};
use crate::app::{Fail, Once};
use crate::cases::file::{self, Case, Content, Opened, Part as FilePart, Readers, open_part};
use crate::drafts::{self, Draft, Fields};
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Desk, Nav, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, CircleKind, FieldError, Form, FormSection, Rules, ScreeningSheet, check};

/// The last page: everything at once, and who will read it.
const CHECK: &str = "check";
/// Before the name of a field that the screening answered.
const CARRIED: &str = "screening.";
/// Why the sections are opened: the worker goes on with the person.
const REASON: &str = "talk";

/// Begins a draft with what is known: the screening is carried over, an earlier identification is
/// there to be corrected.
pub(super) async fn begin(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (case, _) = file::entitled(&desk, &code, Act::SaveIdentification).await?;
    if let Some(draft) = drafts::mine(&desk.app, &desk.session)
        .await?
        .into_iter()
        .find(|draft| draft.form == FORM && draft.case == Some(case.id))
    {
        return desk.to(&format!("/drafts/{}", draft.id));
    }
    let mut fields = Fields::new();
    let mut parts = vec![FilePart::Screening];
    if identified(&desk, &case).await? {
        parts.extend([FilePart::Identity, FilePart::Identification]);
        if desk.session.holds(CircleKind::Sensitive) {
            parts.push(FilePart::Sensitive);
        }
    }
    for part in parts {
        for opened in open_part(&desk.app, &desk.session, case.code, part, REASON).await? {
            carry(&mut fields, opened);
        }
    }
    let id = drafts::begin(&desk.app, &desk.session, FORM, Some(case.id), fields).await?;
    desk.to(&format!("/drafts/{id}"))
}

/// Whether there is something to correct: the dimension of consent begins with the identification.
async fn identified(desk: &Desk, case: &Case) -> Result<bool, Fail> {
    let mut reading = desk.app.glance().await?;
    let history = file::facts(&mut reading.tx(), case.id).await?;
    Ok(history.iter().any(|row| row.fact.dimension() == "consent"))
}

fn carry(fields: &mut Fields, opened: Opened) {
    match opened.content {
        Content::Screening(sheet) => {
            let ScreeningSheet {
                basics, decided, ..
            } = *sheet;
            for (name, values) in raw_of(&basics) {
                fields.insert(format!("{CARRIED}{name}"), values);
            }
            let finding = vec![decided.finding.code().to_owned()];
            fields.insert(format!("{CARRIED}finding"), finding);
        }
        Content::Form(checked) => fields.extend(raw_of(&checked)),
        Content::Header(_) | Content::SecondLook(_) => {}
    }
}

/// The draft with its case, if both are this member's to write.
async fn opened(desk: &Desk, id: &str) -> Result<(Draft, Case), Fail> {
    let id = id.parse().map_err(|_| Fail::Unseen)?;
    let draft = drafts::load(&desk.app, &desk.session, id).await?;
    let case = match draft.case {
        Some(case) if draft.form == FORM => case,
        Some(_) | None => return Err(Fail::Unseen),
    };
    let mut reading = desk.app.glance().await?;
    let case = file::case(&mut reading.tx(), case)
        .await?
        .ok_or(Fail::Unseen)?;
    drop(reading);
    let code = case.code.to_string();
    file::entitled(desk, &code, Act::SaveIdentification).await?;
    Ok((draft, case))
}

/// The pages of the form that hold a section of this member's circles.
fn pages<'f>(form: &'f Form, desk: &Desk) -> Vec<&'f str> {
    let sections = asked(form, &desk.session);
    form.pages()
        .into_iter()
        .filter(|page| sections.iter().any(|section| section.page == *page))
        .collect()
}

fn sections<'f>(form: &'f Form, desk: &Desk, page: &str) -> Vec<&'f FormSection> {
    asked(form, &desk.session)
        .into_iter()
        .filter(|section| section.page == page)
        .collect()
}

fn address(draft: &Draft, page: &str) -> String {
    format!("/identification/{}/{page}", draft.id)
}

fn faults_of(
    desk: &Desk,
    rules: &Rules,
    draft: &Draft,
    sections: &[&FormSection],
) -> Vec<FieldError> {
    let Some(form) = rules.form(FORM) else {
        return Vec::new();
    };
    let codes: Vec<&str> = sections
        .iter()
        .map(|section| section.code.as_str())
        .collect();
    let today = desk.app.now().date();
    check(form, &codes, &draft.fields, &rules.territory, today)
        .err()
        .unwrap_or_default()
}

/// The first page that does not do yet.
fn missing<'f>(desk: &Desk, rules: &'f Rules, draft: &Draft) -> Option<&'f str> {
    let form = rules.form(FORM)?;
    pages(form, desk)
        .into_iter()
        .find(|page| !faults_of(desk, rules, draft, &sections(form, desk, page)).is_empty())
}

pub(super) async fn page(desk: Desk, Path((id, page)): Path<(String, String)>) -> Answer {
    let (draft, case) = opened(&desk, &id).await?;
    let rules = desk.app.rules();
    if page == CHECK {
        return match missing(&desk, &rules, &draft) {
            Some(earlier) => desk.to(&address(&draft, earlier)),
            None => desk.page(&check_page(&desk, &rules, &draft, &case).await?),
        };
    }
    desk.page(&form_page(&desk, &rules, &draft, &case, &page, &[]).await?)
}

pub(super) async fn keep_page(
    desk: Desk,
    Path((id, page)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    desk.check(&sent)?;
    if page == CHECK && sent.switch.is_none() {
        return seal(&desk, &id).await;
    }
    let (draft, case) = opened(&desk, &id).await?;
    let rules = desk.app.rules();
    let form = rules.form(FORM).ok_or(Fail::Unseen)?;
    if page == CHECK {
        let desk = match sent.switch {
            Some(lang) => desk.speaking(lang),
            None => desk,
        };
        return desk.switched(&check_page(&desk, &rules, &draft, &case).await?);
    }
    let all = pages(form, &desk);
    let at = all
        .iter()
        .position(|known| *known == page)
        .ok_or(Fail::Unseen)?;
    let here = sections(form, &desk, &page);
    let mut fields = typed(form, &here, &sent);
    fields.insert("at".to_owned(), vec![page.clone()]);
    let draft = drafts::keep(&desk.app, &desk.session, draft.id, fields).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&form_page(&desk, &rules, &draft, &case, &page, &[]).await?);
    }
    if !sent.text("stop").is_empty() {
        return desk.to("/tasks");
    }
    let faults = faults_of(&desk, &rules, &draft, &here);
    if faults.is_empty() {
        let next = all.get(at.saturating_add(1)).copied().unwrap_or(CHECK);
        desk.to(&address(&draft, next))
    } else {
        desk.unfit(&form_page(&desk, &rules, &draft, &case, &page, &faults).await?)
    }
}

/// The act. The draft's id is the key: the same check page sent twice is one act.
async fn seal(desk: &Desk, id: &str) -> Answer {
    let once = Once {
        key: id.to_owned(),
        digest: [0; 32],
    };
    if let Some(code) = file::done::<SaveIdentification>(desk, &once).await? {
        return desk.to(&format!("/cases/{code}"));
    }
    let (draft, case) = opened(desk, id).await?;
    let rules = desk.app.rules();
    if let Some(page) = missing(desk, &rules, &draft) {
        let form = rules.form(FORM).ok_or(Fail::Unseen)?;
        let faults = faults_of(desk, &rules, &draft, &sections(form, desk, page));
        return desk.unfit(&form_page(desk, &rules, &draft, &case, page, &faults).await?);
    }
    let verb = SaveIdentification {
        code: case.code,
        raw: draft.fields.clone(),
        draft: Some(draft.id),
    };
    let code = desk.app.act(&desk.actor(), Some(once), verb).await?;
    desk.to(&format!("/cases/{code}"))
}

/// What stands around every page of the form.
struct Around {
    action: String,
    back: String,
    at: usize,
    names: Vec<String>,
    title: String,
    cap: String,
    /// What the screening answered: shown, not asked again.
    carried: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "cases/identification/form.html")]
struct FormPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    around: Around,
    parts: Vec<Part>,
}

/// The answers of a section with the way to change them.
struct Group {
    title: String,
    href: String,
    lines: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "cases/identification/check.html")]
struct CheckPage {
    l: Words,
    frame: Frame,
    around: Around,
    key: String,
    groups: Vec<Group>,
    /// Readers, and the sections that they will be able to read.
    readers: Vec<(Readers, String)>,
}

async fn around(
    desk: &Desk,
    rules: &Rules,
    draft: &Draft,
    case: &Case,
    page: &str,
) -> Result<Around, Fail> {
    let l = desk.l;
    let form = rules.form(FORM).ok_or(Fail::Unseen)?;
    let mut all = pages(form, desk);
    all.push(CHECK);
    let at = all
        .iter()
        .position(|known| *known == page)
        .ok_or(Fail::Unseen)?;
    let name = |page: &&str| l.t(&format!("identify-page-{page}"));
    let back = match at.checked_sub(1).and_then(|before| all.get(before)) {
        Some(before) => address(draft, before),
        None => format!("/cases/{}", case.code),
    };
    let names: Vec<String> = all.iter().map(name).collect();
    Ok(Around {
        action: address(draft, page),
        back,
        at,
        title: name(&page),
        names,
        cap: l.t1("identify-cap", "code", case.code.to_string()),
        carried: carried(desk, rules, draft).await?,
    })
}

async fn carried(desk: &Desk, rules: &Rules, draft: &Draft) -> Result<Vec<(String, String)>, Fail> {
    let l = desk.l;
    let Some(screening) = rules.form("screening") else {
        return Ok(Vec::new());
    };
    let known: Fields = draft
        .fields
        .iter()
        .filter_map(|(name, values)| Some((name.strip_prefix(CARRIED)?.to_owned(), values.clone())))
        .collect();
    let wording = Wording::of(&desk.app, l, rules, screening).await?;
    let mut lines: Vec<(String, String)> = ["place_found", "age_band", "language", "interpreter"]
        .into_iter()
        .filter_map(|code| screening.field(code))
        .filter(|field| known.contains_key(&field.code))
        .map(|field| (l.rule(&field.label).to_owned(), wording.said(field, &known)))
        .collect();
    if let Some(finding) = known.get("finding").and_then(|values| values.first()) {
        let text = l.t(&format!("finding-{}", finding.replace('_', "-")));
        lines.push((l.t("inbox-finding"), text));
    }
    Ok(lines)
}

async fn form_page(
    desk: &Desk,
    rules: &Rules,
    draft: &Draft,
    case: &Case,
    page: &str,
    errors: &[FieldError],
) -> Result<FormPage, Fail> {
    let form = rules.form(FORM).ok_or(Fail::Unseen)?;
    let wording = Wording::of(&desk.app, desk.l, rules, form).await?;
    let parts = wording.parts(form, &sections(form, desk, page), &draft.fields);
    let faults = named(desk.faults(errors), &parts);
    Ok(FormPage {
        l: desk.l,
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        around: around(desk, rules, draft, case, page).await?,
        parts,
    })
}

async fn check_page(
    desk: &Desk,
    rules: &Rules,
    draft: &Draft,
    case: &Case,
) -> Result<CheckPage, Fail> {
    let l = desk.l;
    let form = rules.form(FORM).ok_or(Fail::Unseen)?;
    let wording = Wording::of(&desk.app, l, rules, form).await?;
    let sections = asked(form, &desk.session);
    let groups = sections
        .iter()
        .map(|section| Group {
            title: l.rule(&section.text).to_owned(),
            href: address(draft, &section.page),
            lines: form
                .fields_of(&section.code)
                .into_iter()
                .map(|field| {
                    (
                        l.rule(&field.label).to_owned(),
                        wording.said(field, &draft.fields),
                    )
                })
                .collect(),
        })
        .collect();
    let mut readers = Vec::new();
    for circle in CircleKind::ALL {
        let names: Vec<&str> = sections
            .iter()
            .filter(|section| section.circle == circle)
            .map(|section| l.rule(&section.text))
            .collect();
        if !names.is_empty() {
            readers.push((Readers::of(desk, circle).await?, names.join(", ")));
        }
    }
    Ok(CheckPage {
        l,
        frame: desk.form_frame(Some(Nav::Cases), &Faults::new()),
        around: around(desk, rules, draft, case, CHECK).await?,
        key: draft.id.to_string(),
        groups,
        readers,
    })
}
