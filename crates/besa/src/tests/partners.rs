//! Two-person rules where one or two people work (practice.md 12): the partner institution is asked,
//! answers, vouches for keys and gives back locks; it sees nothing else, and ends when either wants.

use super::attack::{Column, damaged, table};
use super::entering::{comes_in, enrols, player};
use super::inviting::{code, path};
use super::kit::{Browser, Page, World};
use crate::app::{Actor, Fail};
use crate::db::Value;
use crate::founding::Folder;
use crate::registry::people::{AcceptPartner, EndPartner, NamePartner, Vouch};
use crate::watch;
use axum::http::StatusCode;

const DRITA: &[(&str, &str)] = &[
    ("name", "Drita Lleshi"),
    ("login", "drita.lleshi"),
    ("post", "Psikologe"),
    ("role", "head"),
    ("profession", "confidential_ngo"),
    ("circles", "cases"),
];

/// Does what the one form at this address asks, with these fields.
async fn does(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    browser.post(&page, path, fields).await
}

/// Dora, where Suela works alone, asks Rozafa; Dritan says yes.
pub(super) async fn stands_by(world: &World) {
    let [dora, rozafa] = ["dora", "rozafa"].map(|house| world.houses[house]);
    let verb = NamePartner { partner: rozafa };
    let suela = Actor::Member(world.session("suela").await);
    world.app.act(&suela, None, verb).await.unwrap();
    let dritan = Actor::Member(world.session("dritan").await);
    let verb = AcceptPartner { institution: dora };
    world.app.act(&dritan, None, verb).await.unwrap();
}

/// Suela invites Drita, who enrols: her page and what she was handed.
async fn invites(world: &World) -> (String, Page) {
    let sheet = does(&world.as_("suela"), "/people/invite", DRITA).await;
    let handed = enrols(world, "drita.lleshi", &code(&sheet).unwrap()).await;
    assert_eq!(handed.status, StatusCode::OK);
    (path(world, "suela", "Drita Lleshi").await, handed)
}

/// Rows of all that a partner does: a partnership, a word, a code.
pub(super) async fn vouched_and_reset(world: &World) {
    stands_by(world).await;
    let (path, _) = invites(world).await;
    compares(&world.as_("dritan"), &path, "vouch").await;
    let suela = world.session("suela").await.who.member;
    does(
        &world.as_("dritan"),
        &format!("/people/{suela}/factor"),
        &[],
    )
    .await;
}

/// Somebody at these words and this tick.
async fn compares(browser: &Browser, path: &str, way: &str) -> Page {
    does(browser, &format!("{path}/{way}"), &[("compared", "1")]).await
}

/// Drita is the second of Dora, in every circle, and may admit to each.
async fn two(world: &World) -> (String, Page) {
    stands_by(world).await;
    let (path, handed) = invites(world).await;
    compares(&world.as_("dritan"), &path, "vouch").await;
    compares(&world.as_("suela"), &path, "confirm").await;
    let ask = format!("{path}/admit");
    for circle in ["front_desk", "cases", "sensitive", "stewards"] {
        let fields = [("circle", circle), ("admits", "1"), ("compared", "1")];
        let done = does(&world.as_("suela"), &ask, &fields).await;
        assert_eq!(done.location(), path, "{}", done.html);
    }
    (path, handed)
}

