//! `cargo xtask bench record`: how long the shipped program takes to verify a long record.

use super::figure::Figure;
use crate::load::{People, Place, Server, Walk, release, verify};
use crate::run::{Done, Stop, read};
use crate::say::{self, Watch};
use besa_ledger::{BatchState, Entry, LogKey, PreparedEntry, Stamp, seal_batch};
use besa_vault::KeyFile;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How it was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Entries in the record.
    pub(crate) entries: u64,
    /// A file that the table is written to.
    pub(crate) table: Option<PathBuf>,
}

/// Lengthens a county's record, and verifies it with the release.
pub(crate) fn measure(wanted: &Wanted) -> Done {
    let besa = release()?;
    let place = Place::passing("bench-record")?;
    let server = Server::start(&besa, &place, "node-1")?;
    opened_once(&server, &place)?;
    server.stop()?;
    let watch = Watch::start();
    let checkpoints = lengthened(&place.folder, wanted.entries)?;
    say::line(&format!(
        "lengthened in {:.0} s",
        watch.read().as_secs_f64()
    ));
    let (watch, before) = (Watch::start(), spent()?);
    verify(&besa, &place)?;
    let (seconds, cpu) = (watch.read().as_secs_f64(), spent()? - before);
    let count = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let figure = Figure::of("verify_record", "sqlite")
        .with("entries", count(wanted.entries))
        .with("checkpoints", count(checkpoints))
        .with("seconds", seconds)
        .with("cpu_s", cpu);
    say::line(&figure.json());
    if let Some(file) = &wanted.table {
        std::fs::write(file, table(&figure)?)?;
    }
    Ok(())
}

