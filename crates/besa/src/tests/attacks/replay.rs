//! Every request of the thread's story, recorded and sent again by everybody whom it does not
//! concern: they find what they find where nothing is.

use super::Book;
use crate::demo::cast::{CAST, MARKERS, Player};
use crate::tests::kit::{Browser, Heard, Page, World, form};
use crate::tests::matrix::{committed, made_up};
use crate::tests::screening::{go, identified, same, screened, sealed};
use crate::web::{Route, route_list};
use axum::http::StatusCode;
use besa_domain::Age;
use std::collections::{BTreeMap, BTreeSet};

/// The houses of the story; every other one is a stranger to it.
const CONCERNED: &[&str] = &["rozafa", "drini", "bashkia"];

/// A girl is screened, identified and referred; a shelter accepts, opens and concludes.
pub(crate) async fn story(world: &World) {
    let elira = world.as_("elira");
    let signs = [("B01", "yes"), ("B01-source", "seen")];
    let draft = screened(&elira, "child", &signs, "potential").await;
    let case = sealed(&elira, &draft).await;
    assert_eq!(identified(&elira, &case).await, case);
    let list = elira.get("/cases").await;
    elira.post(&list, "/cases", &[("page", "1")]).await;
    let page = elira.get(&case).await;
    let open = [("part", "identity"), ("reason", "talk")];
    let opened = elira.post(&page, &format!("{case}/open"), &open).await;
    assert_eq!(opened.status, StatusCode::OK);
    elira.get(&format!("{case}/looked")).await;
    elira.get(&format!("{case}/second-look")).await;
    let code = refers(world, &elira, &case).await;
    let inbox = format!("/inbox/{code}");
    let mira = world.as_("mira");
    mira.get("/inbox").await;
    mira.get(&inbox).await;
    let answer = format!("{inbox}/accept");
    let page = mira.get(&answer).await;
    mira.get(&format!("{inbox}/decline")).await;
    let fields = [("contact", "Mira, 0690000100"), ("expected", "14:30")];
    let accepted = mira.post(&page, &answer, &fields).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.html);
    let package = mira.get(&format!("{inbox}/package")).await;
    assert!(package.has("Zamirë Bregasi"));
    let end = format!("{inbox}/conclude");
    let page = mira.get(&end).await;
    let ended = mira.post(&page, &end, &[("outcome", "provided")]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.html);
    elira.get(&format!("/referrals/{code}")).await;
    beside(world).await;
    // One draft of each kind that stays open, so that there is something to be found.
    screened(&elira, "adult", &[], "at_risk").await;
    let page = elira.get(&case).await;
    go(&elira, &page, &format!("{case}/refer"), &[]).await;
}

/// Walks the draft of a referral to its end.
async fn refers(world: &World, elira: &Browser, case: &str) -> String {
    let drini = world.houses["drini"].to_string();
    let steps: &[&[(&str, &str)]] = &[
        &[
            ("service", "shelter"),
            ("urgency", "urgent"),
            ("words", "Një vend sonte."),
        ],
        &[("receiver", &drini)],
        &[("call", "spoke")],
        &[("package", "identity"), ("package", "identification")],
        &[
            ("wish", "no"),
            ("view", "Nuk do."),
            ("weighed", "Rreziku është i lartë."),
        ],
        &[("danger", "no")],
    ];
    let page = elira.get(case).await;
    let (mut to, mut page) = go(elira, &page, &format!("{case}/refer"), &[]).await;
    for fields in steps {
        (to, page) = go(elira, &page, &to, fields).await;
    }
    assert!(to.ends_with("/check"), "{to}");
    let sent = elira.post(&page, &to, &[]).await;
    sent.location().trim_start_matches("/referrals/").to_owned()
}

