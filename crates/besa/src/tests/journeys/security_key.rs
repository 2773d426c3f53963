//! A security key in a real browser, which pretends one.

use super::{Setting, settings, walk};
use crate::tests::kit::World;
use std::sync::Arc;

#[tokio::test]
async fn a_key_is_added_enters_and_steps_up() {
    let world = Arc::new(World::founded().await);
    let speaks = settings(&world).into_iter().find(|it| it.script);
    let setting: Setting = speaks.unwrap();
    walk(world, "security_key.mjs", setting).await;
}
