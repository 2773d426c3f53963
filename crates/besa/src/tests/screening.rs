//! The screening and the initial identification by their pages: the journey of a girl of seventeen,
//! what three workers must say, and everything that must not get lost or be seen.

use super::kit::{Browser, Page, World};
use crate::record::{Verdict, verify};
use axum::http::StatusCode;
use besa_domain::{DutyToReport, InstitutionKind, Profession};

const SAFE: &[(&str, &str)] = &[
    ("may_talk", "yes"),
    ("alone", "yes"),
    ("safe_now", "yes"),
    ("interpreter", "not_needed"),
];

/// Sends a step of the page it stands on and follows it.
pub(super) async fn go(
    browser: &Browser,
    page: &Page,
    path: &str,
    fields: &[(&str, &str)],
) -> (String, Page) {
    let sent = browser.post(page, path, fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path}\n{}", sent.html);
    let to = sent.location().to_owned();
    let next = browser.get(&to).await;
    (to, next)
}

/// A begun screening: address of the draft without its last part, and the safety page.
pub(super) async fn begun(browser: &Browser) -> (String, Page) {
    let before = browser.get("/screening").await;
    let (to, page) = go(browser, &before, "/screening", &[]).await;
    (to.trim_end_matches("/safety").to_owned(), page)
}

/// Screens up to the check page.
pub(super) async fn screened(
    browser: &Browser,
    age: &str,
    signs: &[(&str, &str)],
    finding: &str,
) -> String {
    let (draft, page) = begun(browser).await;
    let (to, page) = go(browser, &page, &format!("{draft}/safety"), SAFE).await;
    let basics = [
        ("place_found", "AL-10-shkoder"),
        ("age_band", age),
        ("language", "sq"),
    ];
    let (mut to, mut page) = go(browser, &page, &to, &basics).await;
    for _ in 0..3 {
        (to, page) = go(browser, &page, &to, signs).await;
    }
    assert!(
        to.ends_with("/outcome") && !page.has(" checked"),
        "nothing is decided beforehand"
    );
    let decision = [("finding", finding), ("reason", "Shenja të qarta sot.")];
    let (to, _) = go(browser, &page, &to, &decision).await;
    assert_eq!(to, format!("{draft}/check"));
    draft
}

pub(super) async fn sealed(browser: &Browser, draft: &str) -> String {
    let check = format!("{draft}/check");
    let page = browser.get(&check).await;
    browser.post(&page, &check, &[]).await.location().to_owned()
}

pub(super) const IDENTIFIED: &[(&str, &str)] = &[
    ("name_used", "Zamirë Bregasi"),
    ("sex", "female"),
    ("age_group", "15_17"),
    ("citizenship", "albanian"),
    ("accompanied_by", "nobody"),
    ("minor_dependants", "no"),
    ("contact_way", "phone"),
    ("contact_phone", "0690000417"),
    ("staying_address", "Rruga e Kuqe Pa Numër"),
    ("met_on-day", "24"),
    ("met_on-month", "11"),
    ("met_on-year", "2026"),
    ("place_type", "street"),
    ("source_of_signal", "mobile_unit"),
    ("controller_near", "no"),
    ("observed_condition", "afraid"),
    ("needs_now", "safe_place"),
    ("urgent_medical", "yes"),
    ("medical_now", "Qemo Shtrigulli"),
    ("risk_level", "high"),
    ("risk_factors", "threats"),
    ("hidden_place", "yes"),
    ("information_given", "understood"),
    ("wish_help", "yes"),
    ("wish_police", "unable_now"),
];

