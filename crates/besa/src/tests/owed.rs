//! What stays to be done after a person was met: the report by law, asking again, a correction.

use super::kit::{Browser, World};
use super::screening::{IDENTIFIED, go, identified, same, screened, sealed};
use axum::http::StatusCode;
use besa_domain::{Age, Moment, TimerCode};

fn code(case: &str) -> &str {
    case.trim_start_matches("/cases/")
}

/// Identifies, or corrects, with these answers in place of the usual ones.
async fn corrected(browser: &Browser, case: &str, other: &[(&str, &str)]) {
    let page = browser.get(case).await;
    let (_, page) = go(browser, &page, &format!("{case}/identify"), &[]).await;
    let mut to = page.location().to_owned();
    let mut page = browser.get(&to).await;
    let kept = IDENTIFIED
        .iter()
        .filter(|(name, _)| other.iter().all(|(it, _)| it != name));
    let fields: Vec<(&str, &str)> = kept.chain(other).copied().collect();
    while !to.ends_with("/check") {
        (to, page) = go(browser, &page, &to, &fields).await;
    }
    assert_eq!(browser.post(&page, &to, &[]).await.location(), case);
}

async fn due(world: &World, kind: &str) -> Moment {
    let sql = format!("SELECT MAX(due_at) FROM task WHERE kind = '{kind}' AND done_at IS NULL");
    Moment(world.number(&sql).await)
}

#[tokio::test]
async fn whom_the_law_obliges_gets_the_task_to_report_with_its_dated_hour() {
    let world = World::founded().await;
    let liri = world.as_("liri");
    let signs = [("B01", "yes")];
    let none = sealed(&liri, &screened(&liri, "adult", &[], "no_signs").await).await;
    let case = sealed(&liri, &screened(&liri, "child", &signs, "potential").await).await;
    let home = liri.get("/tasks").await;
    assert!(home.has(&format!("Bëni njoftimin që kërkon ligji, {}", code(&case))));
    assert!(!home.has(&format!("kërkon ligji, {}", code(&none))));
    let rules = world.app.rules();
    let rule = rules.timers.row(TimerCode::DutyReport);
    assert_eq!(
        rule.mark,
        besa_domain::Mark::I,
        "no lawyer has confirmed it"
    );
    let waits = rules
        .timers
        .due(TimerCode::DutyReport, world.app.now(), &rules.calendar);
    assert_eq!(due(&world, "duty_report").await, waits);

    let elira = world.as_("elira");
    sealed(
        &elira,
        &screened(&elira, "child", &signs, "potential").await,
    )
    .await;
    let home = elira.get("/tasks").await;
    assert!(!home.has("kërkon ligji"), "secrecy binds her");
}

#[tokio::test]
async fn a_person_who_could_not_decide_is_asked_again_by_whoever_asked() {
    let world = World::founded().await;
    let (elira, bora) = (world.as_("elira"), world.as_("bora"));
    let signs = [("B01", "yes")];
    let case = sealed(
        &elira,
        &screened(&elira, "child", &signs, "potential").await,
    )
    .await;
    identified(&elira, &case).await;
    let task = format!("Pyeteni sërish personin, {}", code(&case));
    assert!(elira.get("/tasks").await.has(&task));
    assert!(!bora.get("/tasks").await.has(&task));
    let asked = world.app.now().plus_hours(24);
    assert_eq!(due(&world, "ask_again").await, asked);
    corrected(&elira, &case, &[("wish_police", "no")]).await;
    assert!(!elira.get("/tasks").await.has(&task));
    world.is_clean().await;
}

#[tokio::test]
async fn a_correction_is_a_second_version_and_the_first_stays_readable() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let signs = [("B01", "yes")];
    let case = sealed(
        &elira,
        &screened(&elira, "child", &signs, "potential").await,
    )
    .await;
    identified(&elira, &case).await;
    corrected(&elira, &case, &[("name_used", "Lumturije Kastrioza")]).await;
    let page = elira.get(&case).await;
    let fields = [("part", "identity"), ("reason", "talk")];
    let opened = elira.post(&page, &format!("{case}/open"), &fields).await;
    let at = |words: &str| opened.html.find(words).unwrap();
    assert!(
        at("Versioni 2") < at("Versioni 1"),
        "the newest comes first"
    );
    assert!(at("Lumturije Kastrioza") < at("Zamirë Bregasi"));
    let list = elira.get("/cases").await;
    let names = elira.post(&list, "/cases", &[("page", "1")]).await;
    assert!(names.has("Lumturije Kastrioza") && !names.has("Zamirë Bregasi"));
    world.is_clean().await;
}

