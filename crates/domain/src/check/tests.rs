//! What people type, and what becomes of it.

use crate::rules::tests::real;
use crate::{
    Age, Answer, Checked, FieldError, FirstNeeds, PartialDate, Raw, RiskLevel, ScreeningBasics,
    Ternary, Wish, check,
};
use jiff::civil::date;

fn raw(pairs: &[(&str, &str)]) -> Raw {
    let mut raw = Raw::new();
    for (name, value) in pairs {
        raw.entry((*name).to_owned())
            .or_default()
            .push((*value).to_owned());
    }
    raw
}

fn f1(sections: &[&str], pairs: &[(&str, &str)]) -> Result<Checked, Vec<FieldError>> {
    let rules = real();
    let form = rules.form("f1").unwrap();
    check(
        form,
        sections,
        &raw(pairs),
        &rules.territory,
        date(2026, 11, 23),
    )
}

fn keys(result: Result<Checked, Vec<FieldError>>) -> Vec<(String, &'static str)> {
    result
        .unwrap_err()
        .into_iter()
        .map(|fault| (fault.field, fault.key))
        .collect()
}

const SCREENING: [(&str, &str); 7] = [
    ("may_talk", "yes"),
    ("alone", "yes"),
    ("safe_now", "unknown"),
    ("interpreter", "not_needed"),
    ("place_found", "AL-10-shkoder"),
    ("age_band", "unclear"),
    ("language", "sq"),
];

#[test]
fn the_questions_before_the_signs_become_facts() {
    let rules = real();
    let form = rules.form("screening").unwrap();
    let checked = check(
        form,
        &[],
        &raw(&SCREENING),
        &rules.territory,
        date(2026, 11, 23),
    )
    .unwrap();
    let basics = ScreeningBasics::try_from(&checked).unwrap();
    assert!(basics.may_talk && basics.age == Age::Unclear && basics.safe_now == Ternary::Unknown);
    assert_eq!(basics.place_found, "AL-10-shkoder");
    let part = checked.part(form, &["safety"]);
    assert_eq!(part.answers.len(), 4);
    assert!(ScreeningBasics::try_from(&part).is_err());
}

#[test]
fn every_fault_is_found_at_once() {
    let faults = keys(f1(
        &["person", "circumstances"],
        &[
            ("name_used", &"ë".repeat(301)),
            ("sex", "female"),
            ("sex", "male"),
            ("age_group", "17"),
            ("minor_dependants", "yes"),
            ("met_on-day", "31"),
            ("met_on-month", "2"),
            ("met_on-year", "2026"),
        ],
    ));
    for expected in [
        ("name_used", "error-line-too-long"),
        ("sex", "error-only-one"),
        ("age_group", "error-not-a-choice"),
        ("citizenship", "error-missing"),
        ("minor_dependants_number", "error-missing"),
        ("met_on", "error-not-a-date"),
        ("place_type", "error-missing"),
    ] {
        assert!(
            faults
                .iter()
                .any(|(field, key)| (field.as_str(), *key) == expected),
            "{expected:?}"
        );
    }
}

#[test]
fn a_condition_asks_only_when_it_holds_and_nothing_typed_is_lost() {
    let base = [
        ("contact_way", "in_person"),
        ("contact_phone", "+355 69 20-00-000"),
    ];
    let checked = f1(&["safe_contact"], &base).unwrap();
    assert_eq!(checked.words("contact_phone"), Some("+355692000000"));
    assert_eq!(
        keys(f1(&["safe_contact"], &[("contact_way", "phone")])),
        [("contact_phone".to_owned(), "error-missing")]
    );
    // The condition may stand in another section of the same page.
    assert_eq!(
        keys(f1(&["medical"], &[("urgent_medical", "yes")])),
        [("medical_now".to_owned(), "error-missing")]
    );
}

