//! A real deployment: founded, opened by the command that serves, refused by the demo.

use crate::app::SystemClock;
use crate::cli::serve;
use crate::config::Config;
use crate::founding::{self, Folder};
use crate::web;
use axum::body::Body;
use axum::http::{Request, StatusCode};
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
