//! Cards are trusted only after their whole chain: the root signs institutions, an institution its
//! members and the first epoch of its circles, each epoch of a circle the next one (V11).

use super::store::{self, CARD, CIRCLE};
use crate::app::{Facts, Fail};
use crate::db::{Error, Tx, Value};
use crate::record;
use besa_domain::{Act, CircleId, CircleKind, InstitutionId, MemberId};
use besa_vault::{CircleCard, CircleSigs, InstitutionCard, MemberCard, Trusted};

/// The verified card of an institution.
pub(crate) async fn institution_card(
    tx: &mut Tx<'_>,
    facts: &Facts,
    id: InstitutionId,
) -> Result<Trusted<InstitutionCard>, Fail> {
    let row = store::newest_card(tx, "institution", &id.to_string())
        .await?
        .ok_or_else(missing)?;
    let card = InstitutionCard::trust(&row.bytes, &row.sig, &facts.root, facts.deployment)?;
    if card.institution != id.bytes() || card.hash() != row.hash {
        return Err(Fail::broken("integrity", "institution card"));
    }
    Ok(card)
}

/// The verified card of a member, under the card of the institution that it names.
pub(crate) async fn member_card(
    tx: &mut Tx<'_>,
    facts: &Facts,
    id: MemberId,
) -> Result<Trusted<MemberCard>, Fail> {
    let row = store::newest_card(tx, "member", &id.to_string())
        .await?
        .ok_or_else(missing)?;
    let institution = institution_card(tx, facts, row.institution).await?;
    let card = MemberCard::trust(&row.bytes, &row.sig, &institution)?;
    if card.member != id.bytes() || card.hash() != row.hash {
        return Err(Fail::broken("integrity", "member card"));
    }
    Ok(card)
}

/// Every verified card that a member ever had, the newest first: what was signed under an older one
/// stays signed after new keys.
pub(crate) async fn member_cards(
    tx: &mut Tx<'_>,
    facts: &Facts,
    id: MemberId,
) -> Result<Vec<Trusted<MemberCard>>, Fail> {
    let mut cards = Vec::new();
    for row in store::member_cards(tx, id).await? {
        let institution = institution_card(tx, facts, row.institution).await?;
        let card = MemberCard::trust(&row.bytes, &row.sig, &institution)?;
        if card.member != id.bytes() || card.hash() != row.hash {
            return Err(Fail::broken("integrity", "member card"));
        }
        cards.push(card);
    }
    Ok(cards)
}

/// What the first of these cards says that does not refuse.
pub(crate) fn by_card<'c, T>(
    cards: impl IntoIterator<Item = &'c Trusted<MemberCard>>,
    open: impl FnMut(&'c Trusted<MemberCard>) -> Result<T, besa_vault::Refused>,
) -> Result<T, Fail> {
    cards
        .into_iter()
        .map(open)
        .find_map(Result::ok)
        .ok_or_else(|| Fail::broken("integrity", "signature"))
}

/// The verified card of a circle at an epoch.
pub(crate) async fn circle_card(
    tx: &mut Tx<'_>,
    facts: &Facts,
    id: CircleId,
    epoch: u32,
) -> Result<Trusted<CircleCard>, Fail> {
    let mut cards = circle_cards(tx, facts, id, epoch).await?;
    cards.pop().ok_or_else(missing)
}

/// The verified cards of a circle from epoch 0 to this one: each is trusted for the one before.
pub(super) async fn circle_cards(
    tx: &mut Tx<'_>,
    facts: &Facts,
    id: CircleId,
    epoch: u32,
) -> Result<Vec<Trusted<CircleCard>>, Fail> {
    let rows = store::circle_cards(tx, id).await?;
    let mut trusted: Vec<Trusted<CircleCard>> = Vec::new();
    for (expected, row) in (0..=epoch).zip(&rows) {
        if row.serial != expected {
            return Err(missing());
        }
        let sigs = CircleSigs {
            key: row.sig,
            member: row.sig_member.ok_or_else(missing)?,
        };
        let by = MemberId::from_bytes(CircleCard::decode(&row.bytes)?.by);
        let members = member_cards(tx, facts, by).await?;
        let card = match trusted.last() {
            None => {
                let institution = institution_card(tx, facts, row.institution).await?;
                by_card(&members, |member| {
                    CircleCard::trust_first(&row.bytes, &sigs, &institution, member)
                })?
            }
            Some(before) => by_card(&members, |member| {
                CircleCard::trust_next(&row.bytes, &sigs, before, member)
            })?,
        };
        if card.circle != id.bytes() || card.hash() != row.hash {
            return Err(Fail::broken("integrity", "circle card"));
        }
        trusted.push(card);
    }
    match trusted.last() {
        Some(card) if card.epoch == epoch => Ok(trusted),
        Some(_) | None => Err(missing()),
    }
}

