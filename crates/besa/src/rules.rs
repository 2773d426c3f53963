//! The dated rules: shipped as files, written at the founding, read from the database ever after.

use crate::app::{Fail, Unopened};
use crate::db::{Tx, Value};
use besa_domain::{Moment, RuleHead, RuleRow, Rules};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(include_str!(concat!("../../../rules/", $name, ".toml"))),*]
    };
}

/// Every rule file that this program ships.
const FILES: &[&str] = files![
    "kinds",
    "duties",
    "services",
    "territory",
    "indicators",
    "packs",
    "screening",
    "disclosure",
    "timers",
    "brake",
    "calendar",
    "lists",
    "forms/screening.1",
    "forms/f1.1",
];

/// One rule file with its head read.
pub(crate) struct RuleFile {
    head: RuleHead,
    body: &'static str,
}

impl RuleFile {
    /// The row as the table writes it.
    pub(crate) fn values(&self) -> Vec<Value> {
        vec![
            Value::from(self.head.kind.code()),
            Value::from(self.head.code.as_str()),
            Value::from(i64::from(self.head.version)),
            Value::from(self.head.valid_from.to_string()),
            Value::from(self.head.valid_to.map(|date| date.to_string())),
            Value::from(self.head.source.as_str()),
            Value::from(self.body),
        ]
    }
}

/// The files shipped with this program, their heads read.
pub(crate) fn shipped() -> Result<Vec<RuleFile>, Unopened> {
    FILES
        .iter()
        .map(|body| {
            let head = RuleHead::read(body).map_err(|error| Unopened(error.to_string()))?;
            Ok(RuleFile { head, body })
        })
        .collect()
}

/// The rules of the shipped files, for a founding.
pub(crate) fn of_files(now: Moment) -> Result<Rules, Unopened> {
    let rows = FILES
        .iter()
        .map(|body| RuleRow::read(body))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Unopened(error.to_string()))?;
    Rules::at(&rows, now.date()).map_err(|error| Unopened(error.to_string()))
}

/// The rules in force, from the database; each must be the row that the record bound.
pub(crate) async fn load(tx: &mut Tx<'_>, now: Moment) -> Result<Rules, Unopened> {
    let bodies = recorded(tx)
        .await
        .map_err(|fail| Unopened(format!("{fail}")))?;
    let rows = bodies
        .iter()
        .map(|body| RuleRow::read(body))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Unopened(error.to_string()))?;
    Rules::at(&rows, now.date()).map_err(|error| Unopened(error.to_string()))
}

async fn recorded(tx: &mut Tx<'_>) -> Result<Vec<String>, Fail> {
    let bound = crate::record::bound_rules(tx).await?;
    let rows = crate::record::RULE.all(tx).await?;
    let mut bodies = Vec::with_capacity(rows.len());
    for row in rows {
        let key = crate::record::RULE.key(&row);
        if bound.get(&key) != Some(&crate::record::RULE.hash(&row)) {
            return Err(Fail::Broken(format!(
                "integrity: rule {key} is not the one recorded"
            )));
        }
        if let Some(Value::Text(Some(body))) = row.into_iter().last() {
            bodies.push(body);
        }
    }
    Ok(bodies)
}