#[tokio::test]
async fn where_one_works_nobody_is_confirmed_before_a_partner_was_named_answered_and_vouched() {
    let world = World::founded().await;
    let (suela, dritan) = (world.as_("suela"), world.as_("dritan"));
    assert!(
        suela
            .get("/people")
            .await
            .has("Emërtoni një institucion partner")
    );
    let (path, _) = invites(&world).await;
    assert!(suela.get(&path).await.has("emërtoni më parë"));
    let refused = compares(&suela, &path, "confirm").await;
    assert_eq!(refused.status.as_u16(), 409);
    assert!(refused.has("Ky institucion ka nevojë"), "{}", refused.html);
    // Asked is not answered.
    let rozafa = world.houses["rozafa"].to_string();
    let nothing = does(&suela, "/people/partner", &[]).await;
    assert_eq!(nothing.status.as_u16(), 422);
    let done = does(&suela, "/people/partner", &[("partner", &rozafa)]).await;
    assert_eq!(done.location(), "/people", "{}", done.html);
    assert!(suela.get("/people").await.has("nuk është përgjigjur ende"));
    assert_eq!(
        compares(&suela, &path, "confirm").await.status.as_u16(),
        409
    );
    assert_eq!(dritan.get(&path).await.status.as_u16(), 404);
    let beside = format!("/people/beside/{}", world.houses["dora"]);
    assert!(dritan.get("/people").await.has(&beside));
    for other in ["valbona", "elira", "suela"] {
        let page = world.as_(other).get(&beside).await;
        assert!(matches!(page.status.as_u16(), 403 | 404), "{other}");
    }
    let done = does(&dritan, &beside, &[("do", "accept")]).await;
    assert_eq!(done.location(), "/people", "{}", done.html);
    assert!(suela.get("/people").await.has("ju qëndron pranë"));
    // Answered is not vouched.
    let refused = compares(&suela, &path, "confirm").await;
    assert!(refused.status.as_u16() == 409 && refused.has("nuk ka garantuar"));
    let list = dritan.get("/people").await;
    assert!(list.has("Drita Lleshi") && list.has("së pari krahason tetë fjalët"));
    let unread = does(&dritan, &format!("{path}/vouch"), &[]).await;
    assert_eq!(unread.status.as_u16(), 422);
    let done = compares(&dritan, &path, "vouch").await;
    assert_eq!(done.location(), path, "{}", done.html);
    let done = compares(&suela, &path, "confirm").await;
    assert_eq!(done.location(), path, "{}", done.html);
    let said = "SELECT COUNT(*) FROM card WHERE kind = 'member'";
    assert!(world.number(said).await > 1);
    world.must_verify().await;
}

#[tokio::test]
async fn a_word_is_for_these_keys_from_that_house_for_72_hours_and_a_row_is_no_word() {
    let world = World::founded().await;
    stands_by(&world).await;
    let (path, _) = invites(&world).await;
    let member = path.rsplit('/').next().unwrap().parse().unwrap();
    let (suela, dritan) = (world.as_("suela"), world.as_("dritan"));
    // Other words, another house's steward, a colleague without that post.
    let dritan_acts = Actor::Member(world.session("dritan").await);
    let words = "babab babab babab babab babab babab babab babab".to_owned();
    let wrong = world.app.act(&dritan_acts, None, Vouch { member, words });
    assert!(matches!(
        wrong.await,
        Err(Fail::Conflict("error-other-words"))
    ));
    for other in ["valbona", "elira", "suela"] {
        let page = world.as_(other).get(&format!("{path}/vouch")).await;
        assert!(matches!(page.status.as_u16(), 403 | 404), "{other}");
    }
    compares(&dritan, &path, "vouch").await;
    // The house calls for new keys: the word was for the old ones.
    let sheet = does(&suela, &format!("{path}/code"), &[]).await;
    enrols(&world, "drita.lleshi", &code(&sheet).unwrap()).await;
    assert_eq!(
        compares(&suela, &path, "confirm").await.status.as_u16(),
        409
    );
    compares(&dritan, &path, "vouch").await;
    // Whoever writes the database changes what was said: it is no word, and said so.
    let all = "SELECT member, keys, partner, said_by, said_at, sig, version FROM vouch";
    let page = suela.get(&format!("{path}/confirm")).await;
    for change in ["said_at = said_at + 1", "version = version + 1"] {
        let row = world.stolen(all, &[]).await.remove(0);
        world
            .attack(&format!("UPDATE vouch SET {change}"), &[])
            .await;
        let sent = [("compared", "1")];
        let refused = suela.post(&page, &format!("{path}/confirm"), &sent).await;
        assert_eq!(refused.status.as_u16(), 500, "{change}");
        world.attack("DELETE FROM vouch", &[]).await;
        let mut writer = world.app.db().writer().await.unwrap();
        table("vouch")
            .insert(&mut writer.tx(), row.values())
            .await
            .unwrap();
    }
    let keyed = format!("SELECT COUNT(*) FROM member WHERE id = '{member}' AND state = 'keyed'");
    assert_eq!(world.number(&keyed).await, 1);
    // And it ends.
    world.clock.forward(73 * 3600);
    let suela = world
        .nobody()
        .keeping(&super::entering::enters(&world, "suela").await);
    let refused = compares(&suela, &path, "confirm").await;
    assert!(refused.status.as_u16() == 409 && refused.has("nuk ka garantuar"));
}

