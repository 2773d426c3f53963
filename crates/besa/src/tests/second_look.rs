//! The second look, walked whole by the pages: a partial result, a task for a colleague, two
//! judgements side by side.

use super::entering::enters;
use super::kit::{Page, World};
use super::rotation::suspends;
use super::screening::{same, screened, sealed};
use axum::http::StatusCode;

/// A lone sign of violence, "no signs" decided by Elira: the address of the case.
pub(super) async fn doubtful(world: &World, finding: &str) -> String {
    let elira = world.as_("elira");
    let signs = [("G26", "yes"), ("G26-source", "said")];
    let draft = screened(&elira, "adult", &signs, finding).await;
    assert!(
        elira
            .get(&format!("{draft}/outcome"))
            .await
            .has("Tregues të pjesshëm: kërkohet vlerësim i dytë")
    );
    sealed(&elira, &draft).await
}

fn code(case: &str) -> &str {
    case.trim_start_matches("/cases/")
}

/// The screening part of a case, opened by this player.
async fn opened(world: &World, login: &str, case: &str) -> Page {
    let page = world.as_(login).get(case).await;
    let fields = [("part", "screening"), ("reason", "talk")];
    world
        .as_(login)
        .post(&page, &format!("{case}/open"), &fields)
        .await
}

#[tokio::test]
async fn practice_3_a_colleague_takes_the_second_look_and_both_judgements_stand() {
    let world = World::founded().await;
    let case = doubtful(&world, "no_signs").await;
    let look = format!("{case}/second-look");
    let (elira, bora) = (world.as_("elira"), world.as_("bora"));

    let own = elira.get("/tasks").await;
    assert!(own.has(&format!(
        "Gjeni një koleg për vlerësimin e dytë, {}",
        code(&case)
    )));
    let first = elira.get(&case).await;
    assert!(first.has("Kush e bëri të parin, nuk bën të dytin") && !first.has(&look));
    assert!(!opened(&world, "elira", &case).await.has(&look));
    assert_eq!(elira.get(&look).await.status, StatusCode::FORBIDDEN);

    let task = format!("Bëni vlerësimin e dytë, {}", code(&case));
    assert!(bora.get("/tasks").await.has(&task));
    assert!(bora.get(&case).await.has(&look));
    let answers = opened(&world, "bora", &case).await;
    assert!(answers.has("kërcënuar me të") && answers.has("Shenja të qarta sot."));
    assert!(answers.has(&look), "the way on stands under what was read");

    let page = bora.get(&look).await;
    let empty = bora.post(&page, &look, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.has("href=\"#finding\"") && empty.has("href=\"#reason\""));
    let unsure = bora
        .post(&page, &look, &[("reason", "E mbajnë mbyllur.")])
        .await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.has("E mbajnë mbyllur."));
    let silent = bora.post(&page, &look, &[("finding", "potential")]).await;
    assert!(silent.has("value=\"potential\" checked"));
    let switched = [("reason", "E mbajnë mbyllur."), ("_lang", "en")];
    let english = bora.post(&page, &look, &switched).await;
    assert!(english.has("lang=\"en\"") && english.has("E mbajnë mbyllur."));

    let decided = [("finding", "potential"), ("reason", "E mbajnë mbyllur.")];
    for _ in 0..2 {
        let sent = bora.post(&page, &look, &decided).await;
        assert_eq!(
            (sent.status, sent.location()),
            (StatusCode::SEE_OTHER, &*case)
        );
    }
    let after = bora.get(&case).await;
    assert!(after.has("Viktimë e mundshme e trafikimit") && !after.has(&look));
    for login in ["elira", "bora"] {
        let both = opened(&world, login, &case).await;
        assert!(both.has("Shenja të qarta sot.") && both.has("E mbajnë mbyllur."));
        assert!(!both.has(&look), "one second look is enough");
        assert!(
            !world
                .as_(login)
                .get("/tasks")
                .await
                .has("vlerësimin e dytë")
        );
    }
    let late = bora.get(&look).await;
    let late = bora.post(&late, &look, &decided).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.has("Vlerësimi i dytë nuk pritet më"));
    assert!(late.has("Çfarë kishit shkruar") && late.has("E mbajnë mbyllur."));
    world.is_clean().await;
}

#[tokio::test]
async fn a_second_look_holds_up_no_help_and_may_agree_with_the_first() {
    let world = World::founded().await;
    let case = doubtful(&world, "at_risk").await;
    let look = format!("{case}/second-look");
    let (elira, bora) = (world.as_("elira"), world.as_("bora"));
    let first = elira.get(&case).await;
    assert!(first.has("Person në rrezik") && first.has(&format!("{case}/identify")));
    let page = bora.get(&look).await;
    let decided = [("finding", "at_risk"), ("reason", "E shoh njësoj.")];
    assert_eq!(bora.post(&page, &look, &decided).await.location(), case);
    assert!(opened(&world, "elira", &case).await.has("E shoh njësoj."));
    world.is_clean().await;
}

