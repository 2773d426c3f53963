//! Stories in small: a case with its first sections, made by the verbs' own tools.

use super::kit::World;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::file::{self, Case};
use crate::db::Tx;
use crate::sealing;
use besa_domain::{
    Act, Age, Fact, Header, IdentificationSheet, IdentificationStatus, Identity, Medical, Raw,
    SafeAddress, SafeContact, Standing, check,
};

/// A case with header, identity, identification, safe contact, safe address and medical sections.
struct Told {
    raw: Raw,
    age: Age,
}

impl Verb for Told {
    const ACT: Act = Act::SaveScreening;
    type Out = String;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<String, Fail> {
        let rules = cx.app.rules();
        let form = rules.form("f1").ok_or(Fail::Unseen)?;
        let checked = check(form, &[], &self.raw, &rules.territory, cx.now().date())
            .map_err(Fail::Invalid)?;
        let case = file::open_case(cx).await?;
        let header = Header {
            code: case.code,
            name_used: checked.words("name_used").map(str::to_owned),
            age: self.age,
            place_found: "AL-10-shkoder".to_owned(),
            blocked: Vec::new(),
        };
        sealing::save(cx, case.id, &header).await?;
        sealing::save(cx, case.id, &Identity::of(form, &checked)).await?;
        sealing::save(cx, case.id, &IdentificationSheet::of(form, &checked)).await?;
        sealing::save(cx, case.id, &SafeContact::of(form, &checked)).await?;
        sealing::save(cx, case.id, &SafeAddress::of(form, &checked)).await?;
        sealing::save(cx, case.id, &Medical::of(form, &checked)).await?;
        for status in [
            IdentificationStatus::Screened,
            IdentificationStatus::Potential,
        ] {
            file::add_fact(cx, case.id, Fact::Identification(status)).await?;
        }
        Ok(case.code.to_string())
    }
}

impl World {
    /// A case of this member: a girl of 15-17 or a grown woman, name and address given.
    pub(crate) async fn case(&self, login: &str, age: Age) -> Case {
        let group = if age.child_path() { "15_17" } else { "26_35" };
        let raw: Raw = [
            ("name_used", "Zamirë Bregasi"),
            ("sex", "female"),
            ("age_group", group),
            ("citizenship", "albanian"),
            ("accompanied_by", "nobody"),
            ("minor_dependants", "no"),
            ("contact_way", "phone"),
            ("contact_phone", "0690000417"),
            ("staying_address", "Rruga e Kuqe Pa Numër"),
            ("met_on", "24.11.2026"),
            ("place_type", "street"),
            ("source_of_signal", "mobile_unit"),
            ("controller_near", "no"),
            ("observed_condition", "afraid"),
            ("needs_now", "safe_place"),
            ("urgent_medical", "yes"),
            ("medical_now", "Qemo Shtrigulli"),
            ("risk_level", "high"),
            ("risk_factors", "threats"),
            ("hidden_place", "yes"),
            ("information_given", "understood"),
            ("wish_help", "yes"),
            ("wish_police", "no"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]))
        .collect();
        let actor = Actor::Member(self.session(login).await);
        let code = self.app.act(&actor, None, Told { raw, age }).await.unwrap();
        let mut reading = self.app.glance().await.unwrap();
        file::by_code(&mut reading.tx(), code.parse().unwrap())
            .await
            .unwrap()
            .unwrap()
    }
}

#[tokio::test]
async fn a_case_is_sealed_and_the_record_still_verifies() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    assert_eq!(case.owner, world.houses["rozafa"]);
    let verdict = crate::record::verify(world.app.db(), &world.app.facts().log).await;
    assert!(
        matches!(verdict, crate::record::Verdict::Clean(_)),
        "{verdict:?}"
    );
}