#[test]
fn names_of_any_script_are_kept_and_hidden_marks_are_not() {
    let person = |name: &str| {
        let pairs = [
            ("name_used", name),
            ("sex", "female"),
            ("age_group", "15_17"),
            ("citizenship", "albanian"),
            ("accompanied_by", "nobody"),
            ("minor_dependants", "not_asked"),
        ];
        f1(&["person"], &pairs).unwrap()
    };
    let long = "Ç".repeat(300);
    assert_eq!(person(&long).words("name_used"), Some(long.as_str()));
    assert_eq!(
        person("\u{202E}Ana\u{200B}").words("name_used"),
        Some("Ana")
    );
    assert_eq!(person("\u{200B}").words("name_used"), None);
    assert_eq!(person("").words("name_used"), None);
    assert_eq!(person("x").ternary("minor_dependants"), Ternary::NotAsked);
}

#[test]
fn a_date_is_read_from_one_box_or_three_and_not_from_the_future() {
    let circumstances = |extra: &[(&str, &str)]| {
        let base = [
            ("place_type", "street"),
            ("source_of_signal", "self"),
            ("observed_condition", "afraid"),
            ("observed_condition", "hungry"),
            ("controller_near", "no"),
        ];
        f1(&["circumstances"], &[base.as_slice(), extra].concat())
    };
    let met = |extra: &[(&str, &str)]| {
        circumstances(extra).map(|checked| checked.answers["met_on"].clone())
    };
    let day = Answer::Date(PartialDate::Day(date(2026, 11, 1)));
    assert_eq!(met(&[("met_on", "1/11/2026")]).as_ref(), Ok(&day));
    assert_eq!(
        met(&[
            ("met_on-day", "1"),
            ("met_on-month", "11"),
            ("met_on-year", "2026")
        ]),
        Ok(day)
    );
    assert_eq!(
        met(&[("met_on-year", "2026")]),
        Ok(Answer::Date(PartialDate::Year(2026)))
    );
    for (text, key) in [
        ("24.11.2026", "error-date-in-the-future"),
        ("1.1.1850", "error-date-out-of-range"),
    ] {
        assert_eq!(
            keys(circumstances(&[("met_on", text)])),
            [("met_on".to_owned(), key)]
        );
    }
    let checked = circumstances(&[("met_on", "11.2026")]).unwrap();
    assert_eq!(checked.choices("observed_condition").len(), 2);
}

#[test]
fn first_needs_become_facts() {
    let pairs = [
        ("sex", "female"),
        ("age_group", "15_17"),
        ("citizenship", "albanian"),
        ("accompanied_by", "nobody"),
        ("minor_dependants", "no"),
        ("needs_now", "safe_place"),
        ("needs_now", "psychological"),
        ("urgent_medical", "no"),
        ("risk_level", "high"),
        ("risk_factors", "threats"),
        ("hidden_place", "yes"),
        ("information_given", "understood"),
        ("wish_help", "yes"),
        ("wish_police", "unable_now"),
    ];
    let needs = f1(&["person", "needs", "risk", "wishes"], &pairs).unwrap();
    let needs = FirstNeeds::try_from(&needs).unwrap();
    assert_eq!(
        (needs.risk, needs.wish_police, needs.name_used),
        (RiskLevel::High, Wish::UnableNow, None)
    );
    assert_eq!(needs.needs.len(), 2);
}

#[test]
fn numbers_phones_and_places_are_what_they_say() {
    for (field, value, key) in [
        ("minor_dependants_number", "-1", "error-not-a-number"),
        ("minor_dependants_number", "12345", "error-not-a-number"),
        ("minor_dependants_number", "dy", "error-not-a-number"),
    ] {
        let faults = keys(f1(&["person"], &[(field, value)]));
        assert!(faults.contains(&(field.to_owned(), key)), "{value}");
    }
    for value in ["069 20 00 000 0000 0000", "12", "+3556x", "--"] {
        let faults = keys(f1(
            &["safe_contact"],
            &[("contact_way", "phone"), ("contact_phone", value)],
        ));
        assert_eq!(
            faults,
            [("contact_phone".to_owned(), "error-not-a-phone")],
            "{value}"
        );
    }
    let place = f1(
        &["safe_address"],
        &[("staying_municipality", "AL-10-atlantis")],
    );
    assert_eq!(
        keys(place),
        [("staying_municipality".to_owned(), "error-no-municipality")]
    );
}
