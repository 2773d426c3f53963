//! The list of what was revoked, read from the record's own lines: a file that a restore plays again.

use crate::app::Unopened;
use crate::db::Table;
use crate::registry;
use crate::sealing;
use besa_domain::{Act, CircleId, LetterId, MemberId, MemberState};
use besa_ledger::Entry;
use besa_vault::Deployment;
use std::collections::BTreeMap;
use std::path::Path;

const FIRST_LINE: &str = "besa-revoked/1";

/// The list: ended letters, members who left or were suspended, epochs that were retired, and what two
/// people signed to burn.
#[derive(Clone)]
pub(crate) struct Revoked {
    deployment: Deployment,
    /// So many entries of the record were read for it.
    pub(crate) complete: u64,
    /// Each with the code of its reason.
    pub(crate) letters: BTreeMap<LetterId, String>,
    /// How each stands who was ever suspended.
    pub(crate) members: BTreeMap<MemberId, MemberState>,
    /// The newest epoch of each circle that is over.
    pub(crate) epochs: BTreeMap<CircleId, u32>,
    /// Each erasure as it was signed.
    pub(crate) erasures: BTreeMap<String, String>,
}

/// Whether a line revokes something.
pub(crate) fn revokes(entry: &Entry) -> bool {
    outs(entry).is_some()
        || entry.binds.iter().any(|bind| {
            is(&sealing::LETTER_END, &bind.table)
                || is(registry::chain_table(), &bind.table)
                || is(&sealing::ERASURE, &bind.table)
        })
}

/// How an entry left somebody who is out from then on: a colleague's act, or new keys that a
/// partner's steward began for somebody who was still in.
fn outs(entry: &Entry) -> Option<MemberState> {
    let of_people = [Act::Suspend, Act::Rekey];
    let is = of_people.iter().any(|act| entry.act == act.code());
    is.then(|| note(entry, "state").and_then(MemberState::from_code))
        .flatten()
}

/// The erasures that a line put down.
pub(super) fn erasures(entry: &Entry) -> impl Iterator<Item = &str> {
    let binds = entry.binds.iter().filter(|bind| bind.hash.is_some());
    binds
        .filter(|bind| is(&sealing::ERASURE, &bind.table))
        .map(|bind| bind.key.as_str())
}

fn is(table: &Table, name: &str) -> bool {
    table.name == name
}

impl Revoked {
    fn empty(deployment: Deployment) -> Revoked {
        Revoked {
            deployment,
            complete: 0,
            letters: BTreeMap::new(),
            members: BTreeMap::new(),
            epochs: BTreeMap::new(),
            erasures: BTreeMap::new(),
        }
    }

    /// Takes up what one line of the record revoked, or gave back.
    pub(super) fn add(&mut self, entry: &Entry) {
        for bind in entry.binds.iter().filter(|bind| bind.hash.is_some()) {
            if is(&sealing::LETTER_END, &bind.table)
                && let Ok(letter) = bind.key.parse()
            {
                let reason = note(entry, "ended").unwrap_or("expired");
                self.letters.insert(letter, reason.to_owned());
            } else if is(registry::chain_table(), &bind.table)
                && let Some((circle, epoch)) = bind.key.split_once('/')
                && let (Ok(circle), Ok(epoch)) = (circle.parse(), epoch.parse::<u32>())
            {
                let known = self.epochs.entry(circle).or_insert(epoch);
                *known = epoch.max(*known);
            }
        }
        let state = outs(entry)
            .or_else(|| (entry.act == Act::Confirm.code()).then_some(MemberState::Confirmed));
        if let Some(state) = state {
            for (kind, id) in &entry.objects {
                let id = MemberId::from_bytes(*id);
                // Whoever was never out is not named when they come in.
                if kind == "member"
                    && (state != MemberState::Confirmed || self.members.contains_key(&id))
                {
                    self.members.insert(id, state);
                }
            }
        }
    }

    /// Adds what another node's list knows; a word from a later state of the record wins.
    pub(crate) fn merge(self, other: Revoked) -> Revoked {
        let (mut older, newer) = if self.complete <= other.complete {
            (self, other)
        } else {
            (other, self)
        };
        older.letters.extend(newer.letters);
        older.members.extend(newer.members);
        older.erasures.extend(newer.erasures);
        for (circle, epoch) in newer.epochs {
            let known = older.epochs.entry(circle).or_insert(epoch);
            *known = epoch.max(*known);
        }
        Revoked {
            complete: newer.complete,
            ..older
        }
    }

    /// The list as text, one thing a line.
    pub(super) fn print(&self) -> String {
        let id = data_encoding::HEXLOWER.encode(&self.deployment.id());
        let mut lines = vec![
            FIRST_LINE.to_owned(),
            format!("deployment {id}"),
            format!("complete {}", self.complete),
        ];
        lines.extend(
            self.letters
                .iter()
                .map(|(id, why)| format!("letter {id} {why}")),
        );
        lines.extend(
            self.members
                .iter()
                .map(|(id, state)| format!("member {id} {}", state.code())),
        );
        lines.extend(
            self.epochs
                .iter()
                .map(|(id, epoch)| format!("epoch {id} {epoch}")),
        );
        lines.extend(
            self.erasures
                .iter()
                .map(|(id, signed)| format!("erasure {id} {signed}")),
        );
        lines.push(String::new());
        lines.join("\n")
    }

    /// Reads a list of this deployment; a file that is not there is an empty list, read from nothing.
    pub(crate) fn read(path: &Path, deployment: Deployment) -> Result<Revoked, Unopened> {
        match std::fs::read_to_string(path) {
            Ok(text) => Revoked::parse(&text, deployment).ok_or_else(|| {
                Unopened(format!(
                    "{} is not a list of what this deployment revoked.",
                    path.display()
                ))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Revoked::empty(deployment))
            }
            Err(error) => Err(Unopened(format!(
                "{} could not be read: {error}",
                path.display()
            ))),
        }
    }

    fn parse(text: &str, deployment: Deployment) -> Option<Revoked> {
        let mut list = Revoked::empty(deployment);
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let id = data_encoding::HEXLOWER.encode(&deployment.id());
        if lines.next()? != FIRST_LINE || lines.next()? != format!("deployment {id}") {
            return None;
        }
        list.complete = lines.next()?.strip_prefix("complete ")?.parse().ok()?;
        for line in lines {
            let mut words = line.split(' ');
            let (kind, id, word) = (words.next()?, words.next()?, words.next()?);
            match kind {
                "letter" => drop(list.letters.insert(id.parse().ok()?, word.to_owned())),
                "member" => drop(
                    list.members
                        .insert(id.parse().ok()?, MemberState::from_code(word)?),
                ),
                "epoch" => drop(list.epochs.insert(id.parse().ok()?, word.parse().ok()?)),
                "erasure" => drop(list.erasures.insert(id.to_owned(), word.to_owned())),
                _ => return None,
            }
            if words.next().is_some() {
                return None;
            }
        }
        Some(list)
    }
}

fn note<'e>(entry: &'e Entry, key: &str) -> Option<&'e str> {
    entry
        .notes
        .iter()
        .find(|(known, _)| known == key)
        .map(|(_, value)| value.as_str())
}