#[tokio::test]
async fn nobody_else_finds_a_second_look() {
    let world = World::founded().await;
    let case = doubtful(&world, "no_signs").await;
    for login in ["suela", "mira", "dritan", "genc", "operatori"] {
        let browser = world.as_(login);
        let csrf = world.session(login).await.csrf.clone();
        let body = format!("_csrf={csrf}&finding=no_signs&reason=x");
        same(
            &browser.get(&format!("{case}/second-look")).await,
            &browser.get("/cases/2222-22/second-look").await,
        );
        same(
            &browser
                .post_raw(&format!("{case}/second-look"), body.clone())
                .await,
            &browser.post_raw("/cases/2222-22/second-look", body).await,
        );
    }
}

#[tokio::test]
async fn whoever_finds_signs_in_the_second_look_owes_the_report_that_the_law_asks() {
    let world = World::founded().await;
    // An official who works in an organisation is obliged there too (practice paper 1).
    let official = "UPDATE member SET profession = 'public_official' WHERE login = 'bora'";
    assert_eq!(world.attack(official, &[]).await, 1);
    let bora = world.as_("bora");
    for (finding, owed) in [("no_signs", false), ("potential", true)] {
        let case = doubtful(&world, "no_signs").await;
        let look = format!("{case}/second-look");
        let page = bora.get(&look).await;
        let decided = [("finding", finding), ("reason", "E lexova dy herë.")];
        assert_eq!(bora.post(&page, &look, &decided).await.location(), case);
        let task = format!("Bëni njoftimin që kërkon ligji, {}", code(&case));
        assert_eq!(bora.get("/tasks").await.has(&task), owed, "{finding}");
        assert!(!world.as_("elira").get("/tasks").await.has(&task));
    }
}

#[tokio::test]
async fn practice_12_of_two_the_other_looks_however_late_it_is() {
    let world = World::founded().await;
    let case = doubtful(&world, "no_signs").await;
    let look = format!("{case}/second-look");
    world.clock.forward(3 * 86_400);
    let elira = enters(&world, "elira").await;
    let elira = world.nobody().keeping(&elira);
    let page = elira.get(&case).await;
    assert!(page.has("Kush e bëri të parin, nuk bën të dytin") && !page.has(&look));
    assert_eq!(elira.get(&look).await.status, StatusCode::FORBIDDEN);
    let bora = enters(&world, "bora").await;
    let bora = world.nobody().keeping(&bora);
    let page = bora.get(&look).await;
    let decided = [("finding", "at_risk"), ("reason", "E lexova dy herë.")];
    assert_eq!(bora.post(&page, &look, &decided).await.location(), case);
}

#[tokio::test]
async fn practice_12_of_one_who_screened_looks_again_a_working_day_later_and_it_is_said() {
    let world = World::founded().await;
    // Two work here when the case is opened; then the other leaves.
    let case = doubtful(&world, "no_signs").await;
    let look = format!("{case}/second-look");
    let bora = world.session("bora").await.who.member;
    suspends(&world, "dritan", bora).await.unwrap();
    let elira = world.as_("elira");
    let page = elira.get(&case).await;
    assert!(page.has("e bëni vetë, me sy të freskët"));
    assert!(page.has(&format!("{case}/identify")), "help does not wait");
    assert!(!page.has(&look) && !opened(&world, "elira", &case).await.has(&look));
    let task = format!("Shikojeni vetë edhe një herë shqyrtimin, {}", code(&case));
    assert!(elira.get("/tasks").await.has(&task));
    let early = elira.get(&look).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.has("ende herët"));
    let csrf = world.session("elira").await.csrf.clone();
    let body = format!("_csrf={csrf}&finding=no_signs&reason=E+njejta.");
    let early = elira.post_raw(&look, body).await;
    assert_eq!(early.status, StatusCode::CONFLICT);

    world.clock.forward(86_400 + 60);
    let elira = enters(&world, "elira").await;
    let elira = world.nobody().keeping(&elira);
    let page = elira.get(&case).await;
    assert!(page.has("Askush tjetër këtu nuk mund ta bëjë") && page.has(&look));
    let page = elira.get(&look).await;
    let decided = [("finding", "no_signs"), ("reason", "E lexova nga e para.")];
    assert_eq!(elira.post(&page, &look, &decided).await.location(), case);
    assert!(!elira.get(&case).await.has(&look));
    assert!(
        elira
            .get(&format!("{case}/looked"))
            .await
            .has("bëri edhe vlerësimin e dytë")
    );
    // Whoever supervises learns it by code, and reads nothing of the case.
    let genc = enters(&world, "genc").await;
    let genc = world.nobody().keeping(&genc);
    let inbox = genc.get("/inbox").await;
    assert!(inbox.has("i njëjti person") && inbox.has(code(&case)));
    assert!(!inbox.has("E lexova nga e para."));
    assert_eq!(genc.get(&look).await.status, StatusCode::NOT_FOUND);
    world.is_clean().await;
}
