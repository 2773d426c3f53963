//! Every page in a browser: no barrier for axe, no sideways scroll, light on the wire.

use super::{settings, walk};
use crate::tests::kit::World;
use besa_domain::Age;
use std::sync::Arc;

#[tokio::test]
async fn every_page_is_without_barriers_and_light() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    world.referral("elira", &case, "drini", Age::Child).await;
    let adult = world.case("elira", Age::Adult).await;
    world.referral("elira", &adult, "qkpvt", Age::Adult).await;
    let setting = settings(&world)
        .into_iter()
        .find(|setting| setting.script)
        .unwrap();
    walk(Arc::new(world), "pages.mjs", setting).await;
}
