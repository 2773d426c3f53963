//! Journeys: real browsers walk stories through a served world; a port of the test's own moves its
//! clock. Each engine walks two of the four pairs of language and script, so that every pair of
//! {engine, language, script} is walked; `BESA_FULL` walks all of them.

mod keys;
mod pages;
mod security_key;
mod thread;

use super::canary;
use super::kit::World;
use crate::demo::cast::{CAST, MARKERS};
use crate::record::{Verdict, verify};
use crate::{demo, jobs};
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::post;
use serde_json::json;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// How a browser is set up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) lang: &'static str,
    pub(super) script: bool,
}

/// The settings that this engine walks.
#[expect(clippy::disallowed_methods, reason = "the run says how far it goes")]
pub(super) fn settings(world: &World) -> Vec<Setting> {
    let all = [("sq", true), ("en", false), ("sq", false), ("en", true)]
        .map(|(lang, script)| Setting { lang, script });
    if std::env::var("BESA_FULL").is_ok() {
        return all.to_vec();
    }
    let [one, two, three, four] = all;
    if world.app.db().is_lite() {
        vec![one, two]
    } else {
        vec![three, four]
    }
}

#[derive(Clone)]
struct Control {
    world: Arc<World>,
}

async fn forward(State(control): State<Control>, Path(seconds): Path<i64>) -> &'static str {
    control.world.clock.forward(seconds);
    "ok"
}

async fn round(State(control): State<Control>) -> &'static str {
    match jobs::round(&control.world.app).await {
        Ok(()) => "ok",
        Err(_) => "failed",
    }
}

async fn now(State(control): State<Control>) -> String {
    control.world.app.now().seconds().to_string()
}

/// Walks one script in one setting; afterwards the record verifies and the canary is silent.
pub(super) async fn walk(world: Arc<World>, script: &str, setting: Setting) {
    walk_with(world, script, setting, None).await;
}

/// The same with a newcomer whose recovery code the browser must know.
pub(super) async fn walk_with(
    world: Arc<World>,
    script: &str,
    setting: Setting,
    newcomer: Option<serde_json::Value>,
) {
    let log = Log::default();
    let url = world.serve().await;
    let control = Router::new()
        .route("/forward/{seconds}", post(forward))
        .route("/round", post(round))
        .route("/now", post(now))
        .with_state(Control {
            world: world.clone(),
        });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, control).await });
    let accounts: Vec<_> = CAST
        .iter()
        .map(|player| {
            json!({
                "login": player.login, "password": player.phrase, "totp_secret": player.totp,
                "name": player.name, "institution": demo::house_name(player.institution),
            })
        })
        .collect();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = {
        let _logging = log.listen();
        let mut node = Command::new("node");
        node.arg(root.join("journeys").join(script))
            .arg(&url)
            .current_dir(&root)
            .env("BESA_NOW", world.app.now().seconds().to_string())
            .env("BESA_CONTROL", format!("http://{port}"))
            .env("BESA_LANG", setting.lang)
            .env("BESA_SCRIPT", if setting.script { "on" } else { "off" })
            .env(
                "BESA_ENGINE",
                if world.app.db().is_lite() {
                    "sqlite"
                } else {
                    "postgres"
                },
            )
            .env(
                "BESA_CAST",
                json!({ "accounts": accounts, "markers": MARKERS }).to_string(),
            )
            .env("BESA_NEWCOMER", newcomer.unwrap_or_default().to_string())
            .stdin(Stdio::null());
        // The world is served by this thread, and its log is kept here: the browser waits elsewhere.
        tokio::task::spawn_blocking(move || node.output())
            .await
            .unwrap()
            .unwrap()
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{script} {setting:?}\n{said}\n{wrong}"
    );
    for line in said.lines() {
        println!("{line}");
    }
    let verdict = verify(world.app.db(), &world.app.facts().log).await;
    assert!(matches!(verdict, Verdict::Clean(_)), "{verdict:?}");
    assert_eq!(canary::hits(&world, &log.bytes()).await, []);
}

/// What the program logs while a journey is walked, for the canary.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
