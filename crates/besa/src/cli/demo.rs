//! `besa demo`: the invented county, from nothing to a sign-in page.

use super::serve;
use crate::app::{App, Start, SystemClock, Unopened};
use crate::db::Place;
use crate::demo::cast::{CAST, MARKERS};
use crate::demo::{self};
use crate::founding::{Folder, write_private};
use besa_vault::{DeploymentKind, Params, Work};
use serde::Serialize;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Passphrase of the demo's root file; everything about the demo is public.
const ROOT_PHRASE: &str = "demo demo demo demo demo";

/// Founds the county where there is none, prints the accounts, serves.
pub(super) async fn run(wanted: super::Demo) -> Result<(), Unopened> {
    let super::Demo {
        data,
        database,
        node,
        listen,
        accounts,
    } = wanted;
    if !listen.ip().is_loopback() {
        return Err(Unopened(
            "The demo listens only on this machine, e.g. 127.0.0.1:8080.".to_owned(),
        ));
    }
    let folder = Scratch::open(data)?;
    let listener = serve::listen(listen).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Unopened(error.to_string()))?;
    let files = Folder::at(&folder.path);
    let place = database.map_or_else(|| files.place(), Place::Postgres);
    let app = open(&files, &place, node).await?;
    if let Some(file) = &accounts {
        write_accounts(file)?;
    }
    print_accounts(&address, &folder);
    let router = crate::web::listening(app.clone(), Vec::new());
    let served = serve::answer(app, listener, router).await;
    drop(folder);
    served
}

async fn open(folder: &Folder, place: &Place, node: String) -> Result<App, Unopened> {
    if folder.is_founded() {
        if !matches!(folder.keys()?.deployment.kind(), DeploymentKind::Demo) {
            return Err(Unopened(
                "This folder holds a real deployment. The demo does not touch it.".to_owned(),
            ));
        }
        return founded_before(folder, place, node).await;
    }
    if folder.is_begun() {
        return Err(Unopened(
            "A database stands in this folder without its key file or its public key: a founding \
             was not finished, or a file is missing. Nothing was changed. Name another folder."
                .to_owned(),
        ));
    }
    println!("Founding an invented county …");
    let founded = demo::live(place, Params::DECIDED).await?;
    founded.write(folder, &folder.root_file(), ROOT_PHRASE, Work::DECIDED)?;
    // The county was lived through under a clock moved by hand; from here on the machine's counts.
    founded.app.close().await;
    founded_before(folder, place, node).await
}

async fn founded_before(folder: &Folder, place: &Place, node: String) -> Result<App, Unopened> {
    let start = Start {
        keys: folder.keys()?,
        clock: Box::new(SystemClock),
        node,
        params: Params::DECIDED,
    };
    App::open(place, start).await
}

#[derive(Serialize)]
struct Accounts {
    accounts: Vec<Account>,
    sealed_markers: Vec<&'static str>,
}

#[derive(Serialize)]
struct Account {
    login: &'static str,
    password: &'static str,
    totp_secret: Option<&'static str>,
    name: &'static str,
    institution: String,
    role: &'static str,
}

fn write_accounts(file: &Path) -> Result<(), Unopened> {
    let accounts = Accounts {
        accounts: CAST
            .iter()
            .map(|player| Account {
                login: player.login,
                password: player.phrase,
                totp_secret: Some(player.totp),
                name: player.name,
                institution: demo::house_name(player.institution).to_owned(),
                role: player.role.code(),
            })
            .collect(),
        sealed_markers: MARKERS.to_vec(),
    };
    let text = serde_json::to_string_pretty(&accounts)
        .map_err(|error| Unopened(format!("The accounts could not be written: {error}")))?;
    write_private(file, text.as_bytes())
        .map_err(|error| Unopened(format!("{} could not be written: {error}", file.display())))
}

fn print_accounts(address: &SocketAddr, folder: &Scratch) {
    println!("\nBesa DEMO: http://{address}/sign-in");
    println!(
        "Everybody and everything in it is invented. The root file in the folder is no secret."
    );
    println!(
        "Data: {}{}\n",
        folder.path.display(),
        if folder.passing {
            " (removed at the end)"
        } else {
            ""
        }
    );
    println!(
        "{:<10} {:<38} {:<33} {:<20} institution",
        "login", "passphrase", "code key (TOTP)", "name"
    );
    for player in CAST {
        println!(
            "{:<10} {:<38} {:<33} {:<20} {}",
            player.login,
            player.phrase,
            player.totp,
            player.name,
            demo::house_name(player.institution)
        );
    }
    println!("\nStop with Ctrl-C.");
}

/// The demo's folder: kept when it was named, removed at the end when it was not.
struct Scratch {
    path: PathBuf,
    passing: bool,
}

impl Scratch {
    fn open(named: Option<PathBuf>) -> Result<Scratch, Unopened> {
        let passing = named.is_none();
        let path = named.unwrap_or_else(|| {
            let id = besa_vault::draw_id(&mut besa_vault::OsChance);
            std::env::temp_dir().join(format!("besa-demo-{}", data_encoding::HEXLOWER.encode(&id)))
        });
        // What stands in it is for its owner alone; a folder that was there keeps its mode.
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path)
            .map_err(|error| Unopened(format!("{} could not be made: {error}", path.display())))?;
        Ok(Scratch { path, passing })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.passing {
            std::fs::remove_dir_all(&self.path).ok();
        }
    }
}