#[tokio::test]
async fn either_side_ends_it_and_what_was_ended_and_put_back_is_a_fault() {
    let world = World::founded().await;
    stands_by(&world).await;
    let all = "SELECT institution, partner, offered_at, offered_by, offer_sig, accepted_by, \
        accepted_at, accept_sig, version FROM partner";
    let row = world.stolen(all, &[]).await.remove(0);
    let dora = world.houses["dora"];
    let stranger = Actor::Member(world.session("valbona").await);
    let verb = EndPartner { institution: dora };
    assert!(matches!(
        world.app.act(&stranger, None, verb).await,
        Err(Fail::Unseen)
    ));
    for (who, path, fields) in [
        ("suela", "/people/partner/end".to_owned(), &[][..]),
        (
            "dritan",
            format!("/people/beside/{dora}"),
            &[("do", "end")][..],
        ),
    ] {
        let browser = world.as_(who);
        assert_eq!(
            does(&browser, &path, fields).await.location(),
            "/people",
            "{who}"
        );
        assert_eq!(world.number("SELECT COUNT(*) FROM partner").await, 0);
        let mut writer = world.app.db().writer().await.unwrap();
        table("partner")
            .insert(&mut writer.tx(), row.values())
            .await
            .unwrap();
        drop(writer);
        assert_eq!(
            world.as_("suela").get("/people").await.status.as_u16(),
            500,
            "{who}"
        );
        world.attack("DELETE FROM partner", &[]).await;
        world.clock.forward(1);
        stands_by(&world).await;
        // The older yes under the newer offer.
        let put = "UPDATE partner SET accept_sig = $1";
        let now = world.stolen(all, &[]).await.remove(0);
        world.attack(put, &[Value::from(row.bytes(7))]).await;
        assert_eq!(
            world.as_("suela").get("/people").await.status.as_u16(),
            500,
            "{who}"
        );
        world.attack(put, &[Value::from(now.bytes(7))]).await;
    }
    world.must_verify().await;
}

