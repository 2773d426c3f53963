//! Every page in a browser: no barrier for axe, no sideways scroll, light on the wire.

use super::{settings, walk};
use crate::tests::kit::World;
use std::sync::Arc;

#[tokio::test]
async fn every_page_is_without_barriers_and_light() {
    let world = World::founded().await;
    let setting = settings(&world).into_iter().find(|setting| setting.script).unwrap();
    walk(Arc::new(world), "pages.mjs", setting).await;
}
