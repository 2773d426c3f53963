//! A new key file in the place of a lost one: signed by the root, written into the record.

use super::{Folder, unwritten, write_private};
use crate::accounts;
use crate::app::{Actor, App, Clock, Cx, Facts, Fail, Stands, Start, Unopened, Verb};
use crate::db::{Db, Place, Tx, Value};
use crate::{record, rules};
use besa_domain::{Act, Standing};
use besa_vault::{DeploymentRoot, KeyFile, OsChance, Params};
use std::fs;

/// Writes the facts under the new key file; every session ends.
struct ReplaceKey;

impl Verb for ReplaceKey {
    const ACT: Act = Act::ReplaceKey;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let facts = cx.app.facts().clone();
        cx.note("key_file", facts.key_file.as_str());
        for (key, value) in record::facts_rows(&facts) {
            let row = [Value::from(key), Value::from(value)];
            match record::META.one(&mut cx.tx, &[Value::from(key)]).await? {
                None => cx.put(&record::META, &row).await?,
                Some(before) if before != row => cx.change(&record::META, row.to_vec()).await?,
                Some(_) => {}
            }
        }
        accounts::end_everybody(&mut cx.tx).await
    }
}

/// Draws a new key file, has the root sign its log key, and puts it in place. What hung on the old
/// one is dead: passphrases, telephone codes, sessions. The codes on paper hold.
pub(crate) async fn replace(
    place: &Place,
    folder: &Folder,
    known: Facts,
    root: &DeploymentRoot,
    (clock, node): (Box<dyn Clock>, &str),
) -> Result<Facts, Unopened> {
    if root.key().public() != known.root {
        return Err(Unopened(
            "This root file is of another deployment. Nothing was changed.".to_owned(),
        ));
    }
    let keys = KeyFile::draw(known.deployment, &mut OsChance);
    let mut before = known.before;
    before.push(known.log);
    let facts = Facts {
        before,
        replaced: Some(clock.now()),
        ..Facts::signed(&root.key(), &keys)?
    };
    let file = folder.key_file();
    let new = file.with_extension("new");
    write_private(&new, keys.print().as_bytes()).map_err(|error| unwritten(&new, &error))?;
    let in_force = in_force(place, clock.as_ref()).await?;
    let start = Start {
        keys,
        clock,
        node: node.to_owned(),
        params: Params::DECIDED,
    };
    let app = App::with_facts(place, start, facts.clone(), in_force).await?;
    let done = app.act(&Actor::Operator, None, ReplaceKey).await;
    app.close().await;
    if let Err(fail) = done {
        fs::remove_file(&new).ok();
        return Err(Unopened(format!("The key file was not replaced: {fail}")));
    }
    fs::rename(&new, &file).map_err(|error| unwritten(&file, &error))?;
    let log_key = folder.log_key();
    fs::write(&log_key, facts.log_keys().to_string())
        .map_err(|error| unwritten(&log_key, &error))?;
    Ok(facts)
}

async fn in_force(place: &Place, clock: &dyn Clock) -> Result<besa_domain::Rules, Unopened> {
    let db = Db::open(place).await?;
    let loaded = match db.reader().await {
        Ok(mut reader) => rules::load(&mut reader.tx(), clock.now()).await,
        Err(error) => Err(error.into()),
    };
    db.close().await;
    loaded
}
