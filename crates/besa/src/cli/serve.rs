//! `besa serve`: opens a deployment and answers until it is told to stop.

use crate::app::{App, Start, SystemClock, Unopened};
use crate::config::Config;
use crate::founding::{Folder, read_keys};
use crate::{jobs, web};
use besa_vault::{DeploymentKind, Params};
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serves until interrupted.
pub(super) async fn run(config: Result<Config, Unopened>) -> Result<(), Unopened> {
    let config = config?;
    let app = open(&config).await?;
    let listener = listen(config.listen).await?;
    println!("Besa answers at http://{}", config.listen);
    answer(app, listener).await
}

/// Opens the deployment that the settings name; an invented county is not one.
pub(crate) async fn open(config: &Config) -> Result<App, Unopened> {
    let keys = read_keys(&Folder::at(&config.data).key_file())?;
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

/// Takes the address.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Unopened> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Unopened(format!("Cannot listen at {address}: {error}")))
}

/// Answers on a listener until interrupted; what was begun is finished.
pub(super) async fn answer(app: App, listener: TcpListener) -> Result<(), Unopened> {
    jobs::start(&app);
    let service = web::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(web::patient(listener), service)
        .with_graceful_shutdown(interrupted())
        .await;
    app.close().await;
    served.map_err(|error| Unopened(format!("Serving ended: {error}")))
}

async fn interrupted() {
    let term = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
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
