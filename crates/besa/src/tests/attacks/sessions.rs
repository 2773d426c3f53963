//! Sessions: fixed beforehand, stolen in part, put together from the tables; and doors that are
//! knocked at too often.

use super::Book;
use crate::tests::entering::player;
use crate::tests::kit::{Browser, Page, World, form};
use axum::body::Body;
use axum::http::{Request, header};
use besa_vault::Cookie;

fn set(page: &Page) -> &str {
    let value = page.headers[header::SET_COOKIE].to_str().unwrap();
    value.split(';').next().unwrap()
}

async fn out(browser: &Browser) -> bool {
    browser.get("/me").await.location() == "/sign-in"
}

/// Signs in with a cookie that somebody else planted.
async fn planted(world: &World, cookie: &str) -> Page {
    world.clock.forward(31);
    let it = player("elira");
    let code = besa_vault::TotpSecret::parse(it.totp).unwrap();
    let code = code.code(besa_vault::totp_step(world.app.now().seconds()));
    let fields = [
        ("login", "elira"),
        ("passphrase", it.phrase),
        ("code", &code),
    ];
    let browser = world.nobody().with_cookie(cookie);
    browser.post_raw("/sign-in", form(&fields)).await
}

#[tokio::test]
async fn a_session_is_never_one_that_somebody_else_knows() {
    let world = World::founded().await;
    let mut book = Book::of("FIX");
    let made_up = format!("__Host-besa={}", "A".repeat(64));
    let page = planted(&world, &made_up).await;
    let fresh = set(&page) != made_up && out(&world.nobody().with_cookie(&made_up)).await;
    book.refused(
        "01",
        "plants a made-up cookie before the sign-in",
        "a new session",
        fresh,
    );
    let attackers = format!("__Host-besa={}", world.cookie("suela"));
    let page = planted(&world, &attackers).await;
    let fresh = set(&page) != attackers && page.location() == "/tasks";
    let still = world.as_("suela").get("/me").await.has("Suela");
    book.refused(
        "02",
        "plants the own cookie before the sign-in",
        "a new session",
        fresh && still,
    );
    let page = planted(&world, "besa=planted").await;
    let named = set(&page).starts_with("__Host-besa=");
    book.refused(
        "03",
        "plants a cookie without the prefix",
        "a new session",
        named,
    );
    let own = world.cookie("elira").to_owned();
    for (id, what, cookie) in [
        (
            "04",
            "the cookie under a name without prefix",
            format!("besa={own}"),
        ),
        (
            "05",
            "a cookie before the right one",
            format!("{made_up}; __Host-besa={own}"),
        ),
        (
            "06",
            "the cookie in quotes",
            format!("__Host-besa=\"{own}\""),
        ),
        (
            "07",
            "the cookie with a letter more",
            format!("__Host-besa={own}A"),
        ),
        (
            "08",
            "the cookie a letter short",
            format!("__Host-besa={}", &own[..63]),
        ),
        ("09", "an empty cookie", "__Host-besa=".to_owned()),
    ] {
        let nobody = out(&world.nobody().with_cookie(&cookie)).await;
        book.refused(id, what, "nobody's", nobody);
    }
    for (id, path) in [
        ("10", format!("/me?__Host-besa={own}")),
        ("11", format!("/me;{own}")),
    ] {
        let page = world.nobody().get(&path).await;
        let refused = page.location() == "/sign-in" || page.status.as_u16() == 404;
        book.refused(
            id,
            &format!("the cookie in the address {}", &path[..4]),
            "nobody's",
            refused,
        );
    }
    let request = Request::get("/me").header(header::AUTHORIZATION, format!("Bearer {own}"));
    let page = world
        .nobody()
        .ask(request.body(Body::empty()).unwrap())
        .await;
    book.refused(
        "12",
        "the cookie as a bearer",
        "nobody's",
        page.location() == "/sign-in",
    );
    let browser = world.as_("elira");
    let csrf = world.session("elira").await.csrf.clone();
    assert!(!out(&browser).await);
    browser
        .post_raw("/sign-out", form(&[("_csrf", &csrf)]))
        .await;
    book.refused(
        "13",
        "keeps the cookie past the sign-out",
        "nobody's",
        out(&browser).await,
    );
    book.closed();
}

/// A change of the session's rows by somebody who has the database, and how it is undone.
const THEFTS: &[(&str, &str, &str)] = &[
    (
        "03",
        "takes the sealed row away",
        "DELETE FROM sess.session WHERE id = $1",
    ),
    (
        "04",
        "takes R away",
        "DELETE FROM sess.server_half WHERE session = $1",
    ),
    (
        "05",
        "puts the R of another session in",
        "UPDATE sess.server_half SET bytes = (SELECT bytes FROM sess.server_half WHERE session = $2) \
         WHERE session = $1",
    ),
    (
        "06",
        "puts the sealed bytes of another session in",
        "UPDATE sess.session SET bytes = (SELECT bytes FROM sess.session WHERE id = $2) WHERE id = $1",
    ),
    (
        "07",
        "lets it belong to another member",
        "UPDATE sess.session SET member = (SELECT member FROM sess.session WHERE id = $2) WHERE id = $1",
    ),
    (
        "08",
        "lets it last longer",
        "UPDATE sess.session SET ends = ends + 3600000000 WHERE id = $1",
    ),
    (
        "09",
        "lets it have begun later",
        "UPDATE sess.session SET proved = proved + 60000000 WHERE id = $1",
    ),
    (
        "10",
        "cuts the sealed bytes",
        "UPDATE sess.session SET bytes = (SELECT bytes FROM sess.server_half WHERE session = $2) \
         WHERE id = $1",
    ),
];

