//! The record: the ledger's tables, the answers of acts already done, and the verifier's walk.

mod store;
mod verify;

use crate::app::{Actor, App, Facts, Fail, Once};
use crate::db::{Error, Table, Tx};
use besa_domain::{Act, InstitutionId, MemberId, Moment};
use besa_ledger::{
    BatchState, Bind, Checkpoint, Entry, PreparedEntry, Stamp, consistency_proof, seal_batch,
    verify_consistency,
};
use besa_vault::{Chance, Deployment, OsChance, SigPublic, draw_id};
use std::collections::BTreeMap;

pub(crate) use store::{LineOfCase, META, RULE, about_case};
#[cfg(test)]
pub(crate) use verify::bound_tables;
pub(crate) use verify::{Verdict, verify, verify_since};

/// The name that checkpoints are signed under.
pub(crate) const ORIGIN: &str = "besa/record";

/// How long the answer to a form is remembered: 7 days in microseconds.
const MEMORY: i64 = 7 * 24 * 3_600 * 1_000_000;

/// Writes a batch's entries, tiles and checkpoint in the batch's own transaction.
pub(crate) async fn seal(
    app: &App,
    tx: &mut Tx<'_>,
    known: Option<BatchState>,
    entries: Vec<PreparedEntry>,
) -> Result<BatchState, Error> {
    let before = match known {
        Some(state) if store::last_number(tx).await? == state.checkpoint_number() => state,
        // Another node was here, or this is the first batch since the start.
        Some(_) | None => restore(app, tx).await?,
    };
    let mut salt = [0; 32];
    OsChance.fill(&mut salt);
    let stamp = Stamp {
        id: draw_id(&mut OsChance),
        at: app.now().0,
        node: app.node().to_owned(),
        salt,
    };
    let Some(batch) = seal_batch(&before, entries, app.log(), stamp) else {
        return Ok(before);
    };
    for entry in &batch.entries {
        store::insert_entry(tx, entry).await?;
    }
    for tile in &batch.tiles {
        store::put_tile(tx, tile).await?;
    }
    store::insert_checkpoint(tx, batch.checkpoint_number, &batch.note).await?;
    app.saw(app.now());
    Ok(batch.state)
}

async fn restore(app: &App, tx: &mut Tx<'_>) -> Result<BatchState, Error> {
    let Some((number, note)) = store::last_checkpoint(tx).await? else {
        return Ok(BatchState::default());
    };
    let edge = store::edge_tiles(tx).await?;
    let restored = |key| {
        BatchState::restore(number, &note, key, &mut |level, index| {
            edge.get(&(level, index)).cloned()
        })
    };
    let facts = app.facts();
    // The first batch of a new key follows the last one of the key before.
    let before = facts.before.last().map(restored).and_then(Result::ok);
    match (restored(&facts.log), before) {
        (Ok(state), _) | (Err(_), Some(state)) => Ok(state),
        (Err(refused), None) => Err(Error::Wrong(format!(
            "the record's head does not fit its tiles: {refused}"
        ))),
    }
}

/// When the record was last written to; the beginning of time before its first line.
pub(crate) async fn last_moment(tx: &mut Tx<'_>) -> Result<Moment, Error> {
    Ok(Moment(store::last_at(tx).await?.unwrap_or(i64::MIN)))
}

/// The answer of an act already done under this key; another body under it is a mistake.
pub(crate) async fn done_before(
    tx: &mut Tx<'_>,
    once: &Once,
    actor: &Actor,
    act: Act,
) -> Result<Option<String>, Fail> {
    match store::done(tx, &once.key).await? {
        None => Ok(None),
        Some((member, code, digest, answer)) => {
            if member == actor.code() && code == act.code() && digest == once.digest {
                Ok(Some(answer))
            } else {
                Err(Fail::Invalid(vec![besa_domain::FieldError::new(
                    "_key",
                    "error-form-reused",
                )]))
            }
        }
    }
}

