//! What was sealed once must open for ever: one committed sample for each section and format.

use super::*;
use crate::answer::Answer;
use crate::ground::{Ground, Wish};
use crate::screening::{Finding, Outcome};

const SCREENED: &str = include_str!("../../samples/screening.1.json");

fn opens<S: Section + PartialEq + std::fmt::Debug>(sample: &str, expected: &S) {
    let sample = sample.trim_end();
    let opened = S::decode(S::VERSION, sample.as_bytes());
    assert_eq!(opened.as_ref(), Ok(expected), "{}", S::CODE);
    let written = expected.encode().unwrap();
    assert_eq!(
        String::from_utf8(written).unwrap(),
        sample,
        "{} is written otherwise",
        S::CODE
    );
    assert_eq!(
        S::decode(S::VERSION + 1, sample.as_bytes()),
        Err(SectionError::UnknownFormat)
    );
    assert_eq!(S::decode(S::VERSION, b"{}"), Err(SectionError::Unreadable));
}

fn member() -> MemberId {
    MemberId::from_bytes([7; 16])
}

fn f1(answers: &[(&str, Answer)]) -> Checked {
    let answers = answers
        .iter()
        .map(|(code, answer)| ((*code).to_owned(), answer.clone()))
        .collect();
    Checked {
        form: "f1".into(),
        version: 1,
        answers,
    }
}

#[test]
fn header_and_slip_open() {
    opens(
        include_str!("../../samples/header.1.json"),
        &Header {
            code: "7F2Q-94".parse().unwrap(),
            name_used: Some("A.".into()),
            age: Age::Child,
            place_found: "AL-10-shkoder".into(),
            blocked: vec![Blocked {
                institution: InstitutionId::from_bytes([3; 16]),
                reason: "kin".into(),
            }],
        },
    );
    opens(
        include_str!("../../samples/slip.1.json"),
        &Slip {
            service: Service::Shelter,
            urgency: Urgency::Urgent,
            age: Age::Child,
            age_group: "15_17".into(),
            sex: "female".into(),
            language: "sq".into(),
            needs: ["psychological".to_owned(), "safe_place".to_owned()].into(),
            risk: RiskLevel::High,
            hidden_place: Ternary::Yes,
            children: 0,
            words: "Vend i sigurt që sonte".into(),
        },
    );
}

#[test]
fn screening_and_second_look_open() {
    let decided = Decided {
        finding: Finding::Potential,
        reason: "Dy shenja të forta".into(),
        second_look: false,
    };
    let asked = Asked {
        answer: Ternary::Yes,
        evidence: Some("seen".into()),
    };
    let answers = [("age_band".to_owned(), Answer::Choice("child".into()))].into();
    opens(
        SCREENED,
        &ScreeningSheet {
            at: Moment(1_795_000_000_000_000),
            by: member(),
            basics: Checked {
                form: "screening".into(),
                version: 1,
                answers,
            },
            age: Age::Child,
            packs: vec!["begging".into()],
            signs: [
                ("B01".to_owned(), asked),
                (
                    "G17".to_owned(),
                    Asked {
                        answer: Ternary::No,
                        evidence: None,
                    },
                ),
            ]
            .into(),
            suggested: Outcome::Sufficient,
            rules: vec!["strong_child".into()],
            decided: decided.clone(),
        },
    );
    opens(
        include_str!("../../samples/second_look.1.json"),
        &SecondLook {
            at: Moment(1_795_000_000_000_000),
            by: member(),
            screening: SealedId::from_bytes([9; 16]),
            decided,
        },
    );
}