#[tokio::test]
async fn where_one_works_the_partner_gives_back_a_second_factor_and_cannot_give_back_keys() {
    let world = World::founded().await;
    stands_by(&world).await;
    let dritan = world.as_("dritan");
    let member = world.session("suela").await.who.member;
    let path = format!("/people/{member}");
    let page = dritan.get(&path).await;
    assert!(
        page.has("Suela Prendi") && !page.has("Rastet"),
        "circles are their own"
    );
    // Nobody else holds what Suela holds: new keys would close it for ever.
    let refused = does(&dritan, &format!("{path}/rekey"), &[]).await;
    assert_eq!(refused.status.as_u16(), 409);
    assert!(refused.has("Në njërin nga rrethet"), "{}", refused.html);
    assert_eq!(world.as_("suela").get("/me").await.status, StatusCode::OK);
    for way in ["suspend", "confirm", "admit", "code", "withdraw"] {
        let page = dritan.get(&format!("{path}/{way}")).await;
        assert!(matches!(page.status.as_u16(), 403 | 404), "{way}");
    }
    for other in ["valbona", "elira", "suela", "operatori"] {
        let page = world.as_(other).get(&format!("{path}/factor")).await;
        assert!(matches!(page.status.as_u16(), 403 | 404), "{other}");
    }
    let ask = format!("{path}/factor");
    let first = code(&does(&dritan, &ask, &[]).await).unwrap();
    let second = code(&does(&dritan, &ask, &[]).await).unwrap();
    assert!(
        world
            .as_("suela")
            .get("/people")
            .await
            .has("faktorin e dytë të humbur")
    );
    let phrase = player("suela").phrase;
    let enter = async |phrase: &str, code: &str| {
        let page = world.nobody().get("/recover/factor").await;
        let fields = [("login", "suela"), ("passphrase", phrase), ("code", code)];
        world.clock.forward(43);
        world.nobody().post(&page, "/recover/factor", &fields).await
    };
    for (phrase, code) in [
        (phrase, first.as_str()),
        ("gabim fare kjo", &second),
        (phrase, ""),
    ] {
        assert_eq!(enter(phrase, code).await.status.as_u16(), 422);
    }
    let spent = "SELECT id, member, institution, lock, bytes, until, used_at, version \
        FROM factor_reset WHERE until > 0 ORDER BY version, until DESC";
    let row = world.stolen(spent, &[]).await.remove(0);
    let whose = format!("id = '{}'", row.text(0));
    let column = Column::of(&world, "factor_reset", "bytes", &whose).await;
    for bytes in damaged(&column.bytes()) {
        column.put(Value::from(bytes)).await;
        assert_eq!(enter(phrase, &second).await.status.as_u16(), 422);
    }
    column.back().await;
    let inside = enter(phrase, &second).await;
    assert_eq!(inside.location(), "/recover/new", "{}", inside.html);
    // It opens nothing but the way to new locks, and no second time.
    let limited = world.nobody().keeping(&inside);
    assert_eq!(limited.get("/people").await.status.as_u16(), 404);
    assert_eq!(limited.get("/recover/new").await.status, StatusCode::OK);
    assert_eq!(enter(phrase, &second).await.status.as_u16(), 422);
    let put = "UPDATE factor_reset SET used_at = NULL, version = $1 WHERE id = $2";
    let values = [Value::from(row.int(7)), Value::from(row.text(0))];
    world.attack(put, &values).await;
    assert_eq!(enter(phrase, &second).await.status.as_u16(), 500);
    world.attack("DELETE FROM factor_reset", &[]).await;
    // A code of nobody's: the record does not know it.
    let mut forged = row.values().to_vec();
    forged[0] = Value::from("00000000000000000000000000000000");
    let mut writer = world.app.db().writer().await.unwrap();
    table("factor_reset")
        .insert(&mut writer.tx(), &forged)
        .await
        .unwrap();
    drop(writer);
    assert_eq!(enter(phrase, &second).await.status.as_u16(), 500);
}

#[tokio::test]
async fn where_two_work_the_partner_gives_the_only_steward_new_keys_and_the_other_signs() {
    let world = World::founded().await;
    let (_, handed) = two(&world).await;
    let drita = comes_in(&world, "drita.lleshi", &handed).await;
    let drita = world.nobody().keeping(&drita);
    let dritan = world.as_("dritan");
    let path = format!("/people/{}", world.session("suela").await.who.member);
    let sheet = does(&dritan, &format!("{path}/rekey"), &[]).await;
    let new = code(&sheet).unwrap_or_else(|| panic!("{}", sheet.html));
    assert!(sheet.has("Shoqata Dora e Ngrohtë"));
    assert!(
        world
            .as_("suela")
            .get("/me")
            .await
            .location()
            .starts_with("/sign-in")
    );
    for told in [&drita, &dritan] {
        let home = told.get("/tasks").await;
        assert!(
            home.has("Suela Prendi po merr çelësa të rinj"),
            "{}",
            home.html
        );
    }
    let handed = enrols(&world, "suela", &new).await;
    assert_eq!(handed.status, StatusCode::OK);
    // The partner alone lets nobody in, and neither does the colleague alone.
    let refused = compares(&drita, &path, "confirm").await;
    assert!(refused.status.as_u16() == 409 && refused.has("nuk ka garantuar"));
    assert_eq!(
        dritan.get(&format!("{path}/confirm")).await.status.as_u16(),
        403
    );
    compares(&dritan, &path, "vouch").await;
    assert_eq!(compares(&drita, &path, "confirm").await.location(), path);
    let ask = format!("{path}/admit");
    let fields = [("circle", "cases"), ("compared", "1")];
    assert_eq!(does(&drita, &ask, &fields).await.location(), path);
    let suela = comes_in(&world, "suela", &handed).await;
    assert!(
        world
            .nobody()
            .keeping(&suela)
            .get("/me")
            .await
            .has("Rastet")
    );
    world.must_verify().await;
}

