//! The real rule files, read as the program reads them, and the ways in which a wrong one is refused.

use crate::{
    Age, Date, DutyToReport, Group, InstitutionKind, Letter, Moment, Profession, RuleHead, RuleRow,
    Rules, RungTo, Service, TimerCode, Urgency, due_at,
};
use jiff::civil::date;

const FILES: [&str; 14] = [
    include_str!("../../../../rules/kinds.toml"),
    include_str!("../../../../rules/duties.toml"),
    include_str!("../../../../rules/services.toml"),
    include_str!("../../../../rules/territory.toml"),
    include_str!("../../../../rules/indicators.toml"),
    include_str!("../../../../rules/packs.toml"),
    include_str!("../../../../rules/screening.toml"),
    include_str!("../../../../rules/disclosure.toml"),
    include_str!("../../../../rules/timers.toml"),
    include_str!("../../../../rules/brake.toml"),
    include_str!("../../../../rules/calendar.toml"),
    include_str!("../../../../rules/lists.toml"),
    include_str!("../../../../rules/forms/screening.1.toml"),
    include_str!("../../../../rules/forms/f1.1.toml"),
];

fn rows() -> Vec<RuleRow> {
    FILES
        .iter()
        .map(|body| RuleRow::read(body).unwrap())
        .collect()
}

