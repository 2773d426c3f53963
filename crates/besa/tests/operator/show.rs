//! The whole way: founded, invited, a person met and referred, backed up, the machine thrown away,
//! restored, verified, and the referral opened by those it was sent to.

use crate::bench::{Running, besa, deployment, done, settings, text};
use crate::browser::{Browser, Page, Person};
use std::path::PathBuf;

const WORDS: &str = "Kërkohet një vend i sigurt sonte.";

/// Sends the form of the page one stands on and follows it.
fn go(browser: &mut Browser, page: &Page, path: &str, fields: &[(&str, &str)]) -> (String, Page) {
    let sent = browser.submit(page, path, fields);
    assert_eq!(sent.status, 303, "{path}\n{}", sent.html);
    let next = browser.get(&sent.location);
    (sent.location, next)
}

/// Screens somebody grown up; the address of the case.
fn screened(browser: &mut Browser) -> String {
    let before = browser.get("/screening");
    let (mut to, mut page) = go(browser, &before, "/screening", &[]);
    let decided = [("finding", "potential"), ("reason", "Shenja të qarta sot.")];
    let steps: [&[(&str, &str)]; 7] = [
        &[
            ("may_talk", "yes"),
            ("alone", "yes"),
            ("safe_now", "yes"),
            ("interpreter", "not_needed"),
        ],
        &[
            ("place_found", "AL-10-shkoder"),
            ("age_band", "adult"),
            ("language", "sq"),
        ],
        &[],
        &[],
        &[],
        &decided,
        &[],
    ];
    for fields in steps {
        (to, page) = go(browser, &page, &to.clone(), fields);
    }
    assert!(to.starts_with("/cases/"), "{to}\n{}", page.html);
    to.split('?').next().unwrap().to_owned()
}

/// Identifies the person of a case.
fn identified(browser: &mut Browser, case: &str) {
    let page = browser.get(case);
    let begun = browser.submit(&page, &format!("{case}/identify"), &[]);
    let (mut to, mut page) = (begun.location.clone(), browser.get(&begun.location));
    if page.status == 303 {
        to = page.location.clone();
        page = browser.get(&to);
    }
    let fields = [
        ("name_used", "Zamirë Bregasi"),
        ("sex", "female"),
        ("age_group", "26_35"),
        ("citizenship", "albanian"),
        ("accompanied_by", "nobody"),
        ("minor_dependants", "no"),
        ("contact_way", "phone"),
        ("contact_phone", "0690000417"),
        ("met_on-day", "20"),
        ("met_on-month", "11"),
        ("met_on-year", "2026"),
        ("place_type", "street"),
        ("source_of_signal", "mobile_unit"),
        ("controller_near", "no"),
        ("observed_condition", "afraid"),
        ("needs_now", "safe_place"),
        ("urgent_medical", "no"),
        ("risk_level", "high"),
        ("risk_factors", "threats"),
        ("hidden_place", "no"),
        ("information_given", "understood"),
        ("wish_help", "yes"),
        ("wish_police", "unable_now"),
    ];
    while !to.ends_with("/check") {
        (to, page) = go(browser, &page, &to.clone(), &fields);
    }
    let sealed = browser.submit(&page, &to, &[]);
    assert_eq!(sealed.status, 303, "{}", sealed.html);
}

/// Refers the person of a case to the shelter; the code of the referral.
fn referred(browser: &mut Browser, case: &str) -> String {
    let page = browser.get(case);
    let begun = browser.submit(&page, &format!("{case}/refer"), &[]);
    assert_eq!(begun.status, 303, "{}", begun.html);
    let (mut to, mut page) = (begun.location.clone(), browser.get(&begun.location));
    while !to.ends_with("/check") {
        let receiver = page.value_before("receiver", "Strehëza Prova");
        let fields: Vec<(&str, &str)> = match to.rsplit('/').next().unwrap() {
            "need" => vec![
                ("service", "shelter"),
                ("urgency", "normal"),
                ("words", WORDS),
            ],
            "receiver" => vec![("receiver", receiver.as_deref().unwrap())],
            "call" => vec![("call", "spoke")],
            "package" => vec![("package", "identity"), ("package", "identification")],
            "wish" => vec![("wish", "yes"), ("ground", "consent")],
            other => panic!("an unknown step {other}"),
        };
        (to, page) = go(browser, &page, &to.clone(), &fields);
    }
    let sent = browser.submit(&page, &to, &[]);
    assert!(sent.location.starts_with("/referrals/RF-"), "{}", sent.html);
    sent.location.trim_start_matches("/referrals/").to_owned()
}

#[test]
fn from_an_empty_folder_to_a_referral_that_outlives_its_machine() {
    let (founded, data) = deployment();
    let away = tempfile::tempdir().unwrap();
    let (lines, identity) = crate::backup::recipient(away.path());
    let config = settings(data.path(), &lines);
    let server = Running::start(&["--config", text(&config)]);
    let drita = Person::enrols(&server.address, "drita", &founded.drita);
    let sender = Person::enrols(&server.address, "besa.p", &founded.besa_p);
    let (mut browser, page) = sender.signs_in(&server.address);
    assert_eq!(page.location, "/tasks", "{}", page.html);
    let case = screened(&mut browser);
    identified(&mut browser, &case);
    let referral = referred(&mut browser, &case);
    let to = away.path().join("sets");
    done(&besa(&[
        "backup",
        "--config",
        text(&config),
        "--to",
        text(&to),
    ]));
    server.stop();
    let key_file = std::fs::read(data.path().join("key-file.txt")).unwrap();
    let recorded = done(&besa(&["verify", "--config", text(&config)]));
    drop(data);

    let new = tempfile::tempdir().unwrap();
    let config = settings(new.path(), &lines);
    let file: PathBuf = new.path().join("key-file.txt");
    std::fs::write(&file, key_file).unwrap();
    std::process::Command::new("chmod")
        .arg("600")
        .arg(&file)
        .status()
        .unwrap();
    let (main, shred) = crate::backup::sets(&to);
    let said = done(&besa(&[
        "restore",
        "--config",
        text(&config),
        "--main",
        text(&main),
        "--shred",
        text(&shred),
        "--identity",
        text(&identity),
        "--revoked",
        text(&to.join("revoked.txt")),
    ]));
    let root = recorded
        .split("Root ")
        .nth(1)
        .unwrap()
        .trim()
        .trim_end_matches('.');
    assert!(said.contains(root), "{recorded}\n{said}");
    let verified = done(&besa(&["verify", "--config", text(&config)]));
    assert!(verified.starts_with("Clean"), "{verified}");

    let server = Running::start(&["--config", text(&config)]);
    let (mut browser, page) = drita.signs_in(&server.address);
    assert_eq!(page.location, "/tasks", "{}", page.html);
    let slip = browser.get(&format!("/inbox/{referral}"));
    assert!(slip.html.contains(WORDS), "{} {}", slip.status, slip.html);
    server.stop();
}
