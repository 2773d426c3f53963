//! Erasure (V20, P6, P22): a half is gone, and a line of the record is without its body, only where two
//! people of the owner signed for it. What they signed is kept outside the database too, so that a
//! restore burns it again.

use super::store;
use crate::app::{Cx, Facts, Fail};
use crate::db::{Class, Table, Tx, Value};
use crate::registry;
use besa_domain::{CaseId, HalfId, InstitutionId, MemberId};
use besa_vault::{Erasure, Sig};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use std::collections::{BTreeMap, BTreeSet};

/// What two people signed to burn.
pub(crate) static ERASURE: Table = Table {
    name: "erasure",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("case_id", Class::Internal),
        ("owner", Class::Internal),
        ("statement", Class::Internal),
        ("first_sig", Class::Internal),
        ("second_sig", Class::Internal),
    ],
};

/// An erasure with its two signatures, as one text: the row, and the line of the list of what was
/// revoked.
struct Signed {
    erasure: Erasure,
    sigs: [Sig; 2],
}

impl Signed {
    fn read(bytes: &[u8]) -> Option<Signed> {
        let (rest, second) = bytes.split_last_chunk::<64>()?;
        let (statement, first) = rest.split_last_chunk::<64>()?;
        Some(Signed {
            erasure: Erasure::decode(statement).ok()?,
            sigs: [*first, *second],
        })
    }

    fn of_row(row: &[Value]) -> Option<Signed> {
        let parts = row.get(3..6)?.iter().map(|value| match value {
            Value::Bytes(Some(bytes)) => Some(bytes.as_slice()),
            Value::Bytes(None) | Value::Text(_) | Value::Int(_) => None,
        });
        Signed::read(&parts.collect::<Option<Vec<_>>>()?.concat())
    }

    fn text(&self) -> String {
        let [first, second] = &self.sigs;
        BASE64URL_NOPAD.encode(&[self.erasure.encode().as_slice(), first, second].concat())
    }

    fn row(&self) -> Vec<Value> {
        let [first, second] = &self.sigs;
        vec![
            Value::from(HEXLOWER.encode(&self.erasure.id)),
            Value::from(CaseId::from_bytes(self.erasure.case).to_string()),
            Value::from(InstitutionId::from_bytes(self.erasure.owner).to_string()),
            Value::from(self.erasure.encode()),
            Value::from(first.to_vec()),
            Value::from(second.to_vec()),
        ]
    }

    /// Refuses what is not signed by both, each under a card of the owner.
    async fn check(&self, tx: &mut Tx<'_>, facts: &Facts) -> Result<(), Fail> {
        let unsigned = || Fail::broken("integrity", "erasure");
        if self.erasure.deployment != facts.deployment {
            return Err(unsigned());
        }
        for (member, sig) in self.erasure.members.iter().zip(&self.sigs) {
            let member = MemberId::from_bytes(*member);
            let mut cards = registry::member_cards(tx, facts, member).await?;
            cards.retain(|card| card.institution == self.erasure.owner);
            registry::by_card(&cards, |card| self.erasure.check(&card.sig, sig))?;
        }
        Ok(())
    }
}

/// What was burnt lawfully.
#[derive(Default)]
pub(super) struct Burnt {
    halves: BTreeMap<HalfId, InstitutionId>,
    /// Lines of the record, by their place.
    pub(super) lines: BTreeSet<u64>,
}

impl Burnt {
    /// Everything that two people signed for; what is not signed as it must be counts for nothing.
    pub(super) async fn read(tx: &mut Tx<'_>, facts: &Facts) -> Result<Burnt, Fail> {
        let mut burnt = Burnt::default();
        for row in ERASURE.all(tx).await? {
            let Some(signed) = Signed::of_row(&row) else {
                continue;
            };
            if signed.row() != row || signed.check(tx, facts).await.is_err() {
                continue;
            }
            let owner = InstitutionId::from_bytes(signed.erasure.owner);
            let halves = signed.erasure.halves.iter();
            burnt
                .halves
                .extend(halves.map(|half| (HalfId::from_bytes(*half), owner)));
            burnt.lines.extend(&signed.erasure.lines);
        }
        Ok(burnt)
    }

    /// Whether the owner of this half let it be burnt; of another's halves nobody disposes (P26).
    pub(super) fn holds(&self, half: HalfId, owner: InstitutionId) -> bool {
        self.halves.get(&half) == Some(&owner)
    }
}

/// An erasure as the list of what was revoked keeps it.
pub(crate) async fn signed_erasure(tx: &mut Tx<'_>, id: &str) -> Result<Option<String>, Fail> {
    let row = ERASURE.one(tx, &[Value::from(id)]).await?;
    Ok(row.and_then(|row| Signed::of_row(&row)).map(|it| it.text()))
}

/// Burns what two people signed for, and keeps what they signed; `false` where nothing of it was left.
pub(crate) async fn erase(cx: &mut Cx<'_>, signed: &str) -> Result<bool, Fail> {
    let bytes = BASE64URL_NOPAD.decode(signed.as_bytes()).ok();
    let signed = bytes
        .and_then(|bytes| Signed::read(&bytes))
        .ok_or_else(|| Fail::broken("integrity", "erasure"))?;
    let app = cx.app;
    signed.check(&mut cx.tx, app.facts()).await?;
    let row = signed.row();
    let known = match row.first() {
        Some(id) => ERASURE.one(&mut cx.tx, std::slice::from_ref(id)).await?,
        None => None,
    };
    if known.is_none() {
        cx.put(&ERASURE, &row).await?;
    }
    let mut burnt = 0_u64;
    for half in &signed.erasure.halves {
        let gone = store::burn(&mut cx.tx, HalfId::from_bytes(*half)).await?;
        burnt = burnt.saturating_add(gone);
    }
    Ok(known.is_none() || burnt > 0)
}