/// Remembers the answer of an act for a doubled send.
pub(crate) async fn remember(
    tx: &mut Tx<'_>,
    once: &Once,
    actor: &Actor,
    act: Act,
    answer: &str,
    now: Moment,
) -> Result<(), Fail> {
    store::forget_before(tx, now.0.saturating_sub(MEMORY)).await?;
    store::remember(
        tx,
        &once.key,
        &actor.code(),
        act.code(),
        &once.digest,
        answer,
        now,
    )
    .await?;
    Ok(())
}

/// What the deployment is known by, once it is founded.
pub(crate) async fn facts(tx: &mut Tx<'_>) -> Result<Option<Facts>, Fail> {
    let meta = store::meta(tx).await?;
    let Some(deployment) = meta.get("deployment") else {
        return Ok(None);
    };
    let bytes = |key: &str| -> Result<Vec<u8>, Fail> {
        let text = meta.get(key).ok_or_else(|| Fail::broken("meta", key))?;
        data_encoding::HEXLOWER
            .decode(text.as_bytes())
            .map_err(|error| Fail::broken("meta", error))
    };
    let id: [u8; 16] = data_encoding::HEXLOWER
        .decode(deployment.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Fail::broken("meta", "deployment"))?;
    let root: [u8; 32] = bytes("root")?
        .try_into()
        .map_err(|_| Fail::broken("meta", "root"))?;
    let log = meta
        .get("log_key")
        .ok_or_else(|| Fail::broken("meta", "log_key"))?;
    let log_sig = bytes("log_key_sig")?
        .try_into()
        .map_err(|_| Fail::broken("meta", "log_key_sig"))?;
    let before = meta.get("log_keys_before").map(String::as_str);
    let before: Result<_, _> = before.unwrap_or_default().lines().map(str::parse).collect();
    let replaced = meta.get("replaced").map(|at| at.parse().map(Moment));
    let facts = Facts {
        deployment: Deployment::from_id(id)?,
        root: SigPublic::from_bytes(&root)?,
        log: log.parse().map_err(|_| Fail::broken("meta", "log_key"))?,
        key_file: meta.get("key_file").cloned().unwrap_or_default(),
        log_sig,
        before: before.map_err(|_| Fail::broken("meta", "log_keys_before"))?,
        replaced: replaced
            .transpose()
            .map_err(|_| Fail::broken("meta", "replaced"))?,
    };
    if facts.is_vouched_for() {
        Ok(Some(facts))
    } else {
        Err(Fail::broken(
            "integrity",
            "the root did not sign the record's key and the key file",
        ))
    }
}

/// The rows of `meta` for these facts.
pub(crate) fn facts_rows(facts: &Facts) -> Vec<(&'static str, String)> {
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let mut rows = vec![
        ("deployment", hex(&facts.deployment.id())),
        ("root", hex(&facts.root.bytes())),
        ("log_key", facts.log.to_string()),
        ("key_file", facts.key_file.clone()),
        ("log_key_sig", hex(&facts.log_sig)),
    ];
    if let Some(at) = facts.replaced {
        let before: Vec<String> = facts.before.iter().map(ToString::to_string).collect();
        rows.push(("log_keys_before", before.join("\n")));
        rows.push(("replaced", at.0.to_string()));
    }
    rows
}

/// Whose lines are read for the last word about a row.
#[derive(Clone, Copy)]
pub(crate) enum Whose {
    /// Those of one person.
    Member(MemberId),
    /// Those of all people of an institution.
    House(InstitutionId),
}

/// The last word of the record about a row that these acts bind, and where it stands: `None` where
/// there is none.
pub(crate) async fn last_bind(
    tx: &mut Tx<'_>,
    whose: Whose,
    acts: [Act; 5],
    (table, key): (&Table, &str),
) -> Result<Option<(i64, Option<[u8; 32]>)>, Fail> {
    let mut before = i64::MAX;
    // Refused tries bind nothing: the last word may stand behind any number of them.
    loop {
        let bodies = store::newest_bodies(tx, whose, &acts.map(Act::code), before).await?;
        let Some((first, _)) = bodies.last() else {
            return Ok(None);
        };
        before = *first;
        let entries = bodies
            .iter()
            .filter_map(|(index, body)| Some((*index, Entry::decode(body).ok()?)));
        let bind = entries.into_iter().find_map(|(index, entry)| {
            let mut binds = entry.binds.into_iter();
            let bind = binds.rfind(|bind| bind.table == table.name && bind.key == key);
            bind.map(|bind| (index, bind.hash))
        });
        if bind.is_some() {
            return Ok(bind);
        }
    }
}