/// What else the thread has: one outside the system, one declined, one taken back.
async fn beside(world: &World) {
    let case = world.case("elira", Age::Adult).await;
    let elira = world.as_("elira");
    let mut outside = world.sending(&case, "spitali", Age::Adult);
    outside.service = besa_domain::Service::HealthCare;
    let outside = world.send("elira", outside).await.unwrap();
    let sent = format!("/referrals/{outside}");
    elira.get(&format!("{sent}/letter")).await;
    let page = elira.get(&sent).await;
    let heard = [
        ("answer", "accepts"),
        ("channel", "phone"),
        ("heard", "24.11.2026"),
        ("heard_time", "09:00"),
        ("contact", "Urgjenca"),
    ];
    elira
        .post(&page, &format!("{sent}/phone-answer"), &heard)
        .await;
    let page = elira.get(&sent).await;
    elira
        .post(
            &page,
            &format!("{sent}/conclude"),
            &[("outcome", "provided")],
        )
        .await;
    let waits = world.referral("elira", &case, "drini", Age::Adult).await;
    let path = format!("/inbox/{waits}/decline");
    let page = world.as_("arta").get(&path).await;
    world
        .as_("arta")
        .post(&page, &path, &[("reason", "full")])
        .await;
    let back = world.referral("elira", &case, "drini", Age::Adult).await;
    let path = format!("/referrals/{back}");
    let page = elira.get(&path).await;
    elira
        .post(&page, &format!("{path}/withdraw"), &[("reason", "mistake")])
        .await;
}

/// The route that a request came to.
fn route<'r>(routes: &'r [Route], heard: &Heard) -> Option<&'r Route> {
    let path = heard.path.split('?').next().unwrap();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |route: &&Route| {
        let own: Vec<&str> = route.path.split('/').collect();
        let same = |(own, part): (&&str, &&str)| own.starts_with('{') || own == part;
        route.method == heard.method && own.len() == parts.len() && own.iter().zip(&parts).all(same)
    };
    let all = routes.iter().filter(fits);
    all.min_by_key(|route| route.path.matches('{').count())
}

/// The request as this session would send it.
async fn again(browser: &Browser, heard: &Heard, path: &str, csrf: &str) -> Page {
    if heard.method == "GET" {
        return browser.get(path).await;
    }
    let fields = heard.body.split('&').filter(|it| !it.is_empty());
    let kept = fields.filter(|it| !it.starts_with("_csrf=") && !it.starts_with("_key="));
    let token = form(&[("_csrf", csrf)]);
    let all: Vec<&str> = [token.as_str()].into_iter().chain(kept).collect();
    browser.post_raw(path, all.join("&")).await
}

/// Each request of the story that names something, under its route; beside it the same one to nothing.
fn recorded(world: &World) -> BTreeMap<String, Vec<(Heard, String)>> {
    let routes = route_list();
    let mut unique = BTreeSet::new();
    let mut recorded: BTreeMap<String, Vec<(Heard, String)>> = BTreeMap::new();
    for heard in world.heard() {
        let Some(route) = route(&routes, &heard).filter(|it| it.path.contains('{')) else {
            continue;
        };
        if unique.insert((heard.method.clone(), heard.path.clone())) {
            let named = format!("{} {}", route.method, route.path);
            let nowhere = elsewhere(route.path, &heard.path);
            recorded.entry(named).or_default().push((heard, nowhere));
        }
    }
    // What a house is and offers, every member may read.
    recorded.retain(|named, _| named != "GET /institutions/{id}");
    recorded
}

