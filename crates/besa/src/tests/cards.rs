//! The printed card: forty codes, each once; a new card kills the old one; rows put back let nobody in.

use super::attack::{Column, damaged};
use super::entering::player;
use super::kit::{Page, World, form};
use crate::db::Value;
use crate::record::Verdict;

/// The steward prints a card for this colleague: its codes.
pub(super) async fn printed(world: &World, steward: &str, login: &str) -> Vec<String> {
    let path = format!("/people/{}/card", world.session(login).await.who.member);
    let browser = world.as_(steward);
    let page = browser.get(&path).await;
    let done = browser.post(&page, &path, &[]).await;
    let codes: Vec<String> = done
        .html
        .split("<span class=\"b-key\">")
        .skip(1)
        .filter_map(|item| item.split("</span>").next())
        .map(|item| {
            item.chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        })
        .filter(|code| code.len() == 8)
        .collect();
    assert_eq!(codes.len(), 40, "{}", done.html);
    codes
}

async fn types(world: &World, login: &str, code: &str) -> Page {
    let phrase = player(login).phrase;
    let fields = [("login", login), ("passphrase", phrase), ("code", code)];
    let page = world.nobody().post_raw("/sign-in", form(&fields)).await;
    world.clock.forward(43);
    page
}

#[tokio::test]
async fn each_code_enters_once_and_the_page_says_how_many_are_left() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    assert!(elira.get("/me/factors").await.has("Nuk keni kartë"));
    let codes = printed(&world, "dritan", "elira").await;
    // As paper shows it, in any order.
    let (one, two) = codes[7].split_at(4);
    assert_eq!(
        types(&world, "elira", &format!("{one} {two}"))
            .await
            .location(),
        "/tasks"
    );
    assert_eq!(types(&world, "elira", &codes[7]).await.status.as_u16(), 422);
    assert_eq!(types(&world, "mira", &codes[0]).await.status.as_u16(), 422);
    assert_eq!(
        types(&world, "elira", "00000000").await.status.as_u16(),
        422
    );
    let entered = types(&world, "elira", &codes[0]).await;
    let browser = world.nobody().keeping(&entered);
    let page = browser.get("/me/factors").await;
    assert!(
        page.has("Kanë mbetur 38 kode") && !page.has("pak kode"),
        "{}",
        page.html
    );
    for code in codes
        .iter()
        .skip(1)
        .filter(|code| **code != codes[7])
        .take(30)
    {
        assert_eq!(types(&world, "elira", code).await.location(), "/tasks");
    }
    let entered = types(&world, "elira", &codes[39]).await;
    let page = world.nobody().keeping(&entered).get("/me/factors").await;
    assert!(
        page.has("Kanë mbetur 7 kode") && page.has("pak kode"),
        "{}",
        page.html
    );
    let steps = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'issue_card'";
    assert_eq!(world.number(steps).await, 1);
    world.must_verify().await;
}

#[tokio::test]
async fn a_new_card_kills_the_old_one_and_only_a_steward_of_the_house_prints() {
    let world = World::founded().await;
    let old = printed(&world, "dritan", "elira").await;
    let new = printed(&world, "dritan", "elira").await;
    assert_eq!(types(&world, "elira", &old[0]).await.status.as_u16(), 422);
    assert_eq!(types(&world, "elira", &new[0]).await.location(), "/tasks");
    let path = format!("/people/{}/card", world.session("elira").await.who.member);
    assert_eq!(world.as_("valbona").get(&path).await.status.as_u16(), 404);
    assert_eq!(world.as_("bora").get(&path).await.status.as_u16(), 403);
    let own = format!("/people/{}/card", world.session("dritan").await.who.member);
    assert_eq!(world.as_("dritan").get(&own).await.status.as_u16(), 403);
    world.clock.forward(5 * 60);
    let asked = world.as_("dritan").get(&path).await;
    assert_eq!(asked.location(), format!("/step-up?to={path}"));
    world.must_verify().await;
}

#[tokio::test]
async fn a_damaged_card_lets_nobody_in() {
    let world = World::founded().await;
    let codes = printed(&world, "dritan", "elira").await;
    let column = Column::of(&world, "code_card", "bytes", "since > 0").await;
    for bytes in damaged(&column.bytes()) {
        column.put(Value::from(bytes)).await;
        let page = types(&world, "elira", &codes[0]).await;
        assert_eq!(page.status.as_u16(), 500);
    }
    column.back().await;
    assert_eq!(types(&world, "elira", &codes[0]).await.location(), "/tasks");
    world.must_verify().await;
}

#[tokio::test]
async fn a_card_steps_up() {
    let world = World::founded().await;
    let codes = printed(&world, "dritan", "elira").await;
    let elira = world.as_("elira");
    world.clock.forward(6 * 60);
    let page = elira.get("/step-up?to=/recover/new").await;
    let fields = [("_proof", codes[3].as_str())];
    let through = elira.post(&page, "/step-up", &fields).await;
    assert_eq!(through.location(), "/recover/new", "{}", through.html);
    assert_eq!(types(&world, "elira", &codes[3]).await.status.as_u16(), 422);
}

#[tokio::test]
async fn cards_put_back_exchanged_or_deleted_let_nobody_in() {
    let world = World::founded().await;
    let codes = printed(&world, "dritan", "elira").await;
    let others = printed(&world, "dritan", "bora").await;
    let sql = "SELECT member, bytes, since, version FROM code_card WHERE member = $1";
    let key = [Value::from(
        world.session("elira").await.who.member.to_string(),
    )];
    let put = "UPDATE code_card SET bytes = $2, since = $3, version = $4 WHERE member = $1";
    let unused = world.stolen(sql, &key).await.remove(0);
    assert_eq!(types(&world, "elira", &codes[0]).await.location(), "/tasks");
    let used = world.stolen(sql, &key).await.remove(0);
    world.attack(put, unused.values()).await;
    assert_eq!(types(&world, "elira", &codes[0]).await.status.as_u16(), 500);
    world.attack(put, used.values()).await;
    // The lost card of before a new one, put back by whoever found it.
    printed(&world, "dritan", "elira").await;
    let now = world.stolen(sql, &key).await.remove(0);
    world.attack(put, used.values()).await;
    assert_eq!(types(&world, "elira", &codes[1]).await.status.as_u16(), 500);
    world.attack(put, now.values()).await;
    // A colleague's card in the place of one's own.
    let bora = [Value::from(
        world.session("bora").await.who.member.to_string(),
    )];
    let foreign = world.stolen(sql, &bora).await.remove(0);
    let given = [
        key[0].clone(),
        Value::from(foreign.bytes(1)),
        Value::from(foreign.int(2)),
    ];
    let exchange = "UPDATE code_card SET bytes = $2, since = $3 WHERE member = $1";
    world.attack(exchange, &given).await;
    assert_eq!(
        types(&world, "elira", &others[0]).await.status.as_u16(),
        500
    );
    world
        .attack("DELETE FROM code_card WHERE member = $1", &key)
        .await;
    assert_ne!(types(&world, "elira", &codes[2]).await.location(), "/tasks");
    assert!(matches!(world.verdict().await, Verdict::Different(..)));
}