/// The rules in force on a day of the tests.
pub(crate) fn real() -> Rules {
    Rules::at(&rows(), date(2026, 11, 23)).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(kind: &str, from: &str, to: &str) -> String {
    let mut rows = rows();
    let row = rows.iter_mut().find(|row| row.kind.code() == kind).unwrap();
    assert!(row.body.contains(from), "the file no longer holds: {from}");
    row.body = row.body.replacen(from, to, 1);
    match Rules::at(&rows, date(2026, 11, 23)) {
        Ok(_) => panic!("{kind}: {to} was not refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_real_rules_agree_with_each_other() {
    let rules = real();
    assert_eq!(rules.indicators.iter().count(), 130);
    assert_eq!(rules.territory.municipalities.len(), 61);
    assert_eq!(rules.territory.of_county("AL-10").len(), 5);
    assert_eq!(rules.heads.len(), FILES.len());
    assert_eq!(
        rules.duties.letter("PR-03", crate::DutyColumn::Shz),
        Some(Letter::Lead)
    );
    assert_eq!(rules.services.row(Service::Shelter).duty, "PR-03");
    assert!(
        !rules
            .kinds
            .row(InstitutionKind::StateIntelligence)
            .case_work
    );
    assert_eq!(rules.form("f1").unwrap().version, 1);
}

#[test]
fn a_wrong_file_is_refused_with_a_sentence() {
    for (kind, from, to, said) in [
        (
            "kinds",
            "code = \"court\"",
            "code = \"tribunal\"",
            "tribunal",
        ),
        (
            "services",
            "duty = \"PR-03\"",
            "duty = \"PR-99\"",
            "there is no duty PR-99",
        ),
        (
            "packs",
            "\"G19\", \"G20\"",
            "\"G16\", \"G20\"",
            "G16 is not a sign of section A",
        ),
        (
            "packs",
            "\"G19\", \"G20\"",
            "\"G19\", \"G20\", \"G22\", \"G42\"",
            "more than five",
        ),
        (
            "screening",
            "any_of = [{ A = 1 }, { B = 1 }, { C = 1 }]",
            "any_of = [{}]",
            "always speak",
        ),
        (
            "screening",
            "{ strong_any = 1 }",
            "{ V = 2 }",
            "vulnerability alone",
        ),
        ("screening", "\"partial\"", "\"none_today\"", "only raise"),
        ("disclosure", "\"coordinator_office\",", "", "0 texts"),
        (
            "timers",
            "hours = 2\ncalendar = \"elapsed\"",
            "hours = 2\ncalendar = \"soon\"",
            "soon",
        ),
        ("timers", "rung = 2", "rung = 3", "1, 2, 3"),
        ("brake", "most_else = 5", "most_else = 50", "not more than"),
        ("brake", "from = 8", "from = 18", "ends before it begins"),
        ("calendar", "2026-12-08", "2026-12-25", "stands twice"),
        (
            "form",
            "kind = \"municipality\"",
            "kind = \"text\"",
            "reads this field as municipality",
        ),
        (
            "form",
            "required_when = \"always\"",
            "required_when = \"alone > no\"",
            "`field = value`",
        ),
        (
            "form",
            "section = \"basics\"",
            "section = \"name\"",
            "its section is not there",
        ),
        ("indicators", "weight =", "wieght =", "wieght"),
        (
            "lists",
            "code = \"evidence\"",
            "code = \"proof\"",
            "not there",
        ),
        (
            "territory",
            "county = \"AL-01\"",
            "county = \"AL-77\"",
            "its county is unknown",
        ),
    ] {
        let sentence = refused(kind, from, to);
        assert!(sentence.contains(said), "{kind}: {sentence}");
    }
    let swapped = FILES[0].replacen("valid_from", "valid_to = \"2025-01-01\"\nvalid_from", 1);
    assert!(RuleHead::read(&swapped).is_err());
}

#[test]
fn the_newest_version_in_force_holds_and_old_forms_stay_readable() {
    let mut rows = rows();
    let mut next = rows.iter().find(|row| row.code == "f1").unwrap().clone();
    next.body = next.body.replacen("version = 1", "version = 2", 1);
    next.body = next.body.replacen(
        "valid_from = \"2026-01-01\"",
        "valid_from = \"2027-01-01\"",
        1,
    );
    rows.push(RuleRow::read(&next.body).unwrap());
    let version = |on: Date| Rules::at(&rows, on).unwrap().form("f1").unwrap().version;
    assert_eq!(
        (version(date(2026, 12, 31)), version(date(2027, 1, 1))),
        (1, 2)
    );
    assert!(
        Rules::at(&rows, date(2027, 1, 1))
            .unwrap()
            .form_version("f1", 1)
            .is_some()
    );
    assert!(Rules::at(&rows, date(2025, 1, 1)).is_err());
    rows.retain(|row| row.code != "matrix");
    assert!(Rules::at(&rows, date(2026, 11, 23)).is_err());
}

/// Practice paper 1: the same story heard by three workers.
#[test]
fn ngo_worker_municipal_worker_and_doctor_read_three_texts_and_have_three_duties() {
    let rules = real();
    let told = [
        (InstitutionKind::NgoMobileUnit, Profession::ConfidentialNgo),
        (InstitutionKind::Municipality, Profession::PublicOfficial),
        (InstitutionKind::Hospital, Profession::Medical),
    ]
    .map(|(kind, profession)| rules.disclosures.tell(kind, profession));
    let duties = told.map(|telling| telling.own.duty);
    assert_eq!(
        duties,
        [
            Some(DutyToReport::Confidential),
            Some(DutyToReport::ReportOffence),
            Some(DutyToReport::MedicalReport)
        ]
    );
    let mut texts = told.map(|telling| telling.own.aloud.sq.clone()).to_vec();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 3);
    for telling in told {
        assert!(telling.own.aloud.sq.starts_with("«Para se të flasim"));
        assert_eq!(telling.always.duty, None);
        for word in ["VMT", "VT", "viktim"] {
            assert!(
                !telling.own.aloud.sq.contains(word) && !telling.always.aloud.sq.contains(word)
            );
        }
    }
}

#[test]
fn a_normal_answer_is_due_at_the_same_hour_of_the_next_working_day() {
    let rules = real();
    let due = |day, hour| {
        due_at(
            Urgency::Normal,
            Moment::local(day, hour, 0),
            &rules.timers,
            &rules.calendar,
        )
        .text()
    };
    // Friday evening; Friday 27 November before Saturday 28 and its moved days; a Sunday.
    assert_eq!(due(date(2026, 11, 20), 18), "24.11.2026, 18:00");
    assert_eq!(due(date(2026, 11, 27), 18), "02.12.2026, 18:00");
    assert_eq!(due(date(2026, 11, 15), 9), "16.11.2026, 09:00");
    assert_eq!(due(date(2026, 12, 7), 10), "09.12.2026, 10:00");
    // Over the night when the clock goes back, the hour stays the hour.
    assert_eq!(due(date(2026, 10, 23), 10), "26.10.2026, 10:00");
    let urgent = Moment::local(date(2026, 11, 20), 23, 30);
    let due = due_at(Urgency::Urgent, urgent, &rules.timers, &rules.calendar);
    assert_eq!(due.text(), "21.11.2026, 01:30");
    assert_eq!(
        rules.timers.row(TimerCode::AskAgain).wait,
        crate::Wait::Hours(24)
    );
}

#[test]
fn ladders_tell_people_in_their_order() {
    let rules = real();
    let expired = Moment::local(date(2026, 11, 20), 20, 0);
    let told = |urgency| -> Vec<_> {
        let rungs = rules.timers.rungs_due(urgency, expired, &rules.calendar);
        rungs
            .into_iter()
            .map(|rung| (rung.to, rung.at.text()))
            .collect()
    };
    assert_eq!(
        told(Urgency::Urgent),
        [
            (RungTo::DutyPerson, "20.11.2026, 20:00".to_owned()),
            (RungTo::Head, "20.11.2026, 21:00".to_owned()),
            (RungTo::CountyDuty, "20.11.2026, 22:00".to_owned()),
            (RungTo::ResponsibleAuthority, "24.11.2026, 20:00".to_owned()),
        ]
    );
    assert_eq!(told(Urgency::Normal).len(), 2);
}

#[test]
fn packs_ask_few_questions_and_only_those_for_the_age() {
    let rules = real();
    let asked = |age, add_ons: &[&str]| {
        let questions = rules.packs.questions(&rules.indicators, age, add_ons);
        questions
            .into_values()
            .flatten()
            .map(|sign| sign.code.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(Age::Adult, &[]).len(), 13);
    assert_eq!(asked(Age::Unclear, &[]), asked(Age::Child, &[]));
    // A child's sign of an added pack does not appear for an adult, and no sign appears twice.
    assert!(!asked(Age::Adult, &["begging"]).contains(&"B03".to_owned()));
    assert!(asked(Age::Child, &["begging"]).contains(&"B03".to_owned()));
    let health = asked(Age::Adult, &["health"]);
    assert_eq!(health.iter().filter(|code| *code == "G19").count(), 1);
    let more = rules
        .packs
        .more(&rules.indicators, Age::Adult, Group::A, &["G19"]);
    assert!(
        more.iter()
            .all(|sign| sign.code != "G19" && sign.group == Group::A)
    );
    assert!(
        !rules
            .packs
            .more(&rules.indicators, Age::Adult, Group::V, &[])
            .is_empty()
    );
}