/// The key of a player's row.
fn row(world: &World, login: &str) -> crate::db::Value {
    let cookie = Cookie::parse(world.cookie(login)).unwrap();
    crate::db::Value::from(data_encoding::HEXLOWER.encode(&cookie.row()))
}

#[tokio::test]
async fn half_of_a_session_is_none() {
    let mut book = Book::of("THEFT");
    let world = World::founded().await;
    let (elira, mira) = (row(&world, "elira"), row(&world, "mira"));
    let count = "SELECT id FROM sess.session WHERE id = $1";
    assert_eq!(
        world
            .stolen(count, std::slice::from_ref(&elira))
            .await
            .len(),
        1
    );
    let cookie = Cookie::parse(world.cookie("elira")).unwrap();
    let mut made = cookie.row()[..16].to_vec();
    made.extend(cookie.row());
    let made = format!(
        "__Host-besa={}",
        data_encoding::BASE64URL_NOPAD.encode(&made)
    );
    let nobody = out(&world.nobody().with_cookie(&made)).await;
    book.refused("01", "makes a cookie of the row's key", "nobody's", nobody);
    let mut half = cookie.session.to_vec();
    half.extend([0; 32]);
    let half = format!(
        "__Host-besa={}",
        data_encoding::BASE64URL_NOPAD.encode(&half)
    );
    let nobody = out(&world.nobody().with_cookie(&half)).await;
    book.refused(
        "02",
        "knows the session and not the secret",
        "nobody's",
        nobody,
    );
    assert!(!out(&world.as_("elira")).await);
    for (id, what, sql) in THEFTS {
        let world = World::founded().await;
        assert!(!out(&world.as_("elira")).await);
        let values = [elira.clone(), mira.clone()];
        let values = &values[..if sql.contains("$2") { 2 } else { 1 }];
        assert_eq!(world.attack(sql, values).await, 1, "{what}");
        let page = world.as_("elira").get("/me").await;
        let refused = page.location() == "/sign-in" && !page.has("Elira");
        book.refused(id, what, "nobody's", refused);
        assert!(!out(&world.as_("mira")).await, "{what}: also another's");
    }
    let kept = "SELECT bytes FROM sess.server_half WHERE session = $1";
    let kept = world.stolen(kept, std::slice::from_ref(&elira)).await;
    let kept = kept[0].bytes(0);
    let csrf = world.session("elira").await.csrf.clone();
    let browser = world.as_("elira");
    browser
        .post_raw("/sign-out", form(&[("_csrf", &csrf)]))
        .await;
    let values = [elira, crate::db::Value::from(kept)];
    let back = "INSERT INTO sess.server_half (session, bytes) VALUES ($1, $2)";
    world.attack(back, &values).await;
    book.refused(
        "11",
        "puts a copy of R back after the sign-out",
        "nobody's",
        out(&browser).await,
    );
    book.closed();
}

#[tokio::test]
async fn whoever_knocks_too_often_waits() {
    let world = World::founded().await;
    let mut book = Book::of("THROTTLE");
    let knock = async |path: &str, fields: &[(&str, &str)], from: &str| {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-forwarded-for", from);
        let request = request.body(Body::from(form(fields))).unwrap();
        world.nobody().ask(request).await
    };
    // How many tries an outsider has until the first wait, with a made-up address each time.
    let tries = async |path: &str, fields: &[(&str, &str)]| {
        for n in 0..30_u16 {
            let page = knock(path, fields, &format!("203.0.113.{n}")).await;
            if page.status.as_u16() == 429 {
                return (n, page.html);
            }
            assert_eq!(page.status.as_u16(), 422, "{path}");
        }
        panic!("{path}: nobody waits");
    };
    let wrong = [("passphrase", "gabim"), ("code", "000000")];
    let known = [("login", "elira"), wrong[0], wrong[1]];
    let unknown = [("login", "eliraa"), wrong[0], wrong[1]];
    let (first, page) = tries("/sign-in", &known).await;
    book.refused(
        "01",
        "guesses a passphrase from many addresses",
        "429",
        first < 12,
    );
    let (second, other) = tries("/sign-in", &unknown).await;
    let same = first == second && page.replace("elira", "") == other.replace("eliraa", "");
    book.refused(
        "02",
        "asks by the wait whether a login is there",
        "the same wait",
        same,
    );
    for (id, login) in [("03", "ELIRA"), ("04", " elira "), ("05", "elira\t")] {
        let fields = [("login", login), wrong[0], wrong[1]];
        let status = knock("/sign-in", &fields, "203.0.113.9")
            .await
            .status
            .as_u16();
        let what = format!("goes on guessing under {login:?}");
        book.refused(id, &what, "429", status == 429);
    }
    book.closed();
}
