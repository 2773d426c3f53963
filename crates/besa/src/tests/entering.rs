//! Entering and leaving: every wrong way is the same way, nobody is shut out, nothing works twice.

use super::kit::{Browser, Page, World};
use crate::app::Actor;
use crate::db::Value;
use crate::demo::cast::{CAST, Player};
use crate::drafts;
use crate::registry;
use crate::registry::people::{Confirm, Invite};
use axum::http::StatusCode;
use besa_domain::MemberId;
use besa_vault::{TotpSecret, totp_step};

pub(super) fn player(login: &str) -> &'static Player {
    CAST.iter().find(|player| player.login == login).unwrap()
}

/// The six digits that a telephone shows now.
pub(super) fn digits(world: &World, secret: &str) -> String {
    TotpSecret::parse(secret)
        .unwrap()
        .code(totp_step(world.app.now().seconds()))
}

async fn types(browser: Browser, login: &str, phrase: &str, code: &str) -> Page {
    let page = browser.get("/sign-in").await;
    let fields = [("login", login), ("passphrase", phrase), ("code", code)];
    browser.post(&page, "/sign-in", &fields).await
}

/// Signs in as on the first morning.
pub(super) async fn enters(world: &World, login: &str) -> Page {
    let it = player(login);
    types(world.nobody(), login, it.phrase, &digits(world, it.totp)).await
}

const SESSIONS: &str = "SELECT COUNT(*) FROM sess.server_half";

