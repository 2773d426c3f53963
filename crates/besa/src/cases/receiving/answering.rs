//! The four forms of a receiver: accept, decline, confirm what was said by telephone, tell the end.
//! Each page names who will read the answer. Who comes second is told who was first.

use super::actions::{AcceptReferral, ConcludeReferral, ConfirmPhoneAnswer, DeclineReferral};
use super::pages::{Head, last_word, phone};
use super::{addressed, answering};
use crate::app::{Fail, Verb};
use crate::cases::clocks::Clock;
use crate::cases::referral::{self, ReferralRow};
use crate::lang::Words;
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{
    Act, FieldError, Moment, PROSE_LIMIT, PhoneAnswer, Referral, ReferralCode, TEXT_LIMIT,
    check_line, check_prose, parse_date, parse_time,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/inbox/{code}/accept", Act::AcceptReferral, accept_page)
        .post("/inbox/{code}/accept", Act::AcceptReferral, accept)
        .get("/inbox/{code}/decline", Act::DeclineReferral, decline_page)
        .post("/inbox/{code}/decline", Act::DeclineReferral, decline)
        .get(
            "/inbox/{code}/confirm-phone",
            Act::ConfirmPhoneAnswer,
            confirm_page,
        )
        .post(
            "/inbox/{code}/confirm-phone",
            Act::ConfirmPhoneAnswer,
            confirm,
        )
        .get(
            "/inbox/{code}/conclude",
            Act::ConcludeReferral,
            conclude_page,
        )
        .post("/inbox/{code}/conclude", Act::ConcludeReferral, conclude)
}

/// The four forms; they differ in their fields and in who reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Accept,
    Decline,
    Confirm,
    Conclude,
}

impl Kind {
    fn act(self) -> Act {
        match self {
            Kind::Accept => Act::AcceptReferral,
            Kind::Decline => Act::DeclineReferral,
            Kind::Confirm => Act::ConfirmPhoneAnswer,
            Kind::Conclude => Act::ConcludeReferral,
        }
    }

    /// The end of its address, and of its message keys.
    fn path(self) -> &'static str {
        match self {
            Kind::Accept => "accept",
            Kind::Decline => "decline",
            Kind::Confirm => "confirm-phone",
            Kind::Conclude => "conclude",
        }
    }

    /// Whether this answer can be given in this state.
    fn fits(self, state: &Referral) -> bool {
        match self {
            Kind::Accept | Kind::Decline => state.open().is_some(),
            Kind::Confirm => matches!(state, Referral::AnsweredByPhone { .. }),
            Kind::Conclude => matches!(state, Referral::Accepted { .. }),
        }
    }
}

#[derive(Template)]
#[template(path = "cases/receiving/answer.html")]
struct AnswerPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    key: String,
    head: Head,
    path: &'static str,
    title: String,
    submit: String,
    clock: Option<Clock>,
    /// Who reads the answer, and what they read.
    readers: Vec<(String, String)>,
    /// What was heard by telephone.
    heard: String,
    contact: String,
    when: String,
    words: String,
    choices: Vec<Choice>,
}

/// What a handler knows after policy let it through.
struct Asked {
    row: ReferralRow,
    state: Referral,
}

async fn asked(desk: &Desk, code: &str, kind: Kind) -> Result<Asked, Fail> {
    let code: ReferralCode = code.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let (row, standing) = addressed(&mut reading.tx(), &desk.actor(), code).await?;
    let standing = match kind {
        Kind::Accept | Kind::Decline | Kind::Confirm => answering(&desk.actor(), &row),
        Kind::Conclude => standing,
    };
    drop(reading);
    let stands = row.stands(standing);
    let mut reading = desk.app.read(&desk.session, kind.act(), stands).await?;
    let events = referral::events(&mut reading.tx(), row.id).await?;
    let state = Referral::replay(row.to(), &events)
        .map_err(|wrong| Fail::broken("integrity", wrong.key()))?;
    Ok(Asked { row, state })
}

