//! The invented county: founded, peopled and filled through the same doors that everybody uses.

pub(crate) mod cast;
pub(crate) mod county;
mod stage;
mod story;

pub(crate) use stage::people;

use crate::app::{Clock, Fail, ManualClock, SystemClock, Unopened};
use crate::db::Place;
use crate::founding::{self, Founded};
use besa_vault::{DeploymentKind, Params};
use std::sync::Arc;

/// The name of an institution of the county by its key.
pub(crate) fn house_name(key: &str) -> &'static str {
    county::HOUSES
        .iter()
        .find(|house| house.key == key)
        .map_or("", |house| house.name)
}

/// Founds the county some days before now and lives through them until now.
pub(crate) async fn live(place: &Place, params: Params) -> Result<Founded, Unopened> {
    let begins = SystemClock.now().plus_hours(story::BEGINS.saturating_neg());
    let clock = Arc::new(ManualClock::at(begins));
    let kind = DeploymentKind::Demo;
    let founded = founding::found(place, kind, Box::new(clock.clone()), "node-1", params).await?;
    tell(&founded, &clock)
        .await
        .map_err(|fail| Unopened(format!("The invented county was not finished: {fail}")))?;
    Ok(founded)
}

/// Peoples a founded county and tells its story up to now.
pub(crate) async fn tell(founded: &Founded, clock: &ManualClock) -> Result<(), Fail> {
    let mut stage = people(founded).await?;
    story::tell(&mut stage, clock).await
}
