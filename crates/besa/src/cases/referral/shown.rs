//! What the sender's page of a referral shows: the request, its history, what may still be done.

use super::actions::own;
use super::store::{self, ReferralRow};
use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::clocks::Clock;
use crate::cases::file;
use crate::cases::receiving::{self, Answers};
use crate::db::Tx;
use crate::lang::Words;
use crate::registry;
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Desk, Nav, Sent};
use askama::Template;
use besa_domain::{Act, FieldError, PhoneAnswer, Referral, ReferralCode, ReferralEvent};

#[derive(Template)]
#[template(path = "cases/referral/referral.html")]
pub(super) struct ReferralPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    code: String,
    case: String,
    facts: Vec<(String, String)>,
    clock: Option<Clock>,
    given: Vec<(String, String)>,
    history: Vec<(String, String)>,
    /// What was said with the answer and why, opened.
    said: Vec<(String, String)>,
    /// A key for each form: two acts of one page are two acts.
    keys: [String; 3],
    /// It was accepted: who wants it back telephones.
    too_late: bool,
    outside: bool,
    may_withdraw: bool,
    may_record: bool,
    /// The form for an answer stands open: somebody is at it, or nothing else can stop the clock.
    recording: bool,
    may_conclude: bool,
    answers: Vec<Choice>,
    channels: Vec<Choice>,
    reasons: Vec<Choice>,
    outcomes: Vec<Choice>,
    heard_date: String,
    heard_time: String,
    contact: String,
    words: String,
}

/// The page as it stands, with what a form of it typed and what was wrong with that.
pub(super) async fn page(
    desk: &Desk,
    code: &str,
    sent: Option<&Sent>,
    errors: &[FieldError],
) -> Result<ReferralPage, Fail> {
    let (l, rules) = (desk.l, desk.app.rules());
    let code: ReferralCode = code.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let (row, standing) = own(&mut reading.tx(), &desk.actor(), code).await?;
    drop(reading);
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadReferral, row.stands(standing))
        .await?;
    let case = file::case(&mut reading.tx(), row.case)
        .await?
        .ok_or(Fail::Unseen)?;
    let events = store::events(&mut reading.tx(), row.id).await?;
    let given = store::given(&mut reading.tx(), row.id).await?;
    let receiver = name(desk, &mut reading.tx(), &row).await?;
    let answered = !store::said(&mut reading.tx(), row.id).await?.is_empty();
    drop(reading);
    let said = if answered {
        let view = OpenAnswers { row: row.clone() };
        let answers = desk.app.view(&desk.session, &view).await?;
        receiving::said_rows(&l, &rules, &answers)
    } else {
        Vec::new()
    };
    let state = Referral::replay(row.to(), &events).map_err(|wrong| Fail::Conflict(wrong.key()))?;

    let typed = |field: &str| {
        sent.map(|sent| sent.text(field).to_owned())
            .unwrap_or_default()
    };
    let list = |name: &str, field: &str| Choice::of_list(&l, &rules, name, &typed(field));
    let faults = labelled(desk, errors);
    let answered_by_phone = matches!(
        state,
        Referral::AnsweredByPhone {
            answer: PhoneAnswer::Accepts,
            ..
        }
    );
    let may_record = matches!(
        state,
        Referral::Sent(_) | Referral::Seen(_) | Referral::NoAnswerInTime { .. }
    );
    let at_it = sent.is_some() && faults.at("reason").is_empty();
    let recording = at_it || row.outside || matches!(state, Referral::NoAnswerInTime { .. });
    let filled = |field: &str, now: String| match at_it {
        true => typed(field),
        false => now,
    };
    Ok(ReferralPage {
        frame: match may_record {
            true => desk.form_frame(Some(Nav::Cases), &faults),
            false => desk.frame(Some(Nav::Cases)),
        },
        faults,
        code: row.code.to_string(),
        case: case.code.to_string(),
        facts: facts(desk, &row, receiver),
        clock: state
            .open()
            .map(|open| Clock::of(&l, open.sent, open.due, desk.app.now())),
        given: given
            .into_iter()
            .map(|(section, at)| {
                let name = l.t(&format!("section-{}", section.replace('_', "-")));
                (name, l.t1("referral-version-of", "date", l.date(at)))
            })
            .collect(),
        history: events
            .iter()
            .map(|event| (l.when(event.at()), happened(desk, event)))
            .collect(),
        said,
        keys: [desk.key(), desk.key(), desk.key()],
        too_late: matches!(state, Referral::Accepted { .. }),
        outside: row.outside,
        may_withdraw: state.open().is_some(),
        may_record,
        recording,
        may_conclude: row.outside && answered_by_phone,
        answers: PhoneAnswer::ALL
            .into_iter()
            .map(|it| {
                let label = l.t(&format!("phone-answer-{}", it.code()));
                Choice::new(it.code(), label).chosen(typed("answer") == it.code())
            })
            .collect(),
        channels: list("answer_channel", "channel"),
        reasons: list("withdrawal_reason", "reason"),
        outcomes: list("referral_outcome", "outcome"),
        heard_date: filled("heard", l.date(desk.app.now())),
        heard_time: filled("heard_time", l.time(desk.app.now())),
        contact: typed("contact"),
        words: typed("words"),
        l,
    })
}

