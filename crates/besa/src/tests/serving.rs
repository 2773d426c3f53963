//! A real deployment: founded, opened by the command that serves, refused by the demo; and what is
//! served while the clock is wrong.

use super::kit::World;
use crate::app::SystemClock;
use crate::cli::serve;
use crate::config::Config;
use crate::founding::{self, Folder};
use crate::web;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use besa_domain::Age;
use besa_vault::{DeploymentKind, Params, Work};
use tower::ServiceExt;

#[tokio::test]
async fn a_real_deployment_is_served_from_its_folder_and_says_nothing_of_a_demo() {
    let folder = tempfile::tempdir().unwrap();
    let files = Folder::at(folder.path());
    let clock = Box::new(SystemClock);
    let founded = founding::found(
        &files.place(),
        DeploymentKind::Real,
        clock,
        "node-1",
        Params::kit(),
    )
    .await
    .unwrap();
    founded
        .write(
            &files,
            &files.root_file(),
            "five words that nobody knows",
            Work::kit(),
        )
        .unwrap();
    founded.app.close().await;
    let app = serve::open(&Config::of_folder(folder.path()))
        .await
        .unwrap();
    let router = web::router(app.clone());
    for (path, words) in [("/health", "ok"), ("/sign-in", "Besa")] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        let text = String::from_utf8_lossy(&body);
        assert!(
            text.contains(words) && !text.contains("DEMO"),
            "{path}: {text}"
        );
    }
    app.close().await;
}

#[tokio::test]
async fn a_clock_set_back_while_serving_is_said_and_nothing_is_written_until_it_is_right() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let (path, fields) = (
        format!("/cases/{}/open", case.code),
        [("part", "identity"), ("reason", "talk")],
    );
    let elira = world.as_("elira");
    let form = elira.get(&format!("/cases/{}", case.code)).await;
    let lines = "SELECT COUNT(*) FROM ledger_entry";
    let before = world.number(lines).await;
    world.clock.forward(-3_600);
    for (browser, words) in [
        (elira.clone(), "Ora e serverit është gabim"),
        (elira.clone().in_english(), "The server’s clock is wrong"),
    ] {
        let page = browser.post(&form, &path, &fields).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.has(words) && !page.has("Bregasi"), "{}", page.html);
        assert!(page.headers.contains_key(header::RETRY_AFTER));
    }
    // What needs no line is shown as before.
    assert_eq!(elira.get("/cases").await.status, StatusCode::OK);
    assert_eq!(world.number(lines).await, before);
    world.clock.forward(3_600);
    let page = elira.post(&form, &path, &fields).await;
    assert!(page.has("Bregasi"), "{}", page.html);
    world.must_verify().await;
}