/// Identifies the person of a case and answers with the address it ended at.
pub(super) async fn identified(browser: &Browser, case: &str) -> String {
    let page = browser.get(case).await;
    let (_, page) = go(browser, &page, &format!("{case}/identify"), &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let mut to = page.location().to_owned();
    let mut page = browser.get(&to).await;
    while !to.ends_with("/check") {
        assert!(page.has("Nga shqyrtimi, pa u pyetur përsëri"));
        (to, page) = go(browser, &page, &to, IDENTIFIED).await;
    }
    assert!(page.has("Zamirë Bregasi") && page.has("Kush do të mund ta lexojë"));
    browser.post(&page, &to, &[]).await.location().to_owned()
}

#[tokio::test]
async fn a_girl_of_seventeen_is_screened_and_identified_and_the_record_verifies() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let draft = screened(
        &elira,
        "child",
        &[("B01", "yes"), ("B01-source", "seen")],
        "potential",
    )
    .await;
    let outcome = elira.get(&format!("{draft}/outcome")).await;
    assert!(outcome.has("Ndiqet rruga për fëmijë") && outcome.has("Bashkia Shkodër"));
    let check = elira.get(&format!("{draft}/check")).await;
    assert!(check.has("Kush do të mund ta lexojë") && check.has("Qendra Sociale Rozafa"));
    let case = sealed(&elira, &draft).await;
    assert_eq!(sealed_again(&elira, &draft, &check).await, case);
    let page = elira.get(&case).await;
    assert!(page.has("Viktimë e mundshme e trafikimit"));
    assert_eq!(identified(&elira, &case).await, case);
    let page = elira.get(&case).await;
    assert!(!page.has("Zamirë") && page.has("Fëmijë: dëgjohet mendimi"));
    let list = elira.get("/cases").await;
    assert!(!list.has("Zamirë") && list.has(case.trim_start_matches("/cases/")));
    assert!(
        elira
            .post(&list, "/cases", &[("page", "1")])
            .await
            .has("Zamirë Bregasi")
    );
    let open = format!("{case}/open");
    let opened = elira
        .post(&page, &open, &[("part", "sensitive"), ("reason", "talk")])
        .await;
    assert!(opened.has("Rruga e Kuqe Pa Numër") && opened.has("0690000417"));
    let unfit = elira.post(&page, &open, &[("part", "sensitive")]).await;
    assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
    let verdict = verify(world.app.db(), &world.app.facts().log).await;
    assert!(matches!(verdict, Verdict::Clean(_)), "{verdict:?}");
}

/// The check page sent a second time.
async fn sealed_again(browser: &Browser, draft: &str, check: &Page) -> String {
    browser
        .post(check, &format!("{draft}/check"), &[])
        .await
        .location()
        .to_owned()
}

#[tokio::test]
async fn practice_3_a_strong_sign_of_a_child_suffices_and_no_sign_is_only_today() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let draft = screened(&elira, "unclear", &[("B01", "yes")], "no_signs").await;
    let outcome = elira.get(&format!("{draft}/outcome")).await;
    assert!(outcome.has("Tregues të mjaftueshëm") && outcome.has("Rregulli i treguesve të fortë"));
    let case = sealed(&elira, &draft).await;
    assert!(
        elira
            .get(&case)
            .await
            .has("Një koleg tjetër duhet ta shikojë")
    );
    let own = elira.get(&format!("{case}/second-look")).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let none = screened(&elira, "adult", &[], "no_signs").await;
    let page = elira.get(&format!("{none}/outcome")).await;
    assert!(page.has("Nuk u vunë re tregues sot"));
}

#[tokio::test]
async fn practice_1_three_workers_hear_three_texts_and_have_three_duties() {
    let world = World::founded().await;
    let rules = world.app.rules();
    let tell = |kind, profession| rules.disclosures.tell(kind, profession).own;
    let ngo = tell(InstitutionKind::NgoMobileUnit, Profession::ConfidentialNgo);
    let town = tell(InstitutionKind::Municipality, Profession::PublicOfficial);
    let doctor = tell(InstitutionKind::Hospital, Profession::Medical);
    assert_eq!(ngo.duty, Some(DutyToReport::Confidential));
    assert_eq!(town.duty, Some(DutyToReport::ReportOffence));
    assert_eq!(doctor.duty, Some(DutyToReport::MedicalReport));
    let (elira, teuta) = (
        world.as_("elira").get("/screening").await,
        world.as_("teuta").get("/screening").await,
    );
    assert!(elira.has(&ngo.aloud.sq) && !elira.has(&town.aloud.sq) && !elira.has(&doctor.aloud.sq));
    assert!(teuta.has(&town.aloud.sq) && !teuta.has(&ngo.aloud.sq));
    assert!(
        world
            .as_("teuta")
            .in_english()
            .get("/screening")
            .await
            .has(&town.aloud.en)
    );
}