#[test]
fn the_parts_of_the_initial_identification_open() {
    opens(
        include_str!("../../samples/identity.1.json"),
        &Identity {
            checked: f1(&[("name_used", Answer::Text("A.".into()))]),
        },
    );
    let sheet = [
        ("met_on", Answer::Date("11.2026".parse().unwrap())),
        ("minor_dependants_number", Answer::Number(2)),
        (
            "needs_now",
            Answer::Choices(["food".to_owned(), "safe_place".to_owned()].into()),
        ),
        ("hidden_place", Answer::Ternary(Ternary::Yes)),
        (
            "told_by",
            Answer::Institution(InstitutionId::from_bytes([3; 16])),
        ),
    ];
    opens(
        include_str!("../../samples/identification.1.json"),
        &IdentificationSheet {
            checked: f1(&sheet),
        },
    );
    let contact = [("contact_phone", Answer::Phone("+355690000000".into()))];
    opens(
        include_str!("../../samples/safe_contact.1.json"),
        &SafeContact {
            checked: f1(&contact),
        },
    );
    let address = [(
        "staying_municipality",
        Answer::Municipality("AL-10-puke".into()),
    )];
    opens(
        include_str!("../../samples/safe_address.1.json"),
        &SafeAddress {
            checked: f1(&address),
        },
    );
    let account = [(
        "said_by_person",
        Answer::LongText("Rreshti i parë\nRreshti i dytë".into()),
    )];
    opens(
        include_str!("../../samples/account.1.json"),
        &Account {
            checked: f1(&account),
        },
    );
    let medical = [("medical_now", Answer::Text("plagë".into()))];
    opens(
        include_str!("../../samples/medical.1.json"),
        &Medical {
            checked: f1(&medical),
        },
    );
}

#[test]
fn wishes_and_notes_open() {
    opens(
        include_str!("../../samples/wish.1.json"),
        &WishRecord {
            at: Moment(1_795_000_000_000_000),
            by: member(),
            language: "sq".into(),
            receiver: Some(InstitutionId::from_bytes([3; 16])),
            receiver_name: "Strehëza Drini".into(),
            sort: ReceiverSort::Service,
            sentence: "Strehëza Drini do të shohë emrin e përdorur.".into(),
            sections: vec!["identity".into()],
            basis: ShareBasis {
                ground: Ground::Consent,
                wish: Wish::Yes,
                reason: None,
                ask_again: false,
            },
            view: None,
        },
    );
    let referral = ReferralId::from_bytes([5; 16]);
    opens(
        include_str!("../../samples/answer_note.1.json"),
        &AnswerNote {
            referral,
            contact: Some("E. Sh.".into()),
            expected: Some(Moment(1_795_000_000_000_000)),
            words: "pas orës 20:00".into(),
        },
    );
    opens(
        include_str!("../../samples/decline_note.1.json"),
        &DeclineNote {
            referral,
            reason: "full".into(),
            words: "Lirohet një vend të premten.".into(),
        },
    );
    opens(
        include_str!("../../samples/withdrawal_note.1.json"),
        &WithdrawalNote {
            referral,
            reason: "person".into(),
        },
    );
    opens(
        include_str!("../../samples/outcome_note.1.json"),
        &OutcomeNote {
            referral,
            outcome: "provided".into(),
            words: "U strehua.".into(),
        },
    );
}

#[test]
fn every_section_has_its_sample() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for (code, _) in SECTIONS {
        assert!(samples.join(format!("{code}.1.json")).is_file(), "{code}");
    }
    assert_eq!(std::fs::read_dir(samples).unwrap().count(), SECTIONS.len());
}

#[test]
fn a_field_that_nobody_knows_is_refused() {
    let more = SCREENED.replacen('{', r#"{"name":"Ana","#, 1);
    assert_eq!(
        ScreeningSheet::decode(1, more.as_bytes()),
        Err(SectionError::Unreadable)
    );
}

/// No section of a form is left unsealed, and each is sealed to the circle that the form names.
#[test]
fn every_section_of_f1_is_sealed_once_to_its_circle() {
    let rules = crate::rules::tests::real();
    let form = rules.form("f1").unwrap();
    let sealed = [
        (Identity::FORM_SECTIONS, Identity::CIRCLE),
        (
            IdentificationSheet::FORM_SECTIONS,
            IdentificationSheet::CIRCLE,
        ),
        (SafeContact::FORM_SECTIONS, SafeContact::CIRCLE),
        (SafeAddress::FORM_SECTIONS, SafeAddress::CIRCLE),
        (Account::FORM_SECTIONS, Account::CIRCLE),
        (Medical::FORM_SECTIONS, Medical::CIRCLE),
    ];
    for section in &form.sections {
        let places: Vec<_> = sealed
            .iter()
            .filter(|(codes, _)| codes.contains(&&*section.code))
            .collect();
        assert_eq!(places.len(), 1, "{}", section.code);
        assert_eq!(places[0].1, section.circle, "{}", section.code);
    }
}