#[tokio::test]
async fn right_words_enter_and_every_wrong_way_answers_with_the_same_page() {
    let world = World::founded().await;
    let (elira, mira) = (player("elira"), player("mira"));
    let code = digits(&world, elira.totp);
    let mut pages = Vec::new();
    for (login, phrase, code) in [
        ("elira", "pesë fjalë që nuk janë", code.as_str()),
        ("elira", elira.phrase, "000000"),
        ("elira", mira.phrase, &digits(&world, mira.totp)),
        ("askush", elira.phrase, code.as_str()),
        ("askush", "", ""),
    ] {
        let page = types(world.nobody(), login, phrase, code).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!page.headers.contains_key("set-cookie"));
        pages.push(page.html.replace(login, "-"));
        world.clock.forward(43);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    let page = enters(&world, "elira").await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, "/tasks")
    );
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    for word in [
        "__Host-besa=",
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
        "Path=/",
    ] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert_eq!(
        world.nobody().keeping(&page).get("/me").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn tries_wait_longer_and_longer_and_nobody_is_shut_out() {
    let world = World::founded().await;
    let mut waits = Vec::new();
    for _ in 0..14 {
        let mut waited = 0;
        loop {
            let page = types(world.nobody(), "elira", "gabim", "000000").await;
            if page.status != StatusCode::TOO_MANY_REQUESTS {
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
                break;
            }
            world.clock.forward(1);
            waited += 1;
            assert!(waited <= 42, "{waits:?}");
        }
        waits.push(waited);
    }
    assert_eq!(waits.last(), Some(&42), "{waits:?}");
    assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
    assert_eq!(
        types(world.nobody(), "mira", "gabim", "0")
            .await
            .status
            .as_u16(),
        422
    );
    world.clock.forward(43);
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
    world.clock.forward(31);
    let page = types(world.nobody(), "elira", "gabim", "000000").await;
    assert_eq!(page.status.as_u16(), 422);
}

#[tokio::test]
async fn a_code_of_the_second_factor_enters_once() {
    let world = World::founded().await;
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
    assert_eq!(enters(&world, "elira").await.status.as_u16(), 422);
    world.clock.forward(31);
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
}

#[tokio::test]
async fn a_missing_second_factor_refuses() {
    let world = World::founded().await;
    world.attack("DELETE FROM factor", &[]).await;
    assert_eq!(enters(&world, "elira").await.status.as_u16(), 500);
    let it = player("elira");
    assert_eq!(
        types(world.nobody(), "elira", it.phrase, "")
            .await
            .status
            .as_u16(),
        500
    );
}

/// Exchanges the `bytes` of two members' rows.
async fn exchange(world: &World, table: &str, more: &str) {
    let mut rows = Vec::new();
    for login in ["elira", "mira"] {
        let sql = format!(
            "SELECT t.member, t.bytes FROM {table} AS t JOIN member AS m ON m.id = t.member \
             WHERE m.login = $1 {more}"
        );
        rows.push(world.stolen(&sql, &[Value::from(login)]).await.remove(0));
    }
    for (to, from) in [(0, 1), (1, 0)] {
        let sql =
            format!("UPDATE {table} SET bytes = $1 WHERE member = $2 {more}").replace("t.", "");
        let values = [
            Value::from(rows[from].bytes(1)),
            Value::from(rows[to].text(0)),
        ];
        assert_eq!(world.attack(&sql, &values).await, 1);
    }
}

#[tokio::test]
async fn exchanged_rows_of_two_logins_open_neither() {
    for (table, more) in [
        ("lock", "AND t.kind = 'passphrase'"),
        ("factor", ""),
        ("bundle", ""),
    ] {
        let world = World::founded().await;
        exchange(&world, table, more).await;
        let before = world.number(SESSIONS).await;
        for (login, other) in [("elira", "mira"), ("mira", "elira")] {
            let page = enters(&world, login).await;
            assert!(
                page.status.is_client_error() || page.status.is_server_error(),
                "{table}"
            );
            let code = digits(&world, player(other).totp);
            let page = types(world.nobody(), login, player(other).phrase, &code).await;
            assert_ne!(page.status, StatusCode::SEE_OTHER, "{table}");
        }
        assert_eq!(world.number(SESSIONS).await, before);
    }
}

/// What stands in the page's two boxes: key of the second factor, recovery code.
fn handed(page: &Page) -> (String, String) {
    let mut codes = page
        .html
        .split("<span class=\"b-key\"")
        .skip(1)
        .filter_map(|rest| {
            let inner = rest.split_once('>')?.1;
            Some(inner.split('<').next()?.to_owned())
        });
    (codes.next().unwrap(), codes.next().unwrap())
}

/// The act of a steward who compared the eight words of somebody.
pub(super) async fn confirms(world: &World, member: MemberId) -> Confirm {
    let mut reading = world.app.glance().await.unwrap();
    let member = registry::member(&mut reading.tx(), member).await.unwrap();
    let member = member.unwrap();
    Confirm {
        member: member.id,
        words: member.words().unwrap(),
    }
}

/// Signs in somebody who enrolled in the test, with the key for the code application from the page.
pub(super) async fn comes_in(world: &World, login: &str, handed: &Page) -> Page {
    let secret = handed
        .html
        .split(|c: char| !matches!(c, 'A'..='Z' | '2'..='7'))
        .find(|word| word.len() == 32)
        .unwrap();
    types(world.nobody(), login, NEW, &digits(world, secret)).await
}

pub(super) const NEW: &str = "dardhë fener lakër shtizë mur";
const NEWER: &str = "portë hënë lisi gërsheti ujë";

async fn sets_new_locks(browser: &Browser) -> Page {
    let page = browser.get("/recover/new").await;
    assert_eq!(page.status, StatusCode::OK);
    browser
        .post(
            &page,
            "/recover/new",
            &[("passphrase", NEWER), ("again", NEWER)],
        )
        .await
}

async fn recovers(world: &World, login: &str, code: &str) -> Page {
    let page = world.nobody().get("/recover").await;
    world
        .nobody()
        .post(&page, "/recover", &[("login", login), ("code", code)])
        .await
}

/// Dea, invited, enrolled and confirmed: key of the second factor, recovery code.
pub(super) async fn dea(world: &World) -> (String, String) {
    let steward = Actor::Member(world.session("dritan").await);
    let invite = Invite {
        person: super::doors::newcomer("dea"),
        circles: Vec::new(),
    };
    let invited = world.app.act(&steward, None, invite).await.unwrap();
    let codes = handed(&enrols(world, "dea", &invited.code).await);
    let member = invited.member.parse().unwrap();
    world
        .app
        .act(&steward, None, confirms(world, member).await)
        .await
        .unwrap();
    codes
}

#[tokio::test]
async fn a_recovery_code_opens_once_only_to_set_new_locks_and_everything_old_dies() {
    let world = World::founded().await;
    let (old, code) = dea(&world).await;
    let before = types(world.nobody(), "dea", NEW, &digits(&world, &old)).await;
    let before = world.nobody().keeping(&before);
    let page = recovers(&world, "dea", &code).await;
    assert_eq!(page.location(), "/recover/new");
    let limited = world.nobody().keeping(&page);
    assert_eq!(limited.get("/me").await.status, StatusCode::NOT_FOUND);
    assert_eq!(recovers(&world, "dea", &code).await.status.as_u16(), 422);
    assert_eq!(before.get("/me").await.status, StatusCode::OK);
    let page = sets_new_locks(&limited).await;
    assert_eq!(page.status, StatusCode::OK);
    let (totp, second) = handed(&page);
    assert_ne!((&totp, &second), (&old, &code));
    assert_eq!(limited.get("/recover/new").await.location(), "/sign-in");
    assert_eq!(before.get("/me").await.location(), "/sign-in");
    world.clock.forward(43);
    let page = types(world.nobody(), "dea", NEW, &digits(&world, &old)).await;
    assert_eq!(page.status.as_u16(), 422);
    assert_eq!(recovers(&world, "dea", &code).await.status.as_u16(), 422);
    world.clock.forward(43);
    let page = types(world.nobody(), "dea", NEWER, &digits(&world, &totp)).await;
    assert_eq!(page.location(), "/tasks");
    world.must_verify().await;
}

#[tokio::test]
async fn a_session_by_recovery_code_reads_writes_and_keeps_nothing() {
    let world = World::founded().await;
    let (_, code) = dea(&world).await;
    let session = world
        .session_after(&recovers(&world, "dea", &code).await)
        .await;
    let fields = drafts::Fields::new();
    assert!(
        drafts::begin(&world.app, &session, "screening", None, fields)
            .await
            .is_err()
    );
    assert!(drafts::mine(&world.app, &session).await.is_err());
    for act in besa_domain::Act::ALL {
        let read = world
            .app
            .read(&session, act, besa_domain::Standing::Oneself)
            .await;
        assert!(
            read.is_err() || act == besa_domain::Act::ChangePassphrase,
            "{act}"
        );
    }
}

pub(super) async fn enrols(world: &World, login: &str, code: &str) -> Page {
    let page = world.nobody().get("/enrol").await;
    let fields = [
        ("login", login),
        ("code", code),
        ("passphrase", NEW),
        ("again", NEW),
    ];
    world.nobody().post(&page, "/enrol", &fields).await
}

#[tokio::test]
async fn an_invitation_is_good_once_for_72_hours_and_every_wrong_code_says_the_same() {
    let world = World::founded().await;
    let steward = Actor::Member(world.session("dritan").await);
    let invite = |login| Invite {
        person: super::doors::newcomer(login),
        circles: Vec::new(),
    };
    let dea = world.app.act(&steward, None, invite("dea")).await.unwrap();
    let besa = world
        .app
        .act(&steward, None, invite("dafina"))
        .await
        .unwrap();
    let mut refused = vec![
        enrols(&world, "dea", "gabim").await,
        enrols(&world, "dea", &besa.code).await,
        enrols(&world, "askush", &dea.code).await,
        enrols(&world, "elira", &dea.code).await,
    ];
    let page = enrols(&world, "dea", &dea.code).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let (totp, _) = handed(&page);
    refused.push(enrols(&world, "dea", &dea.code).await);
    let before = types(world.nobody(), "dea", NEW, &digits(&world, &totp)).await;
    assert_eq!(before.status.as_u16(), 422);
    let member = dea.member.parse().unwrap();
    world
        .app
        .act(&steward, None, confirms(&world, member).await)
        .await
        .unwrap();
    let page = types(world.nobody(), "dea", NEW, &digits(&world, &totp)).await;
    assert_eq!(page.location(), "/tasks");
    assert!(
        world
            .nobody()
            .keeping(&page)
            .get("/me")
            .await
            .has("Dafina Shega")
    );
    world.clock.forward(72 * 3600 + 1);
    refused.push(enrols(&world, "dafina", &besa.code).await);
    for page in refused {
        assert_eq!(page.status.as_u16(), 422);
        assert!(page.has(&crate::lang::Words::of(besa_domain::Lang::Sq).t("error-code-refused")));
    }
    world.must_verify().await;
}

#[tokio::test]
async fn hiding_the_screen_ends_the_session_and_leads_to_a_calendar_that_says_nothing() {
    let world = World::founded().await;
    let (elira, before) = (world.as_("elira"), world.number(SESSIONS).await);
    let page = elira.get("/me").await;
    let hidden = elira.post(&page, "/hide", &[]).await;
    assert_eq!(hidden.location(), "/calendar");
    assert!(
        hidden.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert_eq!(world.number(SESSIONS).await, before - 1);
    assert_eq!(elira.get("/me").await.location(), "/sign-in");
    let calendar = elira.get("/calendar").await;
    assert_eq!(calendar.status, StatusCode::OK);
    for word in [
        "Besa", "besa", "Elira", "Rozafa", "DEMO", "<a ", "<form", "sign-in",
    ] {
        assert!(!calendar.has(word), "{word}");
    }
    // Covered in any case, also when the session is over already.
    assert_eq!(
        elira.post(&page, "/hide", &[]).await.location(),
        "/calendar"
    );
}

#[tokio::test]
async fn after_an_idle_session_a_full_sign_in_returns_to_the_draft() {
    let world = World::founded().await;
    let session = world.session("elira").await;
    let fields = drafts::Fields::from([("name_used".to_owned(), vec!["Kastrioza".to_owned()])]);
    let id = drafts::begin(&world.app, &session, "screening", None, fields)
        .await
        .unwrap();
    world.clock.forward(14 * 60);
    assert_eq!(world.as_("elira").get("/me").await.status, StatusCode::OK);
    world.clock.forward(16 * 60);
    assert_eq!(world.as_("elira").get("/me").await.location(), "/sign-in");
    assert_eq!(world.as_("elira").get("/me").await.location(), "/sign-in");
    assert_eq!(
        enters(&world, "elira").await.location(),
        format!("/drafts/{id}")
    );
    let kept = drafts::load(&world.app, &session, id).await.unwrap();
    assert_eq!(kept.text("name_used"), "Kastrioza");
    let other = world.session_after(&enters(&world, "mira").await).await;
    assert!(drafts::load(&world.app, &other, id).await.is_err());
}

#[tokio::test]
async fn twelve_hours_after_signing_in_a_session_ends_however_busy_it_was() {
    let world = World::founded().await;
    for _ in 0..71 {
        assert_eq!(world.as_("elira").get("/me").await.status, StatusCode::OK);
        world.clock.forward(10 * 60);
    }
    world.clock.forward(10 * 60);
    assert_eq!(world.as_("elira").get("/me").await.location(), "/sign-in");
}