#[tokio::test]
async fn nothing_typed_is_lost_to_a_fault_a_language_or_a_stop() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let case = sealed(&elira, &screened(&elira, "adult", &[], "at_risk").await).await;
    let page = elira.get(&case).await;
    let (_, page) = go(&elira, &page, &format!("{case}/identify"), &[]).await;
    let to = page.location().to_owned();
    let page = elira.get(&to).await;
    let long = "ë".repeat(300);
    let faulty = elira.post(&page, &to, &[("name_used", &long)]).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.has(&long) && faulty.has("href=\"#sex\""));
    assert!(elira.get(&to).await.has(&long));
    let english = elira
        .post(
            &page,
            &to,
            &[("name_used", "Ana\u{202E}\u{200B} B"), ("_lang", "en")],
        )
        .await;
    assert_eq!(english.status, StatusCode::OK);
    assert!(english.has("lang=\"en\"") && english.has("Name used") && english.has("Ana"));
    let stopped = elira
        .post(&page, &to, &[("name_used", "Ana"), ("stop", "1")])
        .await;
    assert_eq!(stopped.location(), "/tasks");
    assert!(elira.get(&to).await.has("value=\"Ana\""));
}

#[tokio::test]
async fn who_does_not_want_to_talk_leaves_no_case_and_gives_no_reason() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let (draft, page) = begun(&elira).await;
    let (to, pause) = go(
        &elira,
        &page,
        &format!("{draft}/safety"),
        &[("may_talk", "not_now")],
    )
    .await;
    assert!(to.ends_with("/pause") && pause.has("Nuk duhet asnjë arsye"));
    assert!(elira.get("/cases").await.has("Nuk keni ende raste"));
    assert_eq!(
        elira.get(&format!("{draft}/basics")).await.location(),
        format!("{draft}/safety")
    );
}

#[tokio::test]
async fn strangers_find_nothing_where_a_case_or_a_draft_is() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let case = sealed(
        &elira,
        &screened(&elira, "child", &[("B01", "yes")], "potential").await,
    )
    .await;
    let draft = screened(&elira, "adult", &[], "at_risk").await;
    let id = draft.trim_start_matches("/screening/").to_owned();
    let made_up = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    for login in ["suela", "prefekti", "shish", "operatori", "dritan"] {
        let stranger = world.as_(login);
        let csrf = world.session(login).await.csrf.clone();
        for tail in ["", "/second-look"] {
            same(
                &stranger.get(&format!("{case}{tail}")).await,
                &stranger.get(&format!("/cases/2222-22{tail}")).await,
            );
        }
        for tail in ["open", "identify", "second-look"] {
            let body = format!("_csrf={csrf}&part=identity&reason=talk&finding=potential");
            same(
                &stranger
                    .post_raw(&format!("{case}/{tail}"), body.clone())
                    .await,
                &stranger
                    .post_raw(&format!("/cases/2222-22/{tail}"), body)
                    .await,
            );
        }
        for (path, other) in [
            (format!("/drafts/{id}"), format!("/drafts/{made_up}")),
            (
                format!("/screening/{id}/check"),
                format!("/screening/{made_up}/check"),
            ),
            (
                format!("/identification/{id}/person"),
                format!("/identification/{made_up}/person"),
            ),
        ] {
            same(&stranger.get(&path).await, &stranger.get(&other).await);
        }
    }
}

/// Not there: status, headers and body as for something made up.
pub(super) fn same(one: &Page, other: &Page) {
    assert_eq!(one.status, StatusCode::NOT_FOUND);
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let names = |page: &Page| -> Vec<String> {
        page.headers
            .keys()
            .map(|name| name.as_str().to_owned())
            .collect()
    };
    assert_eq!(names(one), names(other));
    let body = |page: &Page| -> String {
        // The page names its own address where it offers the other language.
        let cut = page
            .html
            .split("/language?to=")
            .map(|rest| rest.split_once('"').map_or(rest, |(_, rest)| rest));
        cut.collect()
    };
    assert_eq!(body(one), body(other));
}
