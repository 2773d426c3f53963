//! Practice paper 3: the cases of this country, and what the rules say to each.

use crate::rules::tests::real;
use crate::{
    Age, Asked, Finding, Group, Outcome, Raw, ScreeningFacts, Suggestion, Ternary, decide_finding,
    read_signs, suggest,
};
use proptest::prelude::*;

fn facts(age: Age, yes: &[&str]) -> ScreeningFacts {
    let asked = |code: &&str| {
        (
            (*code).to_owned(),
            Asked {
                answer: Ternary::Yes,
                evidence: Some("said".to_owned()),
            },
        )
    };
    ScreeningFacts {
        age,
        asked: yes.iter().map(asked).collect(),
    }
}

fn suggested(age: Age, yes: &[&str]) -> (Outcome, Vec<String>) {
    let rules = real();
    for code in yes {
        assert!(rules.indicators.get(code).is_some(), "{code}");
    }
    let Suggestion { outcome, reached } =
        suggest(&rules.screening, &rules.indicators, &facts(age, yes));
    (outcome, reached.into_iter().map(|rule| rule.rule).collect())
}

#[test]
fn an_adult_held_in_her_own_town_is_enough_by_two_strong_signs() {
    assert_eq!(
        suggested(Age::Adult, &["G16", "G17"]),
        (Outcome::Sufficient, vec!["strong_adult".into()])
    );
}

#[test]
fn a_child_begging_under_control_is_enough_by_one_strong_sign() {
    for age in [Age::Child, Age::Unclear] {
        assert_eq!(
            suggested(age, &["B01"]),
            (Outcome::Sufficient, vec!["strong_child".into()])
        );
    }
}

#[test]
fn a_man_made_to_grow_cannabis_in_a_locked_house_is_enough() {
    assert_eq!(
        suggested(Age::Adult, &["C01", "C08"]).0,
        Outcome::Sufficient
    );
}

#[test]
fn one_lone_sign_of_violence_asks_for_a_second_look() {
    assert_eq!(
        suggested(Age::Adult, &["G26"]),
        (Outcome::Partial, vec!["second_look".into()])
    );
}

#[test]
fn the_rule_of_2005_speaks_by_itself_where_no_sign_is_strong() {
    let adult = suggested(Age::Adult, &["G20", "G05", "G11"]);
    assert_eq!(
        adult,
        (Outcome::Sufficient, vec!["annex_2005_adult".into()])
    );
    assert_eq!(suggested(Age::Adult, &["G20", "G11"]).0, Outcome::Partial);
    let child = suggested(Age::Child, &["K05", "K04"]);
    assert_eq!(
        child,
        (Outcome::Sufficient, vec!["annex_2005_child".into()])
    );
}

#[test]
fn both_rules_are_named_when_both_speak() {
    let (outcome, rules) = suggested(Age::Adult, &["G19", "G16", "G17", "G08"]);
    assert_eq!(outcome, Outcome::Sufficient);
    assert_eq!(rules, ["annex_2005_adult", "strong_adult"]);
    let real = real();
    let said = suggest(
        &real.screening,
        &real.indicators,
        &facts(Age::Adult, &["G16", "G17", "G37"]),
    );
    let strong = &said.reached[0].signs;
    assert_eq!(
        strong.get(&Group::B),
        Some(&vec!["G16".to_owned(), "G17".to_owned()])
    );
    assert_eq!(strong.get(&Group::V), None);
}

#[test]
fn vulnerability_alone_is_never_sufficient() {
    let all = real();
    let vulnerable: Vec<_> = all
        .indicators
        .iter()
        .filter(|sign| sign.group == Group::V)
        .map(|sign| sign.code.as_str())
        .collect();
    for age in Age::ALL {
        assert_eq!(suggested(age, &vulnerable).0, Outcome::Partial);
        assert_eq!(suggested(age, &[]), (Outcome::NoneToday, vec![]));
    }
}

#[test]
fn a_decision_needs_a_reason_and_one_below_the_signs_a_second_person() {
    let rules = real();
    let decide = |finding, reason, yes: &[&str]| {
        let facts = facts(Age::Adult, yes);
        let said = suggest(&rules.screening, &rules.indicators, &facts);
        decide_finding(finding, reason, &said, &rules.indicators, &facts)
    };
    assert_eq!(
        decide(Finding::Potential, " \u{200B}", &["G16"])
            .unwrap_err()
            .key,
        "error-no-reason"
    );
    for finding in Finding::ALL {
        let decided = decide(finding, "sqarim i besueshëm", &["G26"]).unwrap();
        assert_eq!(decided.second_look, finding != Finding::Potential);
    }
    assert!(
        !decide(Finding::NoSigns, "asnjë shenjë", &[])
            .unwrap()
            .second_look
    );
    assert!(
        !decide(Finding::Potential, "gjykim profesional", &[])
            .unwrap()
            .second_look
    );
}

#[test]
fn answers_are_read_as_the_page_sends_them() {
    let rules = real();
    let raw = |pairs: &[(&str, &str)]| -> Raw {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
            .collect()
    };
    let read = |pairs: &[(&str, &str)]| read_signs(&raw(pairs), &rules.indicators, &rules.lists);
    let signs = read(&[
        ("G16", "yes"),
        ("G16-source", "seen"),
        ("G17", "no"),
        ("G17-source", "said"),
        ("G03", "not_asked"),
    ]);
    let signs = signs.unwrap();
    assert_eq!(signs.len(), 2);
    assert_eq!(
        signs["G16"],
        Asked {
            answer: Ternary::Yes,
            evidence: Some("seen".into())
        }
    );
    assert_eq!(signs["G17"].evidence, None);
    let faults = read(&[("G16", "po"), ("G17", "yes"), ("G17-source", "dreamt")]).unwrap_err();
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| (fault.field.as_str(), fault.key))
        .collect();
    assert_eq!(
        faults,
        [
            ("G16", "error-not-a-choice"),
            ("G17-source", "error-no-evidence")
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// One more "Po" never lowers what is suggested.
    #[test]
    fn another_sign_never_lowers_the_suggestion(picks in prop::collection::vec(0_usize..130, 0..8), child in any::<bool>()) {
        let rules = real();
        let codes: Vec<&str> = rules.indicators.iter().map(|sign| sign.code.as_str()).collect();
        let age = if child { Age::Child } else { Age::Adult };
        let mut last = Outcome::NoneToday;
        for end in 0..=picks.len() {
            let yes: Vec<&str> = picks[..end].iter().map(|pick| codes[*pick]).collect();
            let now = suggest(&rules.screening, &rules.indicators, &facts(age, &yes)).outcome;
            prop_assert!(now >= last);
            last = now;
        }
    }
}
