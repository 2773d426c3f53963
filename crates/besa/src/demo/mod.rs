//! The invented county: founded, peopled and filled through the same doors that everybody uses.

pub(crate) mod cast;
pub(crate) mod county;
mod stage;

pub(crate) use stage::{Stage, people};

use crate::app::Fail;
use crate::founding::Founded;

/// The name of an institution of the county by its key.
pub(crate) fn house_name(key: &str) -> &'static str {
    county::HOUSES
        .iter()
        .find(|house| house.key == key)
        .map_or("", |house| house.name)
}

/// Peoples the county and opens its cases.
pub(crate) async fn fill(founded: &Founded) -> Result<(), Fail> {
    let _stage = people(founded).await?;
    Ok(())
}
