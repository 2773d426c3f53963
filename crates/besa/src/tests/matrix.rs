//! The matrices: what policy, routes and columns are, as files that a reviewer can read.
//! `BESA_BLESS=1` writes them anew; otherwise the program must be what they say.

use super::attack::table;
use super::kit::{World, form};
use crate::accounts::{Loaded, load};
use crate::db::Class;
use crate::demo::cast::CAST;
use crate::record::bound_tables;
use crate::web::{Route, route_list};
use besa_domain::{DraftId, policy_table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Whether the run writes the committed files anew.
#[expect(clippy::disallowed_methods, reason = "the run says whether it blesses")]
pub(super) fn blessing() -> bool {
    std::env::var("BESA_BLESS").is_ok()
}

/// A committed file.
pub(super) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/matrix")
        .join(name)
}

/// Compares with the committed file, or writes it.
pub(crate) fn committed(name: &str, now: &str) {
    let path = file(name);
    if blessing() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, now).unwrap();
        return;
    }
    let was = std::fs::read_to_string(&path).unwrap_or_default();
    let (was, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (was.lines().collect(), now.lines().collect());
    let gone: Vec<_> = was.difference(&now).collect();
    let come: Vec<_> = now.difference(&was).collect();
    assert!(
        gone.is_empty() && come.is_empty(),
        "docs/matrix/{name}\ngone: {gone:#?}\ncome: {come:#?}\nIf that is meant: BESA_BLESS=1"
    );
}

#[test]
fn the_policy_is_the_committed_one() {
    committed("policy.txt", &format!("{}\n", policy_table().trim_end()));
}

#[test]
fn every_route_is_in_the_committed_list_with_its_act() {
    let mut lines: Vec<String> = route_list()
        .iter()
        .map(|route| {
            let act = route.act.map_or("everybody", |act| act.code());
            format!("{:4} {} {act}", route.method, route.path)
        })
        .collect();
    lines.sort();
    let unique: BTreeSet<&String> = lines.iter().collect();
    assert_eq!(unique.len(), lines.len());
    committed("routes.txt", &format!("{}\n", lines.join("\n")));
}

