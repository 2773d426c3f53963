//! The pages of a screening: each step is saved before anything in it is judged.

use super::actions::{FORM, SaveScreening, Screening};
use super::shown::{How, doubt, show};
use super::steps::{Step, sections, typed};
use crate::app::{Fail, Once};
use crate::cases::file::{self};
use crate::drafts::{self, Draft, Fields};
use crate::lang::Words;
use crate::web::ui::Frame;
use crate::web::{Answer, Desk, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, Disclosure, DraftId, FieldError, Standing, check, read_signs};

/// A page that stands outside the steps: the person does not want to talk now.
const PAUSE: &str = "pause";

/// One text to read aloud.
struct Aloud {
    duty: String,
    words: String,
    inside: String,
    source: String,
    /// A tag, or nothing.
    doubt: String,
}

impl Aloud {
    fn of(l: &Words, text: &Disclosure) -> Aloud {
        Aloud {
            duty: text.duty.map_or_else(
                || l.t("screening-always"),
                |duty| l.t(&format!("duty-{}", duty.code().replace('_', "-"))),
            ),
            words: l.rule(&text.aloud).to_owned(),
            inside: l.rule(&text.inside).to_owned(),
            source: l.rule(&text.source).to_owned(),
            doubt: doubt(l, text.mark),
        }
    }
}

#[derive(Template)]
#[template(path = "cases/screening/before.html")]
struct BeforePage {
    l: Words,
    frame: Frame,
    texts: Vec<Aloud>,
}

/// May this member screen at all?
async fn entitled(desk: &Desk) -> Result<(), Fail> {
    desk.app
        .read(&desk.session, Act::SaveScreening, Standing::Oneself)
        .await
        .map(drop)
}

/// Before the first question: what this worker must pass on by law, in words to read aloud.
pub(super) async fn before(desk: Desk) -> Answer {
    entitled(&desk).await?;
    let who = &desk.session.who;
    let rules = desk.app.rules();
    let telling = rules
        .disclosures
        .tell(who.kind.ok_or(Fail::Unseen)?, who.profession);
    let texts = [telling.own, telling.always]
        .map(|text| Aloud::of(&desk.l, text))
        .into();
    let page = BeforePage {
        l: desk.l,
        frame: desk.frame(None),
        texts,
    };
    desk.page(&page)
}

/// Begins a draft; nothing about anybody is written before it.
pub(super) async fn begin(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    entitled(&desk).await?;
    let id = drafts::begin(&desk.app, &desk.session, FORM, None, Fields::new()).await?;
    desk.to(&address(id, Step::Safety.slug()))
}

pub(super) fn address(id: DraftId, slug: &str) -> String {
    format!("/screening/{id}/{slug}")
}

async fn opened(desk: &Desk, id: &str) -> Result<Draft, Fail> {
    entitled(desk).await?;
    let id = id.parse().map_err(|_| Fail::Unseen)?;
    let draft = drafts::load(&desk.app, &desk.session, id).await?;
    if draft.form == FORM {
        Ok(draft)
    } else {
        Err(Fail::Unseen)
    }
}

pub(super) async fn step(desk: Desk, Path((id, slug)): Path<(String, String)>) -> Answer {
    let draft = opened(&desk, &id).await?;
    if slug == PAUSE {
        return pause(&desk, &draft);
    }
    let step = Step::parse(&slug).ok_or(Fail::Unseen)?;
    match missing(&desk, &draft, step) {
        Some(earlier) => desk.to(&address(draft.id, earlier.slug())),
        None => show(&desk, &draft, step, &[], How::Asked).await,
    }
}

/// The first earlier step whose answers a later one rests on and that does not do yet.
fn missing(desk: &Desk, draft: &Draft, step: Step) -> Option<Step> {
    let needed = [Step::Safety, Step::Basics, Step::Outcome];
    let earlier = needed
        .into_iter()
        .filter(|needed| needed.place() < step.place());
    let unwilling = draft.text("may_talk") == "not_now";
    earlier.into_iter().find(|needed| {
        (*needed == Step::Safety && unwilling) || !faults_of(desk, draft, *needed).is_empty()
    })
}

