//! What people do, page by page: somebody is screened, identified, referred, received.

use super::form::Form;
use super::visitor::{Answer, Lost, Visitor};
use crate::run::Stop;

/// A step that did not go as on a good day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Astray {
    /// No answer: done or not, nobody can tell.
    Lost,
    /// Another answer than a good day's.
    Answered { at: String, status: u16 },
}

impl From<Lost> for Astray {
    fn from(Lost: Lost) -> Astray {
        Astray::Lost
    }
}

impl From<Astray> for Stop {
    fn from(astray: Astray) -> Stop {
        match astray {
            Astray::Lost => Stop("no answer".to_owned()),
            Astray::Answered { at, status } => Stop(format!("{at} answered {status}")),
        }
    }
}

/// How a step of a walk ends.
pub(crate) type Went<T = ()> = Result<T, Astray>;

/// The last form of an act: sent again, it is the same act.
#[derive(Clone, Debug)]
pub(crate) struct Final(pub(crate) Form);

/// Whom the walks meet.
pub(crate) const NAME: &str = "Lumturije Provëza";
const PHONE: &str = "0690000417";
const ADDRESS: &str = "Rruga e Kuqe Pa Numër";
const SAID: &str = "E mori nga shtëpia; dokumentet ia mbajnë.";
const WORDS: &str = "Kërkohet një vend i sigurt sonte.";
const VIEW: &str = "Do të jetë larg rrugës.";

/// What the walks type of a person: it stands nowhere outside a seal.
pub(crate) const PLANTED: [&str; 6] = [NAME, PHONE, ADDRESS, SAID, WORDS, VIEW];

const SCREENED: &[(&str, &str)] = &[
    ("may_talk", "yes"),
    ("alone", "yes"),
    ("safe_now", "yes"),
    ("interpreter", "not_needed"),
    ("place_found", "AL-10-shkoder"),
    ("age_band", "child"),
    ("language", "sq"),
    ("finding", "potential"),
    ("reason", "Shenja të qarta sot."),
];

const IDENTIFIED: &[(&str, &str)] = &[
    ("name_used", NAME),
    ("sex", "female"),
    ("age_group", "15_17"),
    ("citizenship", "albanian"),
    ("accompanied_by", "nobody"),
    ("minor_dependants", "no"),
    ("contact_way", "phone"),
    ("contact_phone", PHONE),
    ("staying_address", ADDRESS),
    ("met_on-day", "23"),
    ("met_on-month", "11"),
    ("met_on-year", "2026"),
    ("place_type", "street"),
    ("source_of_signal", "mobile_unit"),
    ("controller_near", "no"),
    ("observed_condition", "afraid"),
    ("said_by_person", SAID),
    ("needs_now", "safe_place"),
    ("urgent_medical", "no"),
    ("risk_level", "high"),
    ("risk_factors", "threats"),
    ("hidden_place", "yes"),
    ("information_given", "understood"),
    ("wish_help", "yes"),
    ("wish_police", "unable_now"),
];

const REFERRED: &[(&str, &str)] = &[
    ("service", "shelter"),
    ("urgency", "urgent"),
    ("words", WORDS),
    ("call", "spoke"),
    ("wish", "yes"),
    ("view", VIEW),
    ("weighed", "Vendi është larg rrugës, siç kërkoi."),
    ("danger", "no"),
];

/// One person at work.
pub(crate) struct Walk<'v>(pub(crate) &'v Visitor);