#[tokio::test]
async fn every_request_of_the_story_is_nothing_to_strangers() {
    let world = World::founded().await;
    story(&world).await;
    let mut book = Book::of("IDOR");
    let recorded = recorded(&world);
    let strangers: Vec<&str> = CAST
        .iter()
        .filter(|player| !CONCERNED.contains(&player.institution))
        .map(|player| player.login)
        .collect();
    assert!(strangers.len() > 6, "{strangers:?}");
    let lines = "SELECT COUNT(*) FROM ledger_entry WHERE case_id IS NOT NULL";
    let before = world.number(lines).await;
    for login in &strangers {
        let browser = world.as_(login);
        let csrf = world.session(login).await.csrf.clone();
        for (named, requests) in &recorded {
            if named.contains("/assets/") {
                continue;
            }
            for (heard, nowhere) in requests {
                let there = again(&browser, heard, &heard.path, &csrf).await;
                let never = again(&browser, heard, nowhere, &csrf).await;
                assert_eq!(there.status, never.status, "{login} {heard:?}");
                if there.status == StatusCode::NOT_FOUND {
                    same(&there, &never);
                } else {
                    // The door itself is closed to this post, whatever stands behind it.
                    assert_eq!(there.status, StatusCode::FORBIDDEN, "{login} {heard:?}");
                    assert_eq!(there.html.len(), never.html.len(), "{login} {heard:?}");
                }
            }
        }
    }
    assert_eq!(world.number(lines).await, before, "strangers left lines");
    for (named, requests) in &recorded {
        for (heard, _) in requests {
            let page = again(&world.nobody(), heard, &heard.path, "").await;
            let sent_away = page.location().starts_with("/sign-in");
            let open = named.contains("/assets/");
            assert!(sent_away || open, "{named}: {}", page.status);
        }
        let what = "sends what was recorded again, as nobody and as every stranger";
        book.refused(named, what, "as where nothing is", true);
    }
    world.must_verify().await;
    book.closed();
}

/// Sends one request of the story again as a colleague: its status, with a star where a planted name
/// stands on the page.
async fn as_colleague(world: &World, login: &str, heard: &Heard) -> String {
    let csrf = world.session(login).await.csrf.clone();
    let page = again(&world.as_(login), heard, &heard.path, &csrf).await;
    let named = MARKERS.iter().any(|name| page.has(name));
    assert!(page.status.as_u16() < 500, "{login} {heard:?}");
    format!("{}{}", page.status.as_u16(), if named { "*" } else { "" })
}

#[tokio::test]
async fn colleagues_of_the_houses_of_the_story_get_what_their_circles_open() {
    let world = World::founded().await;
    story(&world).await;
    let recorded = recorded(&world);
    let colleagues: Vec<&Player> = CAST
        .iter()
        .filter(|player| CONCERNED.contains(&player.institution))
        .collect();
    let mut table = String::from(
        "# the requests of the story, sent again by each member of the houses it concerns: status, a star \
         where a planted name stands on the page, and who gets it\n",
    );
    // First whoever only looks: what is sent again may change what stands.
    let (looks, sends): (Vec<_>, Vec<_>) = recorded
        .iter()
        .partition(|(named, _)| named.starts_with("GET"));
    for (named, requests) in looks.into_iter().chain(sends) {
        let mut who: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for player in &colleagues {
            let mut ends = BTreeSet::new();
            for (heard, _) in requests {
                ends.insert(as_colleague(&world, player.login, heard).await);
            }
            if player.circles.is_empty() {
                let closed = ends.iter().all(|it| it == "404" || it == "403");
                assert!(closed, "{} {named}: {ends:?}", player.login);
            }
            let ends: Vec<String> = ends.into_iter().collect();
            who.entry(ends.join(" ")).or_default().push(player.login);
        }
        let who = who
            .iter()
            .map(|(ends, logins)| format!(" | {ends} {}", logins.join(" ")));
        table += &format!("{named}{}\n", who.collect::<String>());
    }
    committed("replay.txt", &table);
    world.must_verify().await;
}

/// The same address with an id that nothing has; steps and pages of forms stay as they are.
fn elsewhere(route: &str, path: &str) -> String {
    let made = made_up(route);
    let own = route.split('/').zip(path.split('/')).zip(made.split('/'));
    let parts = own.map(|((name, real), made)| match name {
        "{step}" | "{page}" => real,
        _ => made,
    });
    parts.collect::<Vec<_>>().join("/")
}