/// What is wrong with the answers of a step.
fn faults_of(desk: &Desk, draft: &Draft, step: Step) -> Vec<FieldError> {
    let rules = desk.app.rules();
    let today = desk.app.now().date();
    let checked = match step {
        Step::Safety | Step::Basics => match rules.form(FORM) {
            None => return Vec::new(),
            Some(form) => {
                let codes: Vec<&str> = sections(form, step)
                    .into_iter()
                    .map(|it| it.code.as_str())
                    .collect();
                check(form, &codes, &draft.fields, &rules.territory, today).map(drop)
            }
        },
        Step::Signs(_) => read_signs(&draft.fields, &rules.indicators, &rules.lists).map(drop),
        Step::Outcome | Step::Check => Screening::read(&rules, &draft.fields, today)
            .and_then(|read| read.decide(&rules).map(drop).map_err(|fault| vec![fault])),
    };
    checked.err().unwrap_or_default()
}

pub(super) async fn keep_step(
    desk: Desk,
    Path((id, slug)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    desk.check(&sent)?;
    let step = Step::parse(&slug).ok_or(Fail::Unseen)?;
    if step == Step::Check && sent.switch.is_none() {
        return seal(&desk, &id).await;
    }
    let draft = opened(&desk, &id).await?;
    let mut fields = typed(&desk.app.rules(), step, &draft, &sent);
    fields.insert("at".to_owned(), vec![step.slug().to_owned()]);
    let draft = drafts::keep(&desk.app, &desk.session, draft.id, fields).await?;
    if let Some(lang) = sent.switch {
        return show(&desk.speaking(lang), &draft, step, &[], How::Switched).await;
    }
    if step == Step::Safety && draft.text("may_talk") == "not_now" {
        return desk.to(&address(draft.id, PAUSE));
    }
    if !sent.text("stop").is_empty() {
        return desk.to("/tasks");
    }
    let faults = faults_of(&desk, &draft, step);
    if faults.is_empty() {
        desk.to(&address(draft.id, step.next().slug()))
    } else {
        show(&desk, &draft, step, &faults, How::Unfit).await
    }
}

/// The act. The draft's id is the key: the same check page sent twice is one case.
async fn seal(desk: &Desk, id: &str) -> Answer {
    let once = Once {
        key: id.to_owned(),
        digest: [0; 32],
    };
    if let Some(code) = file::done::<SaveScreening>(desk, &once).await? {
        return desk.to(&format!("/cases/{code}"));
    }
    let draft = opened(desk, id).await?;
    if let Some(earlier) = missing(desk, &draft, Step::Check) {
        let faults = faults_of(desk, &draft, earlier);
        return show(desk, &draft, earlier, &faults, How::Unfit).await;
    }
    let rules = desk.app.rules();
    let screening =
        Screening::read(&rules, &draft.fields, desk.app.now().date()).map_err(Fail::Invalid)?;
    let verb = SaveScreening {
        screening,
        draft: Some(draft.id),
    };
    let code = desk.app.act(&desk.actor(), Some(once), verb).await?;
    desk.to(&format!("/cases/{code}"))
}

#[derive(Template)]
#[template(path = "cases/screening/pause.html")]
struct PausePage {
    l: Words,
    frame: Frame,
    back: String,
    remove: String,
}

/// The person does not want to talk now: no reason is asked.
fn pause(desk: &Desk, draft: &Draft) -> Answer {
    let page = PausePage {
        l: desk.l,
        frame: desk.frame(None),
        back: address(draft.id, Step::Safety.slug()),
        remove: format!("/drafts/{}/remove", draft.id),
    };
    desk.page(&page)
}