/// Processor time of the programs that we started and that ended, in seconds.
fn spent() -> Done<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let after = text.rsplit_once(") ").map_or("", |(_, after)| after);
    let ticks = after.split(' ').skip(13).take(2);
    Ok(ticks.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

/// A case opened by whoever made it: the line that most of a record consists of.
fn opened_once(server: &Server, place: &Place) -> Done {
    let visitor = People::read(&place.accounts())?.enter("elira", server.address)?;
    let walk = Walk(&visitor);
    let case = walk.do_it(&walk.screen()?)?;
    walk.do_it(&walk.identify(&case)?)?;
    walk.open(&case, "identity")?;
    Ok(())
}

/// The page for people.
fn table(figure: &Figure) -> Done<String> {
    let cpu = read(Command::new("grep").args(["-m1", "model name", "/proc/cpuinfo"]))?;
    let cpu = cpu
        .split_once(": ")
        .map_or("unknown", |(_, name)| name.trim());
    let cores = std::thread::available_parallelism()?;
    Ok(format!(
        "# What it costs to verify the record\n\n\
         Made by `cargo xtask bench record --table docs/bench/record.md` on {cpu}, {cores} cores. The record is \
         that of a quiet county, where every act is a batch of its own: as many checkpoints as acts, each \
         signed. `seconds` is the whole of `besa verify` on a clock, `cpu_s` what it \
         took of the processor.\n\n\
         | figure | database | values | goal |\n|---|---|---|---|\n{}\n",
        figure.row()
    ))
}

/// Adds lines to the record of a county that is not served: openings of a case, each sealed alone, as
/// the writer does when nobody else works. Gives back how many checkpoints there are.
fn lengthened(folder: &Path, entries: u64) -> Done<u64> {
    let keys = std::fs::read_to_string(folder.join("key-file.txt"))?;
    let keys = KeyFile::parse(&keys).map_err(|_| Stop("no key file".to_owned()))?;
    let key = LogKey::from_seed("besa/record", keys.log.expose())
        .map_err(|error| Stop(error.to_string()))?;
    lengthen(&folder.join("besa.db"), &key, entries)
}

/// The columns of a line that stand beside its body.
struct Beside {
    actor: String,
    institution: Option<String>,
    act: String,
    case: Option<String>,
}

fn lengthen(file: &Path, key: &LogKey, entries: u64) -> Done<u64> {
    let mut db = Connection::open(file)?;
    db.execute_batch("PRAGMA synchronous = OFF")?;
    let all = db.transaction()?;
    let mut state = last_state(&all, key)?;
    let (body, opens): (Vec<u8>, Beside) = all.query_row(
        "SELECT body, actor, institution, act, case_id FROM ledger_entry \
         WHERE act = 'open_case' ORDER BY idx DESC LIMIT 1",
        [],
        |row| {
            let beside = Beside {
                actor: row.get(1)?,
                institution: row.get(2)?,
                act: row.get(3)?,
                case: row.get(4)?,
            };
            Ok((row.get(0)?, beside))
        },
    )?;
    let mut entry = Entry::decode(&body).map_err(|_| Stop("no entry".to_owned()))?;
    // What it bound is bound already, and to its last word.
    entry.binds.clear();
    let seals = Beside {
        actor: "system:ledger".to_owned(),
        institution: None,
        act: besa_ledger::ACT_CHECKPOINT.to_owned(),
        case: None,
    };
    let mut tiles = BTreeMap::new();
    while state.next_index() < entries {
        let n = u128::from(state.next_index());
        let salt = |n: u128| {
            let mut salt = [7; 32];
            salt.iter_mut()
                .zip(n.to_be_bytes())
                .for_each(|(to, byte)| *to = byte);
            salt
        };
        entry.id = (n << 1).to_be_bytes();
        entry.at = entry.at.saturating_add(1_000_000);
        let stamp = Stamp {
            id: ((n << 1) | 1).to_be_bytes(),
            at: entry.at,
            node: entry.node.clone(),
            salt: salt(n << 1),
        };
        let act = PreparedEntry {
            entry: entry.clone(),
            salt: salt((n << 1) | 1),
        };
        let Some(batch) = seal_batch(&state, vec![act], key, stamp) else {
            return Err(Stop("nothing to seal".to_owned()));
        };
        for sealed in &batch.entries {
            let beside = if sealed.entry.checkpoint.is_some() {
                &seals
            } else {
                &opens
            };
            all.prepare_cached(
                "INSERT INTO ledger_entry (idx, id, at, actor, institution, act, case_id, commitment, salt, body) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )?
            .execute(params![
                signed(sealed.index),
                data_encoding::HEXLOWER.encode(&sealed.entry.id),
                sealed.entry.at,
                beside.actor,
                beside.institution,
                beside.act,
                beside.case,
                sealed.commitment,
                sealed.salt,
                sealed.body,
            ])?;
        }
        all.prepare_cached("INSERT INTO ledger_checkpoint (n, note) VALUES ($1, $2)")?
            .execute(params![signed(batch.checkpoint_number), batch.note])?;
        // Each batch would write the same few tiles again: only their last state is kept.
        tiles.extend(batch.tiles.into_iter().map(|it| ((it.level, it.index), it)));
        state = batch.state;
    }
    for ((level, index), tile) in tiles {
        let width = i64::try_from(tile.width()).unwrap_or_default();
        all.execute(
            "INSERT INTO ledger_tile (level, idx, width, bytes) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (level, idx) DO UPDATE SET width = $3, bytes = $4",
            params![level, signed(index), width, tile.bytes],
        )?;
    }
    all.commit()?;
    Ok(state.checkpoint_number())
}

/// Where the county's own record ends.
fn last_state(db: &Connection, key: &LogKey) -> Done<BatchState> {
    let (number, note): (i64, String) = db.query_row(
        "SELECT n, note FROM ledger_checkpoint ORDER BY n DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let tiles = db
        .prepare("SELECT level, idx, bytes FROM ledger_tile")?
        .query_map([], |row| {
            Ok(((row.get::<_, u8>(0)?, row.get::<_, i64>(1)?), row.get(2)?))
        })?
        .collect::<Result<BTreeMap<_, Vec<u8>>, _>>()?;
    BatchState::restore(
        number.unsigned_abs(),
        &note,
        key.public(),
        &mut |level, index| tiles.get(&(level, signed(index))).cloned(),
    )
    .map_err(|refused| Stop(refused.to_string()))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
