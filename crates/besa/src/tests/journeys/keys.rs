//! The thread by the keyboard alone.

use super::{settings, walk};
use crate::tests::kit::World;
use std::sync::Arc;

#[tokio::test]
async fn screening_referral_and_answer_need_no_mouse() {
    let world = World::founded().await;
    let setting = settings(&world).into_iter().find(|it| it.script).unwrap();
    walk(Arc::new(world), "keys.mjs", setting).await;
}