/// The circle of this kind in an institution, at the epoch it is in now.
pub(crate) async fn current_circle(
    tx: &mut Tx<'_>,
    facts: &Facts,
    institution: InstitutionId,
    kind: CircleKind,
) -> Result<Trusted<CircleCard>, Fail> {
    let circle = store::circle_of(tx, institution, kind)
        .await?
        .ok_or_else(missing)?;
    let card = circle_card(tx, facts, circle.id, circle.epoch).await?;
    if card.institution != institution.bytes()
        || card.kind != kind.code()
        || !recorded(tx, &circle, institution).await?
    {
        return Err(Fail::broken("integrity", "circle card"));
    }
    Ok(card)
}

/// Whether the record's last word about a circle is the row it has, and its newest card stands
/// there too: what is put back, or slipped in under an old key, is sealed to by nobody (P17).
async fn recorded(
    tx: &mut Tx<'_>,
    circle: &store::CircleRow,
    institution: InstitutionId,
) -> Result<bool, Fail> {
    let id = circle.id.to_string();
    let row = CIRCLE
        .one(tx, &[Value::from(id.as_str())])
        .await?
        .ok_or_else(missing)?;
    let card = store::circle_card_row(tx, circle.id, circle.epoch)
        .await?
        .ok_or_else(missing)?;
    let (mut last, mut carded) = (None, false);
    let (card_key, card_hash) = (CARD.key(&card), CARD.hash(&card));
    for bind in record::binds_of(tx, institution, KEY_ACTS).await? {
        if bind.table == CIRCLE.name && bind.key == id {
            last = bind.hash;
        } else if bind.table == CARD.name && bind.key == card_key {
            carded = bind.hash == Some(card_hash);
        }
    }
    Ok(carded && last == Some(CIRCLE.hash(&row)))
}

/// The acts that change who holds which key.
pub(super) const KEY_ACTS: [Act; 6] = [
    Act::Enrol,
    Act::Confirm,
    Act::Admit,
    Act::Suspend,
    Act::Rotate,
    Act::Restore,
];

/// For `besa verify`: every card's chain holds. The first one that does not is named.
pub(crate) async fn check_cards(tx: &mut Tx<'_>) -> Result<Option<(&'static str, String)>, Error> {
    let Ok(Some(facts)) = crate::record::facts(tx).await else {
        return Ok(Some((
            "meta",
            "The deployment's public facts are missing.".to_owned(),
        )));
    };
    for (kind, subject, epoch) in store::card_subjects(tx).await? {
        let held = match kind.as_str() {
            "institution" => match subject.parse() {
                Ok(id) => institution_card(tx, &facts, id).await.is_ok(),
                Err(_) => false,
            },
            "member" => match subject.parse() {
                Ok(id) => member_card(tx, &facts, id).await.is_ok(),
                Err(_) => false,
            },
            _ => match (subject.parse(), u32::try_from(epoch)) {
                (Ok(id), Ok(epoch)) => circle_card(tx, &facts, id, epoch).await.is_ok(),
                (Ok(_) | Err(_), Ok(_) | Err(_)) => false,
            },
        };
        if !held {
            let sentence = format!("The {kind} card of {subject} is not signed as it must be.");
            return Ok(Some(("card-chain", sentence)));
        }
    }
    Ok(None)
}

fn missing() -> Fail {
    Fail::broken("integrity", "a card is missing")
}