#[tokio::test]
async fn a_house_that_has_grown_confirms_by_itself_once_the_partnership_ended() {
    let world = World::founded().await;
    two(&world).await;
    let invite = async |login: &'static str, name: &'static str| {
        let mut fields = DRITA.to_vec();
        fields[0] = ("name", name);
        fields[1] = ("login", login);
        let sheet = does(&world.as_("suela"), "/people/invite", &fields).await;
        enrols(&world, login, &code(&sheet).unwrap()).await;
        path(&world, "suela", name).await
    };
    // The third still needs the word: two are confirmed.
    let third = invite("vjosa", "Vjosa Kola").await;
    assert_eq!(
        compares(&world.as_("suela"), &third, "confirm")
            .await
            .status
            .as_u16(),
        409
    );
    does(&world.as_("suela"), "/people/partner/end", &[]).await;
    let refused = compares(&world.as_("suela"), &third, "confirm").await;
    assert!(refused.has("Ky institucion ka nevojë"));
    stands_by(&world).await;
    compares(&world.as_("dritan"), &third, "vouch").await;
    assert_eq!(
        compares(&world.as_("suela"), &third, "confirm")
            .await
            .location(),
        third
    );
    let fourth = invite("zana", "Zana Kola").await;
    assert_eq!(
        compares(&world.as_("suela"), &fourth, "confirm")
            .await
            .status
            .as_u16(),
        409
    );
    does(&world.as_("suela"), "/people/partner/end", &[]).await;
    assert_eq!(
        compares(&world.as_("suela"), &fourth, "confirm")
            .await
            .location(),
        fourth
    );
    world.must_verify().await;
}

#[tokio::test]
async fn a_seat_that_a_partner_ended_and_somebody_put_back_gets_no_new_key() {
    let world = World::founded().await;
    let (_, handed) = two(&world).await;
    let drita = comes_in(&world, "drita.lleshi", &handed).await;
    let drita = world.nobody().keeping(&drita);
    let member = world.session("suela").await.who.member;
    let all = "SELECT circle, epoch, member, admits, admitted_by, bytes, sig FROM circle_member";
    let own = format!("{all} WHERE member = '{member}'");
    let seats = world.stolen(&own, &[]).await;
    assert_eq!(seats.len(), 4);
    does(
        &world.as_("dritan"),
        &format!("/people/{member}/rekey"),
        &[],
    )
    .await;
    // What a restore revokes again knows of it as of any suspension.
    let node = tempfile::tempdir().unwrap();
    let folder = Folder::at(node.path());
    watch::begin(&world.app, &folder).await.unwrap();
    let list = std::fs::read_to_string(folder.revoked()).unwrap();
    assert!(
        list.contains(&format!("member {member} suspended")),
        "{list}"
    );
    let mut writer = world.app.db().writer().await.unwrap();
    for seat in &seats {
        table("circle_member")
            .insert(&mut writer.tx(), seat.values())
            .await
            .unwrap();
    }
    drop(writer);
    let back = format!("UPDATE member SET state = 'confirmed' WHERE id = '{member}'");
    world.attack(&back, &[]).await;
    assert_eq!(drita.get("/tasks").await.status, StatusCode::OK);
    let held = format!("SELECT COUNT(*) FROM circle_member WHERE member = '{member}'");
    assert_eq!(world.number(&held).await, 0);
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM circle_member WHERE epoch = 1")
            .await,
        4
    );
}
