//! Invitations through the pages of a steward: the code once, on one page; renewed, withdrawn, and
//! who is to do what about somebody who is not in yet.

use super::entering::{enrols, enters};
use super::kit::{Page, World};
use axum::http::StatusCode;

const PERSON: &[(&str, &str)] = &[
    ("name", "Drita Lleshi"),
    ("login", "drita.lleshi"),
    ("post", "Psikologe"),
    ("role", "case_worker"),
    ("profession", "confidential_ngo"),
    ("circles", "cases"),
    ("circles", "front_desk"),
];

/// The one-time code that stands on a sheet.
pub(super) fn code(page: &Page) -> Option<String> {
    let pieces = page.html.split("b-key\">").skip(1);
    pieces
        .filter_map(|rest| rest.split('<').next())
        .find(|text| besa_vault::RecoveryCode::parse(text).is_ok())
        .map(str::to_owned)
}

/// The address of the only colleague of this name.
pub(super) async fn path(world: &World, steward: &str, name: &str) -> String {
    let list = world.as_(steward).get("/people").await.html;
    let (before, _) = list.split_once(name).unwrap_or_else(|| panic!("{list}"));
    let (_, href) = before.rsplit_once("href=\"").unwrap();
    href.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_is_shown_on_one_page_once_and_lies_nowhere() {
    let world = World::founded().await;
    let steward = world.as_("dritan");
    assert!(steward.get("/people").await.has("/people/invite"));
    let form = steward.get("/people/invite").await;
    let sheet = steward.post(&form, "/people/invite", PERSON).await;
    assert_eq!(sheet.status, StatusCode::OK, "{}", sheet.html);
    let shown = code(&sheet).unwrap();
    // With what must be compared by eye before it is typed (P28).
    let root = world.app.facts().root.fingerprint().words();
    assert!(sheet.has(&root) && sheet.has("Drita Lleshi") && sheet.has("drita.lleshi"));
    assert!(world.nobody().get("/enrol").await.has(&root));
    // The same form again: no second colleague, no code, and a way to a new one.
    let again = steward.post(&form, "/people/invite", PERSON).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(code(&again).is_none() && again.has("Kodi u shfaq një herë"));
    let path = path(&world, "dritan", "Drita Lleshi").await;
    assert!(again.has(&format!("{path}/code")));
    let raw: String = shown.chars().filter(char::is_ascii_alphanumeric).collect();
    for (table, column) in [
        ("done", "answer"),
        ("invitation", "bytes"),
        ("ledger_entry", "body"),
    ] {
        let sql = format!("SELECT {column} FROM {table}");
        for row in world.stolen(&sql, &[]).await {
            let text = format!("{row:?}");
            assert!(!text.contains(&shown) && !text.contains(&raw), "{table}");
        }
    }
    let person = steward.get(&path).await;
    assert!(!person.has(&shown) && !person.has("Kodi njëpërdorimësh"));
    // It opens the way in, and the list says what comes next.
    let list = steward.get("/people").await;
    assert!(list.has("regjistrohet me kodin deri më"), "{}", list.html);
    assert_eq!(
        enrols(&world, "drita.lleshi", &shown).await.status,
        StatusCode::OK
    );
    assert!(steward.get("/people").await.has("krahason tetë fjalët"));
    let ask = format!("{path}/confirm");
    let page = steward.get(&ask).await;
    let done = steward.post(&page, &ask, &[("compared", "1")]).await;
    assert_eq!(done.location(), path);
    assert!(
        steward
            .get(&path)
            .await
            .has("pret të pranohet: Rastet, Sporteli"),
        "{}",
        steward.get(&path).await.html
    );
    let ask = format!("{path}/admit");
    for circle in ["cases", "front_desk"] {
        let page = steward.get(&ask).await;
        let fields = [("circle", circle), ("compared", "1")];
        assert_eq!(steward.post(&page, &ask, &fields).await.location(), path);
    }
    assert!(!steward.get(&path).await.has("pret të pranohet"));
    world.must_verify().await;
}

#[tokio::test]
async fn an_invitation_is_renewed_or_withdrawn_until_somebody_is_confirmed() {
    let world = World::founded().await;
    let steward = world.as_("dritan");
    let form = steward.get("/people/invite").await;
    let sheet = steward.post(&form, "/people/invite", PERSON).await;
    let first = code(&sheet).unwrap();
    let path = path(&world, "dritan", "Drita Lleshi").await;
    let ask = format!("{path}/code");
    let page = steward.get(&ask).await;
    let second = code(&steward.post(&page, &ask, &[]).await).unwrap();
    assert_eq!(
        enrols(&world, "drita.lleshi", &first).await.status.as_u16(),
        422
    );
    assert_eq!(
        enrols(&world, "drita.lleshi", &second).await.status,
        StatusCode::OK
    );
    // The words were not the same: the keys are forgotten, a third code begins again.
    let page = steward.get(&ask).await;
    let third = code(&steward.post(&page, &ask, &[]).await).unwrap();
    assert_eq!(
        steward
            .get(&format!("{path}/confirm"))
            .await
            .status
            .as_u16(),
        404
    );
    // After its hours the list asks for a new one.
    world.clock.forward(73 * 3600);
    let steward = world.nobody().keeping(&enters(&world, "dritan").await);
    assert!(steward.get("/people").await.has("kodi ka mbaruar"));
    assert_eq!(
        enrols(&world, "drita.lleshi", &third).await.status.as_u16(),
        422
    );
    let ask = format!("{path}/withdraw");
    let page = steward.get(&ask).await;
    assert_eq!(steward.post(&page, &ask, &[]).await.location(), "/people");
    assert_eq!(steward.get(&ask).await.status.as_u16(), 404);
    // Whoever had enrolled stays in the list as gone; whoever never came is forgotten.
    assert!(steward.get("/people").await.has("Drita Lleshi"));
    let form = steward.get("/people/invite").await;
    let taken = steward.post(&form, "/people/invite", PERSON).await;
    assert_eq!(taken.status.as_u16(), 422);
    assert!(taken.has("Ky emër përdoruesi është i zënë") && taken.has("value=\"Psikologe\""));
    let mut other = PERSON.to_vec();
    other[0] = ("name", "Vjosa Kola");
    other[1] = ("login", "vjosa");
    let sheet = steward.post(&form, "/people/invite", &other).await;
    assert!(code(&sheet).is_some());
    let addresses = sheet.addresses();
    let path = addresses
        .iter()
        .find(|it| it.len() > "/people/".len() && it.starts_with("/people/"));
    let ask = format!("{}/withdraw", path.unwrap());
    let page = steward.get(&ask).await;
    steward.post(&page, &ask, &[]).await;
    let left = "SELECT COUNT(*) FROM member WHERE login = 'vjosa'";
    assert_eq!(world.number(left).await, 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM meant AS t LEFT JOIN member AS m ON m.id = t.member WHERE m.id IS NULL").await, 0);
    world.must_verify().await;
}

#[tokio::test]
async fn only_a_steward_invites_and_only_into_posts_that_the_house_has() {
    let world = World::founded().await;
    for login in ["elira", "mira", "prefekti", "operatori"] {
        let page = world.as_(login).get("/people/invite").await;
        assert!(matches!(page.status.as_u16(), 403 | 404), "{login}");
        assert!(!world.as_(login).get("/people").await.has("/people/invite"));
    }
    let steward = world.as_("dritan");
    let form = steward.get("/people/invite").await;
    let nothing = steward.post(&form, "/people/invite", &[]).await;
    assert_eq!(nothing.status.as_u16(), 422);
    for field in ["name", "login", "post", "role", "profession"] {
        assert!(nothing.has(&format!("href=\"#{field}\"")), "{field}");
    }
    for (at, field, value) in [
        (3, "role", "operator"),
        (3, "role", "system"),
        (4, "profession", "x"),
        (1, "login", "Drita Lleshi"),
        (0, "name", "   "),
    ] {
        let mut fields = PERSON.to_vec();
        fields[at] = (field, value);
        let page = steward.post(&form, "/people/invite", &fields).await;
        assert_eq!(page.status.as_u16(), 422, "{field} {value}");
        assert!(page.has("value=\"Psikologe\""), "what was typed stays");
    }
    // Another house's people are not there.
    let path = path(&world, "valbona", "Mira Dobra").await;
    for way in ["code", "withdraw"] {
        let ask = format!("{path}/{way}");
        assert_eq!(steward.get(&ask).await.status.as_u16(), 404);
        assert_eq!(world.as_("valbona").get(&ask).await.status.as_u16(), 404);
    }
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM member WHERE login LIKE 'drita.%'")
            .await,
        0
    );
}