/// A path with ids that nothing has.
pub(super) fn made_up(path: &str) -> String {
    let code = if path.starts_with("/cases") {
        "7F2Q-94".to_owned()
    } else if path.starts_with("/referrals") || path.starts_with("/inbox") {
        "RF-7KM3Q9".to_owned()
    } else {
        DraftId::from_bytes([7; 16]).to_string()
    };
    let segments = path.split('/').map(|it| {
        if it.starts_with('{') {
            code.as_str()
        } else {
            it
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

async fn status(world: &World, login: Option<&str>, route: &Route) -> u16 {
    if route.method == "POST" && route.act.is_none() {
        // Long enough for the throttle to forget the player before.
        world.clock.forward(43);
    }
    let browser = login.map_or_else(|| world.nobody(), |login| world.as_(login));
    let path = made_up(route.path);
    let page = if route.method == "GET" {
        browser.get(&path).await
    } else {
        let csrf = match login {
            Some(login) => world.session(login).await.csrf.clone(),
            None => String::new(),
        };
        browser.post_raw(&path, form(&[("_csrf", &csrf)])).await
    };
    page.status.as_u16()
}

#[tokio::test]
async fn every_route_answers_every_player_as_committed() {
    let mut table = String::from("# route with ids that nothing has: status, and who gets it\n");
    let mut world = World::founded().await;
    let players: Vec<Option<&str>> = std::iter::once(None)
        .chain(CAST.iter().map(|player| Some(player.login)))
        .collect();
    let mut routes = route_list();
    routes.sort_by_key(|route| (route.path, route.method));
    for route in &routes {
        let mut by: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
        for login in &players {
            by.entry(status(&world, *login, route).await)
                .or_default()
                .push(login.unwrap_or("nobody"));
        }
        let ended = match load(&world.app, world.cookie("elira")).await.unwrap() {
            Loaded::Open(_) => false,
            Loaded::Covered | Loaded::Gone => true,
        };
        if ended {
            world = World::founded().await;
        }
        write!(table, "{} {}", route.method, route.path).unwrap();
        for (status, who) in &by {
            let who = if who.len() == players.len() {
                "all".to_owned()
            } else {
                who.join(" ")
            };
            write!(table, " | {status} {who}").unwrap();
            assert!(
                *status < 500,
                "{} {}: {status} {who}",
                route.method,
                route.path
            );
        }
        table.push('\n');
    }
    committed("routes-by-role.txt", &table);
}

/// Tables whose rows the record does not bind: each column with its class.
const UNBOUND: &[(&str, &[(&str, Class)])] = &[
    (
        "main.ledger_entry",
        &[
            ("idx", Class::Open),
            ("id", Class::Internal),
            ("at", Class::Internal),
            ("actor", Class::Internal),
            ("institution", Class::Internal),
            ("act", Class::Internal),
            ("case_id", Class::Internal),
            ("commitment", Class::Open),
            ("salt", Class::Internal),
            ("body", Class::Internal),
        ],
    ),
    (
        "main.ledger_tile",
        &[
            ("level", Class::Open),
            ("idx", Class::Open),
            ("width", Class::Open),
            ("bytes", Class::Open),
        ],
    ),
    (
        "main.ledger_checkpoint",
        &[("n", Class::Open), ("note", Class::Open)],
    ),
    (
        "main.done",
        &[
            ("key", Class::Internal),
            ("member", Class::Internal),
            ("act", Class::Internal),
            ("digest", Class::Internal),
            ("answer", Class::Internal),
            ("at", Class::Internal),
        ],
    ),
    (
        "main.throttle",
        &[
            ("subject", Class::Internal),
            ("tries", Class::Internal),
            ("until", Class::Internal),
        ],
    ),
    (
        "main.outside_look",
        &[
            ("member", Class::Internal),
            ("case_id", Class::Internal),
            ("at", Class::Internal),
        ],
    ),
    (
        "main.draft",
        &[
            ("id", Class::Internal),
            ("member", Class::Internal),
            ("form", Class::Internal),
            ("case_id", Class::Internal),
            ("half_id", Class::Internal),
            ("bytes", Class::Sealed),
            ("created", Class::Internal),
            ("saved", Class::Internal),
            ("until", Class::Internal),
            ("version", Class::Internal),
        ],
    ),
    (
        "sess.session",
        &[
            ("id", Class::Internal),
            ("member", Class::Internal),
            ("proved", Class::Internal),
            ("seen", Class::Internal),
            ("ends", Class::Internal),
            ("limited", Class::Internal),
            ("device", Class::Internal),
            ("bytes", Class::Sealed),
        ],
    ),
    (
        "sess.challenge",
        &[("digest", Class::Internal), ("until", Class::Internal)],
    ),
    (
        "sess.server_half",
        &[("session", Class::Internal), ("bytes", Class::Sealed)],
    ),
    (
        "main.rescued",
        &[
            ("id", Class::Internal),
            ("member", Class::Internal),
            ("half_id", Class::Internal),
            ("bytes", Class::Sealed),
            ("at", Class::Internal),
            ("until", Class::Internal),
        ],
    ),
    (
        "sess.rescue",
        &[
            ("session", Class::Internal),
            ("member", Class::Internal),
            ("digest", Class::Internal),
            ("until", Class::Internal),
            ("remain", Class::Internal),
        ],
    ),
    (
        "sess.pin",
        &[
            ("session", Class::Internal),
            ("digest", Class::Internal),
            ("tries", Class::Internal),
            ("covered", Class::Internal),
        ],
    ),
    (
        "shred.half",
        &[
            ("id", Class::Internal),
            ("boot", Class::Internal),
            ("bytes", Class::Sealed),
            ("made", Class::Internal),
        ],
    ),
    (
        "shred.boot",
        &[("id", Class::Internal), ("beat", Class::Internal)],
    ),
];

/// Every classified column: table and column to its class.
pub(super) fn classes() -> BTreeMap<(String, String), Class> {
    let bound = bound_tables()
        .into_iter()
        .map(|table| (format!("main.{}", table.name), table.columns));
    let unbound = UNBOUND
        .iter()
        .map(|(table, columns)| ((*table).to_owned(), *columns));
    bound
        .chain(unbound)
        .flat_map(|(table, columns)| {
            columns
                .iter()
                .map(move |(column, class)| ((table.clone(), (*column).to_owned()), *class))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The columns of the running engine: table, column, kind.
async fn catalogue(world: &World) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for schema in ["main", "shred", "sess"] {
        let sql = if world.app.db().is_lite() {
            format!(
                "SELECT m.name, c.name, c.type FROM {schema}.sqlite_master AS m \
                 JOIN pragma_table_info(m.name, '{schema}') AS c WHERE m.type = 'table'"
            )
        } else {
            let name = if schema == "main" { "public" } else { schema };
            format!(
                "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT) \
                 FROM information_schema.columns WHERE table_schema = '{name}'"
            )
        };
        let rows = world.stolen(&sql, &[]).await;
        for row in rows.iter().filter(|row| row.text(0) != "_sqlx_migrations") {
            let kind = match row.text(2).to_lowercase().as_str() {
                "integer" | "bigint" => "int",
                "blob" | "bytea" => "bytes",
                "text" => "text",
                other => panic!("{other}"),
            };
            found.insert(
                (format!("{schema}.{}", row.text(0)), row.text(1)),
                kind.to_owned(),
            );
        }
    }
    found
}

#[tokio::test]
async fn every_column_of_the_running_engine_has_a_class() {
    let world = World::founded().await;
    let classes = classes();
    let catalogue = catalogue(&world).await;
    let mut lines = String::from("# table.column kind class\n");
    for ((table, column), kind) in &catalogue {
        let Some(class) = classes.get(&(table.clone(), column.clone())) else {
            panic!("{table}.{column} has no class")
        };
        let class = format!("{class:?}").to_lowercase();
        writeln!(lines, "{table}.{column} {kind} {class}").unwrap();
    }
    let known: BTreeSet<_> = catalogue.keys().collect();
    assert_eq!(classes.keys().collect::<BTreeSet<_>>(), known);
    committed("columns.txt", &lines);
}

#[tokio::test]
async fn what_says_who_says_when() {
    let world = World::founded().await;
    let catalogue = catalogue(&world).await;
    for (table, column) in catalogue.keys() {
        if let Some(verb) = column.strip_suffix("_by") {
            let when = (table.clone(), format!("{verb}_at"));
            // Who admitted somebody is dated by the entry that binds the seat.
            assert!(
                catalogue.contains_key(&when) || verb == "admitted",
                "{table}.{column}"
            );
        }
    }
    let columns = table("task").columns.len();
    assert_eq!(columns, 10);
    let half = "INSERT INTO task (id, institution, kind, due_at, done_at, version) VALUES ('a', 'b', 'c', 1, 2, 1)";
    let mut writer = world.app.db().writer().await.unwrap();
    assert!(writer.tx().run(half, &[]).await.is_err());
}