/// The form, empty or as it was sent.
async fn form_page(
    desk: &Desk,
    kind: Kind,
    asked: &Asked,
    sent: Option<&Sent>,
    faults: Faults,
) -> Result<AnswerPage, Fail> {
    let (l, rules, now) = (desk.l, desk.app.rules(), desk.app.now());
    let text = |name: &str| {
        sent.map(|sent| sent.text(name).to_owned())
            .unwrap_or_default()
    };
    let listed = |list: &str, name: &str| Choice::of_list(&l, &rules, list, &text(name));
    let mut reading = desk.app.glance().await?;
    let head = Head::of(&mut reading.tx(), &desk.app, &l, &asked.row).await?;
    let own = desk.session.who.institution_name.as_str();
    let reader = |who: &str, name: &str, what: &str| (l.t1(who, "name", name), l.t(what));
    let (readers, choices) = match kind {
        Kind::Accept => (
            vec![
                reader("inbox-reader-desk", &head.from, "inbox-reads-answer"),
                reader("inbox-reader-cases", own, "inbox-reads-package"),
            ],
            Vec::new(),
        ),
        Kind::Decline => (
            vec![reader(
                "inbox-reader-cases",
                &head.from,
                "inbox-reads-reason",
            )],
            listed("decline_reason", "reason"),
        ),
        Kind::Confirm => (
            vec![
                reader("inbox-reader-desk", &head.from, "inbox-reads-confirmation"),
                reader("inbox-reader-cases", own, "inbox-reads-package-if"),
            ],
            PhoneAnswer::ALL
                .map(|answer| {
                    Choice::new(answer.code(), phone(&l, answer))
                        .chosen(answer.code() == text("answer"))
                })
                .to_vec(),
        ),
        Kind::Conclude => (
            vec![reader(
                "inbox-reader-cases",
                &head.from,
                "inbox-reads-outcome",
            )],
            listed("referral_outcome", "outcome"),
        ),
    };
    let heard = match kind {
        Kind::Confirm => last_word(&mut reading.tx(), desk, &asked.row)
            .await?
            .unwrap_or_default(),
        Kind::Accept | Kind::Decline | Kind::Conclude => String::new(),
    };
    let open = asked.state.open();
    Ok(AnswerPage {
        frame: desk.form_frame(Some(Nav::Inbox), &faults),
        faults,
        key: desk.key(),
        head,
        path: kind.path(),
        title: l.t(&format!("inbox-{}", kind.path())),
        submit: l.t(&format!("inbox-{}-do", kind.path())),
        clock: open.map(|open| Clock::of(&l, open.sent, open.due, now)),
        readers,
        heard,
        contact: text("contact"),
        when: text("expected"),
        words: text("words"),
        choices,
        l,
    })
}

async fn empty_form(desk: Desk, code: &str, kind: Kind) -> Answer {
    let asked = asked(&desk, code, kind).await?;
    if !kind.fits(&asked.state) {
        return too_late(&desk, asked.row.code, why(&asked.state)).await;
    }
    let page = form_page(&desk, kind, &asked, None, Faults::new()).await?;
    desk.page(&page)
}

/// Why a form no longer fits a state, in the words of the state machine.
fn why(state: &Referral) -> &'static str {
    match state {
        Referral::Sent(_) | Referral::Seen(_) | Referral::NoAnswerInTime { .. } => {
            "error-not-yet-answered"
        }
        Referral::AnsweredByPhone { .. } => "error-confirm-instead",
        Referral::Accepted { .. } | Referral::Declined { .. } => "error-already-answered",
        Referral::Withdrawn { .. } => "error-already-withdrawn",
        Referral::Concluded { .. } => "error-already-concluded",
    }
}

/// 409: somebody was first. Says who and when.
async fn too_late(desk: &Desk, code: ReferralCode, key: &'static str) -> Answer {
    let mut reading = desk.app.glance().await?;
    let (row, _) = addressed(&mut reading.tx(), &desk.actor(), code).await?;
    let said = last_word(&mut reading.tx(), desk, &row).await?;
    drop(reading);
    desk.overtaken(key, said.unwrap_or_default(), format!("/inbox/{code}"))
}

/// One form from its sending to its answer: language, what was typed, the act, the conflict.
async fn answered<V: Verb>(
    desk: Desk,
    code: &str,
    kind: Kind,
    sent: Sent,
    read: impl FnOnce(&Desk, ReferralCode, &Sent) -> Result<V, Vec<FieldError>>,
) -> Answer {
    desk.check_keeping(&sent, &["contact", "expected", "words"])?;
    let asked = asked(&desk, code, kind).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = form_page(&desk, kind, &asked, Some(&sent), Faults::new()).await?;
        return desk.switched(&page);
    }
    let result = match read(&desk, asked.row.code, &sent) {
        Ok(verb) => desk
            .app
            .act(&desk.actor(), sent.once.clone(), verb)
            .await
            .map(|_| ()),
        Err(errors) => Err(Fail::Invalid(errors)),
    };
    match result {
        Ok(()) => desk.to(&format!("/inbox/{}", asked.row.code)),
        Err(Fail::Invalid(errors)) => {
            let mut faults = desk.faults(&errors);
            faults.label("contact", &desk.l.t("inbox-contact"));
            faults.label("expected", &desk.l.t("inbox-expected"));
            faults.label("reason", &desk.l.t("inbox-decline-why"));
            faults.label("answer", &desk.l.t("inbox-confirm-what"));
            faults.label("outcome", &desk.l.t("inbox-conclude-how"));
            let page = form_page(&desk, kind, &asked, Some(&sent), faults).await?;
            desk.unfit(&page)
        }
        Err(Fail::Conflict(key)) => too_late(&desk, asked.row.code, key).await,
        Err(other @ (Fail::Unseen | Fail::Forbidden | Fail::StepUp | Fail::Broken(_))) => {
            Err(other)
        }
    }
}