impl Walk<'_> {
    /// A page that must be there, wherever its address leads.
    pub(crate) fn page(&self, path: &str) -> Went<Answer> {
        let mut answer = self.0.get(path)?;
        if answer.status == 303 {
            answer = self.0.get(&answer.location)?;
        }
        expect(path, 200, answer)
    }

    fn form(&self, path: &str, wanted: &str) -> Went<Form> {
        let page = self.page(path)?;
        page.form(wanted).ok_or(Astray::Answered {
            at: path.to_owned(),
            status: page.status,
        })
    }

    /// Sends a form that leads on; gives back where to.
    pub(crate) fn onward(&self, form: &Form) -> Went<String> {
        expect(&form.action, 303, self.0.send(form)?).map(|answer| answer.location)
    }

    /// Fills page after page until the one with the last question: checking what was written.
    fn until_check(&self, first: String, answers: &[(&str, &str)]) -> Went<Final> {
        let mut path = first;
        for _ in 0..24 {
            let mut form = self.form(&path, "page-form")?;
            if form.action.ends_with("/check") {
                return Ok(Final(form));
            }
            form.answer(answers);
            signs(&mut form);
            path = self.onward(&form)?;
        }
        Err(Astray::Answered {
            at: path,
            status: 200,
        })
    }

    /// Screens somebody up to the last question.
    pub(crate) fn screen(&self) -> Went<Final> {
        let begin = self.form("/screening", "begin")?;
        let first = self.onward(&begin)?;
        self.until_check(first, SCREENED)
    }

    /// Identifies the person of a case up to the last question.
    pub(crate) fn identify(&self, case: &str) -> Went<Final> {
        let begin = self.form(case, "identify")?;
        let first = self.onward(&begin)?;
        self.until_check(first, IDENTIFIED)
    }

    /// Refers the person of a case to a shelter up to the last question.
    pub(crate) fn refer(&self, case: &str, shelter: &str) -> Went<Final> {
        let begin = self.form(case, "refer")?;
        let first = self.onward(&begin)?;
        let mut answers = REFERRED.to_vec();
        answers.push(("receiver", shelter));
        self.until_check(first, &answers)
    }

    /// The institution of this name, as a referral names its receiver.
    pub(crate) fn receiver(&self, name: &str) -> Went<String> {
        let path = "/institutions";
        let page = self.page(path)?;
        let found = page.links("/institutions/").into_iter().find(|link| {
            let mark = format!("href=\"{link}\">{name}<");
            page.html.contains(&mark)
        });
        let id = found.and_then(|link| link.rsplit('/').next().map(str::to_owned));
        id.ok_or(Astray::Answered {
            at: path.to_owned(),
            status: page.status,
        })
    }

    /// Opens one part of a case, for talking with the person.
    pub(crate) fn open(&self, case: &str, part: &str) -> Went<Answer> {
        self.shown(&self.opening(case, part)?)
    }

    /// The form that opens one part of a case.
    pub(crate) fn opening(&self, case: &str, part: &str) -> Went<Form> {
        let mut form = self.form(case, &format!("{case}/open"))?;
        form.set("part", part);
        form.set("reason", "talk");
        Ok(form)
    }

    /// Sends a form that is answered with a page.
    pub(crate) fn shown(&self, form: &Form) -> Went<Answer> {
        expect(&form.action, 200, self.0.send(form)?)
    }

    /// Reads a slip and prepares the acceptance.
    pub(crate) fn accept(&self, code: &str) -> Went<Final> {
        self.page(&format!("/inbox/{code}"))?;
        let mut form = self.form(&format!("/inbox/{code}/accept"), "page-form")?;
        form.answer(&[("contact", "Sporteli"), ("expected", "18:30")]);
        Ok(Final(form))
    }

    /// Does an act; gives back where it leads.
    pub(crate) fn do_it(&self, act: &Final) -> Went<String> {
        self.onward(&act.0)
    }
}

/// The first sign of a page was seen, the next ones were not.
fn signs(form: &mut Form) {
    let names: Vec<String> = form.asked().into_iter().map(str::to_owned).collect();
    let groups = names
        .iter()
        .filter(|name| names.iter().any(|it| *it == format!("{name}-source")));
    for (n, name) in groups.take(4).enumerate() {
        form.set(name, if n == 0 { "yes" } else { "no" });
        if n == 0 {
            form.set(&format!("{name}-source"), "seen");
        }
    }
}

fn expect(path: &str, status: u16, answer: Answer) -> Went<Answer> {
    if answer.status == status {
        return Ok(answer);
    }
    Err(Astray::Answered {
        at: path.to_owned(),
        status: answer.status,
    })
}
