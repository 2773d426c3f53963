//! Who looked: every line about a case as a sentence, for its owner and for nobody else.

use super::kit::World;
use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::file::Case;
use crate::db::Tx;
use axum::http::StatusCode;
use besa_domain::{Act, Age, Standing};

/// Opens a case as the pages do, for somebody who stands to it as the test says.
struct Opens {
    case: Case,
    because: Option<&'static str>,
    standing: Standing,
}

impl View for Opens {
    const ACT: Act = Act::RevealIdentity;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Stands::to(self.case.id, self.standing))
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        cx.note("section", "identity");
        if let Some(reason) = self.because {
            cx.because(reason);
        }
        Ok(())
    }
}

async fn opens(world: &World, login: &str, case: &Case, because: Option<&'static str>) {
    let view = Opens {
        case: case.clone(),
        because,
        standing: Standing::Granted,
    };
    let session = world.session(login).await;
    world.app.view(&session, &view).await.unwrap();
}

async fn lines(world: &World) -> i64 {
    let mut reading = world.app.glance().await.unwrap();
    let rows = reading
        .tx()
        .rows("SELECT COUNT(*) FROM ledger_entry", &[])
        .await
        .unwrap();
    rows[0].int(0)
}

#[tokio::test]
async fn the_owner_reads_who_looked_and_why() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    world.clock.forward(3 * 60);
    opens(&world, "elira", &case, Some("talk")).await;
    opens(&world, "elira", &case, None).await;
    opens(&world, "mira", &case, Some("care")).await;
    let before = lines(&world).await;
    let path = format!("/cases/{}/looked", case.code);
    let page = world.as_("elira").get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "e martë, 24.11.2026",
        "Elira Shkëmbi (Qendra Sociale Rozafa) kyçi shqyrtimin paraprak.",
        "Elira Shkëmbi (Qendra Sociale Rozafa) hapi identitetin.",
        "Flas me personin · Identiteti",
        "Nuk dha arsye · Identiteti",
        "Mira Dobra (Strehëza Drini) hapi identitetin.",
    ] {
        assert!(page.has(said), "{said}");
    }
    assert!(
        page.html.find("hapi identitetin") < page.html.find("kyçi shqyrtimin"),
        "newest first"
    );
    assert!(
        !page.has("Zamirë Bregasi"),
        "the record holds no name of a person"
    );
    let english = world.as_("elira").in_english().get(&path).await;
    assert!(english.has("opened the identity.") && english.has("I speak with the person"));
    assert_eq!(
        lines(&world).await,
        before,
        "reading the record leaves no line"
    );
}

#[tokio::test]
async fn lines_of_the_police_are_an_office_to_others() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    opens(&world, "besnik", &case, Some("talk")).await;
    let page = world
        .as_("elira")
        .get(&format!("/cases/{}/looked", case.code))
        .await;
    assert!(page.has("Një punonjës (Drejtori vendore e policisë) hapi identitetin."));
    assert!(!page.has("Besnik") && !page.has("Drejtoria Vendore e Policisë Shkodër"));
    let own = world.case("besnik", Age::Adult).await;
    let page = world
        .as_("besnik")
        .get(&format!("/cases/{}/looked", own.code))
        .await;
    assert!(page.has("Besnik Trushi (Drejtoria Vendore e Policisë Shkodër) kyçi"));
}

#[tokio::test]
async fn strangers_find_the_same_nothing_as_for_a_made_up_code() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    for login in [
        "suela",
        "mira",
        "arta",
        "genc",
        "prefekti",
        "shish",
        "operatori",
        "dritan",
    ] {
        let browser = world.as_(login);
        let real = browser.get(&format!("/cases/{}/looked", case.code)).await;
        let made_up = browser.get("/cases/ZZZZ-ZZ/looked").await;
        let no_code = browser.get("/cases/x/looked").await;
        assert_eq!(real.status, StatusCode::NOT_FOUND, "{login}");
        for other in [made_up, no_code] {
            assert_eq!(other.status, real.status, "{login}");
            let blind = |page: &super::kit::Page, code: &str| page.html.replace(code, "");
            let code = case.code.to_string();
            assert_eq!(
                blind(&real, &code),
                blind(&other, "")
                    .replace("ZZZZ-ZZ", "")
                    .replace("/cases/x/", "/cases//"),
                "{login}"
            );
        }
    }
    assert_eq!(
        world
            .nobody()
            .get(&format!("/cases/{}/looked", case.code))
            .await
            .location(),
        "/sign-in"
    );
}

#[tokio::test]
async fn a_long_record_comes_in_pages() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    for _ in 0..60 {
        opens(&world, "elira", &case, Some("talk")).await;
    }
    let path = format!("/cases/{}/looked", case.code);
    let first = world.as_("elira").get(&path).await;
    assert_eq!(first.html.matches("hapi identitetin").count(), 50);
    let older = first
        .addresses()
        .into_iter()
        .find(|it| it.starts_with("/cases/") && it.contains("before="))
        .unwrap();
    let second = world.as_("elira").get(&older).await;
    assert_eq!(second.html.matches("hapi identitetin").count(), 10);
    assert!(second.has("kyçi shqyrtimin") && !second.has("Më të vjetra"));
    let odd = world.as_("elira").get(&format!("{path}?before=soon")).await;
    assert_eq!(odd.html.matches("hapi identitetin").count(), 50);
    let empty = world.as_("elira").get(&format!("{path}?before=0")).await;
    assert!(empty.has("Nuk ka asnjë rresht"));
}

#[tokio::test]
async fn a_refused_try_is_a_line_of_the_case() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let view = Opens {
        case: case.clone(),
        because: None,
        standing: Standing::Authority,
    };
    let refused = world.app.view(&world.session("mira").await, &view).await;
    assert!(matches!(refused, Err(Fail::Forbidden)));
    let page = world
        .as_("elira")
        .get(&format!("/cases/{}/looked", case.code))
        .await;
    assert!(page.has("Mira Dobra (Strehëza Drini) kërkoi diçka në këtë rast."));
    assert!(page.has("Nuk iu lejua.") && !page.has("hapi identitetin"));
}
