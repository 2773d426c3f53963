//! The invented county tells its whole story through the doors, and the record holds it.

use super::kit::{found, nine_o_clock};
use crate::app::ManualClock;
use crate::cases::referral;
use crate::db::Place;
use crate::demo;
use crate::record::{Verdict, verify};
use std::collections::BTreeSet;
use std::sync::Arc;

#[tokio::test]
async fn three_days_of_the_county_stand_in_the_record_at_several_stages() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(nine_o_clock()));
    let founded = found(&Place::Folder(folder.path().to_owned()), clock.clone()).await;
    demo::tell(&founded, &clock).await.unwrap();
    let mut reading = founded.app.glance().await.unwrap();
    let rows = referral::all(&mut reading.tx()).await.unwrap();
    let states: BTreeSet<&str> = rows.iter().map(|row| row.state.as_str()).collect();
    let all = ["accepted", "answered_by_phone", "no_answer_in_time", "sent"];
    assert_eq!(states, BTreeSet::from(all));
    let looks = "SELECT COUNT(*) FROM task WHERE kind = 'second_look' AND done_at IS NULL";
    let waiting = reading.tx().row(looks, &[]).await.unwrap().unwrap();
    assert_eq!(waiting.int(0), 1);
    let verdict = verify(founded.app.db(), &founded.app.facts().log).await;
    assert!(matches!(verdict, Verdict::Clean(_)), "{verdict:?}");
}
