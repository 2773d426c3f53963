//! The thread, walked by browsers: screen, identify, refer, accept, open; strangers find nothing.

use super::{settings, walk};
use crate::tests::kit::World;
use std::sync::Arc;

#[tokio::test]
async fn a_girl_of_seventeen_is_screened_referred_received_and_nobody_else_finds_her() {
    let first = World::founded().await;
    for setting in settings(&first) {
        walk(Arc::new(World::founded().await), "thread.mjs", setting).await;
    }
}