/// What was asked of whom, by which right, and where it stands.
fn facts(desk: &Desk, row: &ReferralRow, receiver: String) -> Vec<(String, String)> {
    let (l, rules) = (desk.l, desk.app.rules());
    let duty = rules
        .duties
        .get(&row.duty)
        .map(|it| l.rule(&it.text))
        .unwrap_or_default();
    let named = |of: &str, code: &str| l.t(&format!("{of}-{}", code.replace('_', "-")));
    vec![
        (l.t("referral-state"), named("referral", &row.state)),
        (l.t("referral-receiver"), receiver),
        (
            l.t("referral-kind"),
            named("referral-kind", row.kind.code()),
        ),
        (
            l.t("referral-service"),
            l.rule(&rules.services.row(row.service).text).to_owned(),
        ),
        (l.t("referral-duty"), format!("{} {duty}", row.duty)),
        (
            l.t("referral-urgency"),
            named("urgency", row.urgency.code()),
        ),
    ]
}

/// What is wrong, under the names of the fields.
fn labelled(desk: &Desk, errors: &[FieldError]) -> Faults {
    let mut faults = desk.faults(errors);
    faults.label("answer", &desk.l.t("referral-record-answer"));
    faults.label("channel", &desk.l.t("referral-record-channel"));
    faults.label("contact", &desk.l.t("referral-record-who"));
    faults.label("outcome", &desk.l.t("referral-act-conclude"));
    faults.label("reason", &desk.l.t("referral-withdraw-why"));
    faults
}

/// The receiver by its signed card; one outside the system has only its entry.
async fn name(desk: &Desk, tx: &mut Tx<'_>, row: &ReferralRow) -> Result<String, Fail> {
    if row.outside {
        let name = registry::institution(tx, row.receiver)
            .await?
            .map(|it| it.name);
        return Ok(format!(
            "{} ({})",
            name.unwrap_or_default(),
            desk.l.t("referral-outside")
        ));
    }
    let card = registry::institution_card(tx, desk.app.facts(), row.receiver).await?;
    Ok(card.name.clone())
}

/// What happened, in a sentence.
fn happened(desk: &Desk, event: &ReferralEvent) -> String {
    let (l, rules) = (desk.l, desk.app.rules());
    let plain = |what: &str| l.t(&format!("referral-event-{what}"));
    match event {
        ReferralEvent::Sent { due, .. } => l.t1("referral-event-sent", "due", l.when(*due)),
        ReferralEvent::Seen { .. } => plain("seen"),
        ReferralEvent::Accepted { .. } => plain("accepted"),
        ReferralEvent::Declined { .. } => plain("declined"),
        ReferralEvent::AnsweredByPhone {
            answer,
            heard_at,
            channel,
            ..
        } => {
            let said = l.t(&format!("phone-answer-{}", answer.code()));
            let channel = rules.lists.text("answer_channel", channel);
            let channel = channel.map(|text| l.rule(text)).unwrap_or_default();
            let how = format!("{channel}, {}", l.when(*heard_at));
            l.t2(
                "referral-event-answered-by-phone",
                ("answer", said),
                ("how", how),
            )
        }
        ReferralEvent::PhoneConfirmed { answer, .. } => {
            let said = l.t(&format!("phone-answer-{}", answer.code()));
            l.t1("referral-event-phone-confirmed", "answer", said)
        }
        ReferralEvent::ClockRan { .. } => plain("clock-ran"),
        ReferralEvent::Withdrawn { .. } => plain("withdrawn"),
        ReferralEvent::Concluded { .. } => plain("concluded"),
    }
}

/// Opens what was said with the answer and at the end, for the sender.
struct OpenAnswers {
    row: ReferralRow,
}

impl View for OpenAnswers {
    const ACT: Act = Act::ReadReferral;
    type Out = Answers;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = own(tx, actor, self.row.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Answers, Fail> {
        receiving::answers_for(cx, &self.row).await
    }
}