async fn accept_page(desk: Desk, Path(code): Path<String>) -> Answer {
    empty_form(desk, &code, Kind::Accept).await
}

async fn accept(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    answered(desk, &code, Kind::Accept, sent, |desk, code, sent| {
        let contact = check_line("contact", sent.text("contact"), TEXT_LIMIT, true);
        let expected = moment("expected", sent.trimmed("expected"), desk.app.now());
        let condition = check_prose("words", sent.text("words"), PROSE_LIMIT, false);
        match (contact, expected, condition) {
            (Ok(contact), Ok(expected), Ok(condition)) => Ok(AcceptReferral {
                code,
                contact,
                expected,
                condition,
            }),
            (contact, expected, condition) => Err([contact.err(), expected.err(), condition.err()]
                .into_iter()
                .flatten()
                .collect()),
        }
    })
    .await
}

/// `14:30` is today; `25.11.2026 14:30` is that day.
fn moment(field: &str, text: &str, now: Moment) -> Result<Moment, FieldError> {
    if text.is_empty() {
        return Err(FieldError::new(field, "error-missing"));
    }
    let (day, hour) = match text.rsplit_once([' ', ',']) {
        Some((day, hour)) => {
            let day = day.trim_end_matches([' ', ',']);
            (
                parse_date(day).map_err(|error| FieldError::new(field, error.key()))?,
                hour,
            )
        }
        None => (now.date(), text),
    };
    let (hour, minute) = parse_time(hour).map_err(|error| FieldError::new(field, error.key()))?;
    Ok(Moment::local(day, hour, minute))
}

async fn decline_page(desk: Desk, Path(code): Path<String>) -> Answer {
    empty_form(desk, &code, Kind::Decline).await
}

async fn decline(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    answered(desk, &code, Kind::Decline, sent, |_, code, sent| {
        let (reason, words) = chosen(sent, "reason")?;
        Ok(DeclineReferral {
            code,
            reason,
            words,
        })
    })
    .await
}

/// A code of a list, which the act checks against the list in force, and words beside it.
fn chosen(sent: &Sent, field: &str) -> Result<(String, String), Vec<FieldError>> {
    let words = check_prose("words", sent.text("words"), PROSE_LIMIT, false);
    let code = sent.trimmed(field);
    let missing = code
        .is_empty()
        .then(|| FieldError::new(field, "error-missing"));
    match (missing, words) {
        (None, Ok(words)) => Ok((code.to_owned(), words)),
        (missing, words) => Err([missing, words.err()].into_iter().flatten().collect()),
    }
}

async fn confirm_page(desk: Desk, Path(code): Path<String>) -> Answer {
    empty_form(desk, &code, Kind::Confirm).await
}

async fn confirm(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    answered(desk, &code, Kind::Confirm, sent, |_, code, sent| {
        let answer = PhoneAnswer::from_code(sent.trimmed("answer"))
            .ok_or_else(|| vec![FieldError::new("answer", "error-missing")])?;
        Ok(ConfirmPhoneAnswer { code, answer })
    })
    .await
}

async fn conclude_page(desk: Desk, Path(code): Path<String>) -> Answer {
    empty_form(desk, &code, Kind::Conclude).await
}

async fn conclude(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    answered(desk, &code, Kind::Conclude, sent, |_, code, sent| {
        let (outcome, words) = chosen(sent, "outcome")?;
        Ok(ConcludeReferral {
            code,
            outcome,
            words,
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::moment;
    use besa_domain::{Date, Moment};

    #[test]
    fn an_hour_is_today_and_a_date_with_an_hour_is_that_day() {
        let now = Moment::local(Date::constant(2026, 11, 24), 9, 0);
        assert_eq!(
            moment("x", "14:30", now).unwrap().text(),
            "24.11.2026, 14:30"
        );
        assert_eq!(
            moment("x", "25.11.2026, 08:05", now).unwrap().text(),
            "25.11.2026, 08:05"
        );
        assert_eq!(moment("x", "", now).unwrap_err().key, "error-missing");
        assert_eq!(
            moment("x", "nesër 10:00", now).unwrap_err().key,
            "error-not-a-date"
        );
        assert_eq!(
            moment("x", "nesër", now).unwrap_err().key,
            "error-not-a-time"
        );
    }
}
