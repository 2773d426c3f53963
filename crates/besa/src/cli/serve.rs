//! `besa serve`: opens a deployment and answers until it is told to stop.

use super::Where;
use crate::app::{App, Facts, Fail, Start, SystemClock, Unopened};
use crate::config::{Config, Tls};
use crate::db::dump::{self, Store};
use crate::db::{Db, Place};
use crate::web::door::{Certificate, TlsDoor};
use crate::web::{Patient, Peer};
use crate::{jobs, record, watch, web};
use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use besa_vault::{DeploymentKind, Params};
use clap::Args;
use std::net::SocketAddr;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr as UnixAddress, UnixDatagram};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    place: Where,
    /// The machine's clock is right, though the record was written to at a later time.
    #[arg(long)]
    clock_is_right: bool,
}

/// Serves until interrupted.
pub(super) async fn run(asked: Serve) -> Result<(), Unopened> {
    let config = asked.place.config()?;
    config.may_listen()?;
    let tls = match config.tls.clone() {
        Some(tls) => Some((Certificate::read(&tls)?, tls)),
        None => None,
    };
    let app = opened(&config).await?;
    if asked.clock_is_right {
        app.trust_the_clock();
    }
    right_clock(&app)?;
    watch::begin(&app, &config.folder()).await?;
    let listener = listen(config.listen).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Unopened(error.to_string()))?;
    let router = web::listening(app.clone(), config.trusted_proxies.clone());
    match tls {
        Some((certificate, tls)) => {
            println!("Besa answers at https://{address}");
            renewing(certificate.clone(), tls);
            answer(app, TlsDoor::open(listener, certificate), router).await
        }
        None => {
            println!("Besa answers at http://{address}");
            answer(app, listener, router).await
        }
    }
}

/// Reads the certificate again at every SIGHUP.
fn renewing(certificate: Certificate, tls: Tls) {
    let Ok(mut hangups) = signal(SignalKind::hangup()) else {
        tracing::error!("SIGHUP cannot be heard: a new certificate needs a restart");
        return;
    };
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            match certificate.renew(&tls) {
                Ok(()) => tracing::info!("the certificate was read again"),
                Err(why) => tracing::error!(%why, "the certificate before stays in force"),
            }
        }
    });
}

/// Opens the deployment that the settings name; an invented county is not one.
pub(crate) async fn open(config: &Config) -> Result<App, Unopened> {
    let app = opened(config).await?;
    right_clock(&app)?;
    watch::begin(&app, &config.folder()).await?;
    Ok(app)
}

/// Opens it unwatched: what a restoring put back is older than what this node last saw.
pub(super) async fn open_restored(config: &Config) -> Result<App, Unopened> {
    let app = opened(config).await?;
    right_clock(&app)?;
    Ok(app)
}

/// Refuses a clock that stands before the record: its lines would tell a wrong order.
fn right_clock(app: &App) -> Result<(), Unopened> {
    if app.clock_holds() {
        return Ok(());
    }
    Err(Unopened(format!(
        "The clock of this machine says {}, but the record was last written to on {}. Set the clock. \
         If the clock is right and was wrong then, say so once: besa serve --clock-is-right",
        app.now().text(),
        app.last_written().text()
    )))
}

async fn opened(config: &Config) -> Result<App, Unopened> {
    let keys = config.folder().keys()?;
    if matches!(keys.deployment.kind(), DeploymentKind::Demo) {
        return Err(Unopened(
            "This folder holds an invented county. Start it with `besa demo`.".to_owned(),
        ));
    }
    let start = Start {
        keys,
        clock: Box::new(SystemClock),
        node: config.node.clone(),
        params: Params::DECIDED,
    };
    App::open(&config.place(), start).await
}

/// What the database that the settings name is known by, where one was founded. Nothing is changed.
pub(super) async fn facts(config: &Config) -> Result<Option<Facts>, Unopened> {
    let place = config.place();
    if let Place::Folder(folder) = &place
        && !folder.join("besa.db").exists()
    {
        return Ok(None);
    }
    let db = Db::existing(&place).await?;
    let facts = facts_in(&db).await;
    db.close().await;
    facts.map_err(|fail| Unopened(fail.to_string()))
}

async fn facts_in(db: &Db) -> Result<Option<Facts>, Fail> {
    let mut reader = db.reader().await?;
    let tables = dump::shapes(&mut reader.tx(), Store::Main).await?;
    // The tables of a database that nothing was founded in may not be made yet.
    if tables.iter().any(|table| table.name == record::META.name) {
        record::facts(&mut reader.tx()).await
    } else {
        Ok(None)
    }
}

/// Takes the address.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Unopened> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Unopened(format!("Cannot listen at {address}: {error}")))
}

/// Answers on a listener until interrupted; what was begun is finished.
pub(super) async fn answer<L>(app: App, listener: L, router: Router) -> Result<(), Unopened>
where
    L: Listener<Addr = SocketAddr>,
    Peer: for<'a> Connected<IncomingStream<'a, Patient<L>>>,
{
    jobs::start(&app);
    let (told, hears) = tokio::sync::oneshot::channel();
    let service = router.into_make_service_with_connect_info::<Peer>();
    let serving = axum::serve(web::patient(listener), service).with_graceful_shutdown(async move {
        interrupted().await;
        tokio::time::sleep(KNOCKED).await;
        told.send(()).ok();
    });
    notify("READY=1");
    let served = tokio::select! {
        served = serving => served,
        () = overdue(hears) => Ok(()),
    };
    notify("STOPPING=1");
    if let Err(fail) = watch::keep(&app).await {
        tracing::warn!(cause = %fail, "the files beside the key file were not written at the end");
    }
    app.close().await;
    served.map_err(|error| Unopened(format!("Serving ended: {error}")))
}

/// Ends when requests that were under way at the end had their time.
async fn overdue(told: tokio::sync::oneshot::Receiver<()>) {
    match told.await {
        Ok(()) => tokio::time::sleep(LAST_REQUESTS).await,
        Err(_) => std::future::pending().await,
    }
}

/// How long the door stays open after the word to stop: the system has already connected who waits
/// there, and closing at once would cut them off without an answer.
const KNOCKED: Duration = Duration::from_millis(250);

/// How long requests under way may take after the word to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(25);

/// Tells systemd, where it listens (Type=notify).
#[expect(
    clippy::disallowed_methods,
    reason = "the service manager names its socket in the environment"
)]
fn notify(state: &str) {
    let Ok(name) = std::env::var("NOTIFY_SOCKET") else {
        return;
    };
    let address = match name.strip_prefix('@') {
        Some(name) => UnixAddress::from_abstract_name(name),
        None => UnixAddress::from_pathname(&name),
    };
    let sent = address
        .and_then(|address| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address));
    if let Err(error) = sent {
        tracing::warn!(%error, "the service manager could not be told");
    }
}

/// Returns when the person at the keyboard, or the machine, asks to stop.
pub(super) async fn interrupted() {
    let term = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = term => {}
    }
}