/// The newest signed checkpoint.
pub(crate) async fn last_note(tx: &mut Tx<'_>) -> Result<Option<String>, Fail> {
    Ok(store::last_checkpoint(tx).await?.map(|(_, note)| note))
}

/// Whether the stored tree of one checkpoint is the beginning of that of another; only the tiles
/// on the way are read.
pub(crate) async fn grew(
    tx: &mut Tx<'_>,
    before: &Checkpoint,
    now: &Checkpoint,
) -> Result<bool, Fail> {
    if before.size() == 0 {
        return Ok(true);
    }
    let mut known: BTreeMap<(u8, u64), Option<Vec<u8>>> = BTreeMap::new();
    loop {
        let mut wanted = Vec::new();
        let proof = consistency_proof(before.size(), now.size(), &mut |level, index| {
            let tile = known.get(&(level, index));
            if tile.is_none() {
                wanted.push((level, index));
            }
            tile.cloned().flatten()
        });
        match proof {
            Ok(proof) => {
                return Ok(verify_consistency(
                    before.size(),
                    before.root(),
                    now.size(),
                    now.root(),
                    &proof,
                ));
            }
            Err(_) if wanted.is_empty() => return Ok(false),
            Err(_) => {
                for (level, index) in wanted {
                    let tile = store::tile(tx, level, index).await?;
                    known.insert((level, index), tile);
                }
            }
        }
    }
}

/// The entries of the record from one size of its tree to another; an erased one is left out.
pub(crate) async fn entries_between(
    tx: &mut Tx<'_>,
    from: u64,
    to: u64,
) -> Result<Vec<Entry>, Fail> {
    Ok(store::bodies_between(tx, from, to)
        .await?
        .iter()
        .filter_map(|body| Entry::decode(body).ok())
        .collect())
}

/// The hash that the record holds for each rule: of the entries that load rules, the last word.
pub(crate) async fn bound_rules(tx: &mut Tx<'_>) -> Result<BTreeMap<String, [u8; 32]>, Fail> {
    let mut bound = BTreeMap::new();
    for body in store::bodies_of_acts(tx, &[Act::Found.code(), Act::LoadRules.code()]).await? {
        let Ok(entry) = Entry::decode(&body) else {
            continue;
        };
        for bind in entry
            .binds
            .into_iter()
            .filter(|bind| bind.table == RULE.name)
        {
            bound.extend(bind.hash.map(|hash| (bind.key, hash)));
        }
    }
    Ok(bound)
}

/// What such acts of an institution's people, and of the operator, bound, oldest first.
pub(crate) async fn binds_of(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    acts: [Act; 6],
) -> Result<Vec<Bind>, Fail> {
    let bodies = store::bodies_of(tx, institution, &acts.map(Act::code)).await?;
    Ok(bodies
        .iter()
        .filter_map(|body| Entry::decode(body).ok())
        .flat_map(|it| it.binds)
        .collect())
}

/// What the entries of one act by an institution's people name, in order.
pub(crate) async fn named_by(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    act: Act,
) -> Result<Vec<[u8; 16]>, Fail> {
    let bodies = store::bodies_of(tx, institution, &[act.code(); 6]).await?;
    Ok(bodies
        .iter()
        .filter_map(|body| Entry::decode(body).ok())
        .flat_map(|it| it.objects)
        .map(|(_, id)| id)
        .collect())
}

/// The record's own bound tables.
pub(crate) const TABLES: &[&Table] = &[&META, &RULE];
