//! The printed card: forty codes of eight digits, each struck off by its use. The steward prints it and,
//! over the telephone, another in its place: the old one is dead from then on.

use super::factors::{Factor, bound};
use super::store::CARD;
use crate::app::{App, Cx, Fail};
use crate::db::Value;
use besa_domain::{InstitutionId, MemberId, Moment};
use besa_vault::{Chance as _, OsChance, open_small, seal_small};

/// How many codes a new card has.
pub(crate) const CODES: usize = 40;
/// How long a code is.
pub(super) const LENGTH: usize = 8;
/// From how few codes left the page asks to get a new card.
pub(super) const FEW: usize = 8;
/// Beyond every code: eight digits.
const BEYOND: u32 = 100_000_000;
/// Stands where a code was used.
const STRUCK: u32 = u32::MAX;

/// A card as it is printed.
pub(crate) struct NewCard {
    codes: Vec<u32>,
}

impl NewCard {
    /// Draws forty codes that differ.
    pub(crate) fn draw() -> NewCard {
        let mut codes = Vec::with_capacity(CODES);
        while codes.len() < CODES {
            let mut bytes = [0; 4];
            OsChance.fill(&mut bytes);
            // Twenty-seven bits, so that each code is as likely as any other.
            let code = u32::from_be_bytes(bytes) >> 5;
            if code < BEYOND && !codes.contains(&code) {
                codes.push(code);
            }
        }
        NewCard { codes }
    }

    /// The codes as paper shows them: in two groups of four.
    pub(crate) fn print(&self) -> Vec<String> {
        let print = |code: &u32| {
            let text = format!("{code:08}");
            let (one, two) = text.split_at(4);
            format!("{one} {two}")
        };
        self.codes.iter().map(print).collect()
    }

    /// Writes it in the place of any card that was there.
    pub(crate) async fn write(&self, cx: &mut Cx<'_>, member: MemberId) -> Result<(), Fail> {
        let id = Value::from(member.to_string());
        let bytes = seal(cx.app, member, &self.codes)?;
        let old = CARD.one(&mut cx.tx, std::slice::from_ref(&id)).await?;
        let mut row = vec![
            id,
            Value::from(bytes),
            Value::from(cx.now().0),
            Value::from(1),
        ];
        match old.and_then(|old| old.last().cloned()) {
            None => cx.put(&CARD, &row).await,
            Some(version) => {
                row.pop();
                row.push(version);
                cx.change(&CARD, row).await
            }
        }
    }
}

fn seal(app: &App, member: MemberId, codes: &[u32]) -> Result<Vec<u8>, Fail> {
    let plain: Vec<u8> = codes.iter().flat_map(|code| code.to_be_bytes()).collect();
    let (deployment, ops) = (app.facts().deployment, &app.keys().ops);
    let owner = member.bytes();
    Ok(seal_small(
        ops,
        deployment,
        "card",
        &owner,
        &plain,
        &mut OsChance,
    )?)
}

/// A card with its row.
pub(super) struct Card {
    codes: Vec<u32>,
    row: Vec<Value>,
    pub(super) since: Moment,
}

impl Card {
    /// How many codes are left.
    pub(super) fn left(&self) -> usize {
        self.codes.iter().filter(|code| **code != STRUCK).count()
    }
}

/// The card of a member, as the record last bound it.
pub(super) async fn of(
    app: &App,
    (member, house): (MemberId, InstitutionId),
) -> Result<Option<Card>, Fail> {
    let key = member.to_string();
    let row = bound(app, (member, Some(house)), (&CARD, &key)).await?;
    let Some([_, Value::Bytes(Some(bytes)), Value::Int(Some(since)), _]) = row.as_deref() else {
        return Ok(None);
    };
    let (facts, ops) = (app.facts(), &app.keys().ops);
    let plain = match open_small(ops, facts.deployment, "card", &member.bytes(), bytes) {
        Ok(plain) => plain,
        // A card from before the key file in force is dead (P30).
        Err(_) if facts.replaced.is_some() => return Ok(None),
        Err(refused) => return Err(refused.into()),
    };
    let (chunks, _) = plain.as_chunks::<4>();
    Ok(Some(Card {
        codes: chunks
            .iter()
            .map(|code| u32::from_be_bytes(*code))
            .collect(),
        since: Moment(*since),
        row: row.unwrap_or_default(),
    }))
}

/// The code of a card that was typed, struck off.
pub(super) async fn fitting(
    app: &App,
    whose: (MemberId, InstitutionId),
    typed: &str,
) -> Result<Option<Factor>, Fail> {
    let Some(card) = of(app, whose).await? else {
        return Ok(None);
    };
    let typed = typed.parse::<u32>().ok().filter(|code| *code < BEYOND);
    let Some(at) = typed.and_then(|code| card.codes.iter().position(|it| *it == code)) else {
        return Ok(None);
    };
    let Card {
        mut codes, mut row, ..
    } = card;
    if let Some(code) = codes.get_mut(at) {
        *code = STRUCK;
    }
    if let Some(bytes) = row.get_mut(1) {
        *bytes = Value::from(seal(app, whose.0, &codes)?);
    }
    Ok(Some(Factor::Code {
        row,
        number: at.saturating_add(1),
    }))
}
