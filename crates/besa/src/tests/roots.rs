//! The roots of trust that no row of the database can replace (vault.md C 3, P28, P29).

use super::attack::looks;
use super::kit::{World, open};
use super::trust::sends;
use crate::app::Start;
use crate::db::Value;
use crate::registry;
use besa_domain::{Age, CircleKind};
use besa_vault::{KeyFile, OsChance, Params};

#[tokio::test]
async fn exchanged_names_in_the_registry_do_not_change_the_signed_card() {
    let world = World::founded().await;
    let (drini, dora) = (world.houses["drini"], world.houses["dora"]);
    let name = crate::demo::house_name("drini");
    world
        .attack(
            "UPDATE institution SET name = 'Dora' WHERE id = $1",
            &[Value::from(drini.to_string())],
        )
        .await;
    world
        .attack(
            "UPDATE institution SET name = $2 WHERE id = $1",
            &[Value::from(dora.to_string()), Value::from(name)],
        )
        .await;
    let mut reading = world.app.glance().await.unwrap();
    let facts = world.app.facts();
    let card = registry::institution_card(&mut reading.tx(), facts, drini)
        .await
        .unwrap();
    assert_eq!(card.name, name);
    let circle =
        registry::current_circle(&mut reading.tx(), facts, drini, CircleKind::FrontDesk).await;
    assert_eq!(circle.unwrap().institution, drini.bytes());
    drop(reading);
    // The circles exchanged: their cards name the house that they belong to.
    let sql = "UPDATE circle SET institution = CASE institution WHEN $1 THEN $3 ELSE $1 END \
        WHERE institution IN ($1, $2)";
    let values = [drini, dora].map(|id| Value::from(id.to_string()));
    let [one, two] = values;
    world
        .attack(sql, &[one.clone(), two.clone(), Value::from("elsewhere")])
        .await;
    world
        .attack(
            "UPDATE circle SET institution = $1 WHERE institution = 'elsewhere'",
            &[two],
        )
        .await;
    let case = world.case("elira", Age::Child).await;
    assert!(sends(&world, &case).await.unwrap_err().is_integrity());
}

#[tokio::test]
async fn a_real_and_a_demo_deployment_never_open_each_other() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    assert!(!looks(&world, "elira", &case).await.unwrap().is_empty());
    let sql = "SELECT value FROM meta WHERE key = 'deployment'";
    let id = world.stolen(sql, &[]).await[0].text(0);
    let kind = if id.starts_with("01") { "00" } else { "01" };
    for other in [
        format!("{kind}{}", &id[2..]),
        format!("{}{:x}", &id[..31], (id.as_bytes()[31] & 1) ^ 1),
    ] {
        world
            .attack(
                "UPDATE meta SET value = $1 WHERE key = 'deployment'",
                &[Value::from(other)],
            )
            .await;
        let start = Start {
            keys: KeyFile::parse(&world.keys).unwrap(),
            clock: Box::new(world.clock.clone()),
            node: "node-2".to_owned(),
            params: Params::kit(),
        };
        assert!(crate::app::App::open(&world.place, start).await.is_err());
    }
    world
        .attack(
            "UPDATE meta SET value = $1 WHERE key = 'deployment'",
            &[Value::from(id)],
        )
        .await;
    let again = open(&world.place, &world.keys, world.clock.clone()).await;
    again.close().await;
}

#[tokio::test]
async fn another_root_in_the_database_is_not_the_one_that_members_pinned() {
    let world = World::founded().await;
    let keys = besa_vault::KeyFile::parse(&world.keys).unwrap();
    let other = besa_vault::DeploymentRoot::draw(&mut OsChance);
    let theirs = crate::app::Facts::signed(&other.key(), &keys).unwrap();
    let hex = |bytes: &[u8]| Value::from(data_encoding::HEXLOWER.encode(bytes));
    world
        .attack(
            "UPDATE meta SET value = $1 WHERE key = 'root'",
            &[hex(&theirs.root.bytes())],
        )
        .await;
    // The root alone does not fit what it signed; with a signature of its own it does.
    let mut reading = world.app.glance().await.unwrap();
    assert!(crate::record::facts(&mut reading.tx()).await.is_err());
    drop(reading);
    world
        .attack(
            "UPDATE meta SET value = $1 WHERE key = 'log_key_sig'",
            &[hex(&theirs.log_sig)],
        )
        .await;
    let app = open(&world.place, &world.keys, world.clock.clone()).await;
    let loaded = crate::accounts::load(&app, world.cookie("elira"))
        .await
        .unwrap();
    assert!(matches!(loaded, crate::accounts::Loaded::Gone));
    app.close().await;
}
