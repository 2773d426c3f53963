//! The canary: planted names are searched for everywhere they must not be, in every spelling that
//! a careless program would leave behind.

use super::kit::World;
use super::spellings::spellings;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Db, Place, Tx, Value};
use crate::demo::cast::MARKERS;
use crate::tasks::TASK;
use besa_domain::{Act, Age, Standing};
use memchr::memmem;
use std::path::{Path, PathBuf};

/// One finding: where, which marker, in which spelling.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) place: String,
    pub(crate) marker: &'static str,
    pub(crate) spelling: &'static str,
}

/// Searches bytes for these markers in every spelling.
pub(crate) fn search(place: &str, bytes: &[u8], markers: &[&'static str]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for marker in markers {
        for (spelling, pattern) in spellings(marker) {
            if memmem::find(bytes, &pattern).is_some() {
                hits.push(Hit {
                    place: place.to_owned(),
                    marker,
                    spelling,
                });
            }
        }
    }
    hits
}

fn files_below(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, into)
        } else {
            into.push(path)
        }
    }
}

/// What the control plants: a word of its own, because the log of a PostgreSQL serves every test.
const CONTROL: &str = "Provuese Kanarina";

/// A sort that is larger than its memory lies in a temporary file while its cursor is open.
const SPILLS: &[&str] = &[
    "SET LOCAL work_mem = '64kB'",
    "DECLARE spilt CURSOR FOR SELECT 'Provuese Kanarina' || n AS word \
     FROM generate_series(1, 50000) AS n ORDER BY word",
    "FETCH 1 FROM spilt",
];

/// Searches the database with its log and everything beside it, and the program's own log.
pub(crate) async fn hits(world: &World, log: &[u8]) -> Vec<Hit> {
    hits_of(world, log, MARKERS).await
}

async fn hits_of(world: &World, log: &[u8], markers: &[&'static str]) -> Vec<Hit> {
    let mut files = Vec::new();
    files_below(&world.folder(), &mut files);
    if let (Place::Postgres(_), Db::Pg { pool }) = (&world.place, world.app.db()) {
        sqlx::Executor::execute(pool, "CHECKPOINT").await.unwrap();
        let mut reading = world.app.glance().await.unwrap();
        let data = reading
            .tx()
            .row("SHOW data_directory", &[])
            .await
            .unwrap()
            .unwrap()
            .text(0);
        let oid = "SELECT CAST(oid AS TEXT) FROM pg_database WHERE datname = current_database()";
        let oid = reading.tx().row(oid, &[]).await.unwrap().unwrap().text(0);
        let before = files.len();
        files_below(&Path::new(&data).join("base").join(oid), &mut files);
        for shared in ["pg_wal", "base/pgsql_tmp"] {
            files_below(&Path::new(&data).join(shared), &mut files);
        }
        assert!(
            files.len() > before,
            "the files of PostgreSQL cannot be read"
        );
    }
    assert!(!files.is_empty());
    let mut hits = search("log", log, markers);
    for file in files {
        // A file of the log may be renamed while it is looked at.
        if let Ok(bytes) = std::fs::read(&file) {
            hits.extend(search(&file.display().to_string(), &bytes, markers));
        }
    }
    hits
}

/// What a program that forgot to seal would do.
struct Forgot;

impl Verb for Forgot {
    const ACT: Act = Act::SaveScreening;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let institution = cx.session()?.who.institution.to_string();
        let encoded = data_encoding::BASE64.encode(format!("for {CONTROL}").as_bytes());
        cx.put(
            &TASK,
            &[
                Value::from("x"),
                Value::from(institution),
                Value::from(None::<String>),
                Value::from(encoded),
                Value::from(None::<String>),
                Value::from(None::<String>),
                Value::from(0),
                Value::from(None::<i64>),
                Value::from(None::<String>),
                Value::from(1),
            ],
        )
        .await
    }
}

/// Does it; the word that now stands outside a seal.
pub(crate) async fn forget(world: &World) -> &'static str {
    let actor = Actor::Member(world.session("elira").await);
    world.app.act(&actor, None, Forgot).await.unwrap();
    CONTROL
}

#[tokio::test]
async fn no_planted_name_stands_outside_a_seal_and_a_forgotten_seal_is_caught() {
    let world = World::founded().await;
    world.case("elira", Age::Child).await;
    assert_eq!(hits(&world, b"").await, []);
    forget(&world).await;
    let caught = hits_of(&world, b"", &[CONTROL]).await;
    assert!(
        caught.iter().any(|hit| hit.spelling == "base64"),
        "{caught:?}"
    );
    if let Db::Pg { pool } = world.app.db() {
        let mut spilling = pool.begin().await.unwrap();
        for sql in SPILLS {
            sqlx::Executor::execute(&mut *spilling, *sql).await.unwrap();
        }
        let caught = hits_of(&world, b"", &[CONTROL]).await;
        let spilt = caught.iter().any(|hit| hit.place.contains("pgsql_tmp"));
        assert!(spilt, "{caught:?}");
    }
}

#[test]
fn every_spelling_is_found_where_it_is_planted() {
    for marker in MARKERS {
        for (spelling, pattern) in spellings(marker) {
            let found = search(
                "here",
                &[b"before ".as_slice(), &pattern, b" after"].concat(),
                &[*marker],
            );
            assert!(
                found.iter().any(|hit| hit.marker == *marker),
                "{marker} {spelling}"
            );
        }
    }
}