#[tokio::test]
async fn a_name_with_marks_that_hide_or_turn_letters_is_kept_and_shown_without_them() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let signs = [("B01", "yes")];
    let case = sealed(
        &elira,
        &screened(&elira, "child", &signs, "potential").await,
    )
    .await;
    let odd = "Zam\u{200B}irë\u{202E} \u{2066}Bregasi\u{FEFF} <i>";
    corrected(&elira, &case, &[("name_used", odd)]).await;
    let page = elira.get(&case).await;
    let fields = [("part", "identity"), ("reason", "talk")];
    let opened = elira.post(&page, &format!("{case}/open"), &fields).await;
    let list = elira.get("/cases").await;
    let names = elira.post(&list, "/cases", &[("page", "1")]).await;
    for page in [&opened, &names] {
        assert!(page.has("Zamirë Bregasi &#60;i&#62;"), "{}", page.html);
        assert!(!page.has("<i>") && !page.html.contains(['\u{200B}', '\u{202E}', '\u{2066}']));
    }
}

#[tokio::test]
async fn what_a_stranger_sends_to_a_draft_is_answered_as_for_a_made_up_one() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let screening = screened(&elira, "adult", &[], "at_risk").await;
    let case = sealed(&elira, &screened(&elira, "adult", &[], "at_risk").await).await;
    let page = elira.get(&case).await;
    let (_, page) = go(&elira, &page, &format!("{case}/identify"), &[]).await;
    let form = page.location().to_owned();
    let told = world.case("elira", Age::Adult).await;
    let csrf = world.session("elira").await.csrf.clone();
    let refer = format!("/cases/{}/refer", told.code);
    let page = elira.post_raw(&refer, format!("_csrf={csrf}")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let need = page.location().to_owned();
    let drafts = world.number("SELECT COUNT(*) FROM draft").await;
    assert_eq!(drafts, 3);
    let id = |path: &str| path.split('/').nth(2).unwrap().to_owned();
    // Neither a colleague of the same house nor anybody else.
    for login in ["bora", "mira", "suela", "dritan", "prefekti", "operatori"] {
        let browser = world.as_(login);
        let csrf = world.session(login).await.csrf.clone();
        let body = format!("_csrf={csrf}&name_used=x&may_talk=yes&service=shelter");
        for path in [
            format!("{screening}/safety"),
            format!("{screening}/check"),
            form.clone(),
            need.clone(),
            format!("/refer/{}/check", id(&need)),
            format!("/drafts/{}/remove", id(&form)),
            format!("/drafts/{}/remove", id(&need)),
        ] {
            let made_up = path.replace(&id(&path), "aaaaaaaaaaaaaaaaaaaaaaaaaa");
            same(
                &browser.post_raw(&path, body.clone()).await,
                &browser.post_raw(&made_up, body.clone()).await,
            );
        }
    }
    assert_eq!(world.number("SELECT COUNT(*) FROM draft").await, drafts);
}

#[tokio::test]
async fn a_long_list_of_cases_comes_in_pages_and_loses_none() {
    let world = World::founded().await;
    for _ in 0..52 {
        world.case("elira", Age::Adult).await;
    }
    let elira = world.as_("elira");
    let codes = |page: &super::kit::Page| -> Vec<String> {
        let cases = page.addresses().into_iter();
        cases.filter(|it| it.starts_with("/cases/")).collect()
    };
    let first = elira.get("/cases").await;
    let second = elira.get("/cases?page=2").await;
    assert!(first.has("/cases?page=2") && !second.has("/cases?page=3"));
    assert_eq!((codes(&first).len(), codes(&second).len()), (50, 2));
    assert!(codes(&second).iter().all(|it| !codes(&first).contains(it)));
    let names = elira.post(&second, "/cases", &[]).await;
    assert_eq!(names.html.matches("Zamirë Bregasi").count(), 2);
    for odd in ["0", "-1", "x", "999999999999999999999"] {
        let page = elira.get(&format!("/cases?page={odd}")).await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
    }
}
