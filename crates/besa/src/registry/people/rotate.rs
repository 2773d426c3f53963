//! A circle gets its next key (V13): by the next session of a member who stayed, in one act of
//! constant cost. Nothing is sealed anew; the chain leads from the new root to the old one.

use super::super::cards::{KEY_ACTS, circle_card, current_circle, member_card};
use super::super::store::{self, CHAIN, CIRCLE, CIRCLE_MEMBER, ROTATION_DUE};
use super::write::{Stored, put_card, put_seat};
use crate::accounts::Session;
use crate::app::{Cx, Fail};
use crate::db::Value;
use crate::{record, sealing};
use besa_domain::{Act, CircleId, CircleKind, InstitutionId, MemberId, MemberState};
use besa_vault::{CircleCard, CircleRoot, CircleSigs, OsChance, seal_chain, seal_seat};
use std::collections::{BTreeMap, BTreeSet};

/// A member who stayed gives every circle of theirs that waits for it the next key.
pub(crate) async fn rotate_due(cx: &mut Cx<'_>) -> Result<(), Fail> {
    let session = cx.session()?;
    let (_, seats) = store::footing(&mut cx.tx, session.who.member)
        .await?
        .ok_or(Fail::Unseen)?;
    let due: Vec<CircleId> = seats
        .iter()
        .filter(|(_, _, due)| *due)
        .map(|(circle, _, _)| *circle)
        .collect();
    for circle in due {
        rotate(cx, &session, circle).await?;
    }
    Ok(())
}

async fn rotate(cx: &mut Cx<'_>, session: &Session, id: CircleId) -> Result<(), Fail> {
    let facts = cx.app.facts();
    let wrong = |what: &str| Fail::broken("integrity", what);
    let kind = held_kind(session, id).ok_or(Fail::Forbidden)?;
    let before = current_circle(&mut cx.tx, facts, session.who.institution, kind).await?;
    if before.circle != id.bytes() {
        return Err(wrong("circle"));
    }
    let old = sealing::root_at(session, id, before.epoch).ok_or(Fail::Forbidden)?;
    before.admits_root(old)?;
    let next = before.epoch.saturating_add(1);
    let (at_before, at_next) = (
        sealing::at(facts.deployment, id, before.epoch),
        sealing::at(facts.deployment, id, next),
    );
    cx.object("circle", id.bytes());
    let root = CircleRoot::draw(&mut OsChance);
    let signing = session.signing(facts.deployment);
    let by = session.who.member;
    let card = CircleCard::of(&root, at_next, before.institution, kind.code(), by.bytes());
    let CircleSigs { key, member } = card.sign(&old.sig(at_before), &signing);
    let stored = Stored {
        kind: "circle",
        subject: id.to_string(),
        serial: next,
        institution: session.who.institution,
    };
    put_card(cx, stored, card.encode(), key, Some(member), card.hash()).await?;
    let mut row = store::circle(&mut cx.tx, id).await?.ok_or(Fail::Unseen)?;
    if let Some(epoch) = row.get_mut(3) {
        *epoch = Value::from(i64::from(next));
    }
    cx.change(&CIRCLE, row).await?;
    let link = seal_chain(&root.chain(at_next), at_before, old, &mut OsChance);
    cx.put(
        &CHAIN,
        &[
            Value::from(id.to_string()),
            Value::from(i64::from(before.epoch)),
            Value::from(link),
        ],
    )
    .await?;
    let trusted = circle_card(&mut cx.tx, facts, id, next).await?;
    let own = member_card(&mut cx.tx, facts, by).await?;
    for (member, admits) in remaining(cx, session, id, before.epoch).await? {
        let to = member_card(&mut cx.tx, facts, member).await?;
        let seat = seal_seat(&signing, &own, &trusted, &to, &root, &mut OsChance)?;
        put_seat(cx, id, next, member, admits, by, seat).await?;
    }
    cx.end(&ROTATION_DUE, &[Value::from(id.to_string())]).await
}

fn held_kind(session: &Session, id: CircleId) -> Option<CircleKind> {
    let mut held = session.bundle.circles.iter();
    let held = held.find(|it| it.circle == id.bytes())?;
    CircleKind::from_code(&held.kind)
}

/// Who stays, and whether they admit; their old seats end. A seat that the record does not know,
/// or whose end it knows, is given nothing: whoever left is not let in again by a row put back.
async fn remaining(
    cx: &mut Cx<'_>,
    session: &Session,
    id: CircleId,
    epoch: u32,
) -> Result<Vec<(MemberId, bool)>, Fail> {
    let binds = record::binds_of(&mut cx.tx, session.who.institution, KEY_ACTS).await?;
    let ended = ended_beside(cx, session.who.institution).await?;
    let said: BTreeMap<&str, Option<[u8; 32]>> = binds
        .iter()
        .filter(|bind| bind.table == CIRCLE_MEMBER.name)
        .map(|bind| (bind.key.as_str(), bind.hash))
        .collect();
    let mut stay = Vec::new();
    for (member, state, seat) in store::seated(&mut cx.tx, id, epoch).await? {
        let key = CIRCLE_MEMBER.key(&seat);
        let known = said.get(key.as_str()).copied().flatten();
        let known = known.filter(|_| !ended.contains(&key));
        cx.end(&CIRCLE_MEMBER, seat.get(..3).unwrap_or_default())
            .await?;
        if state == MemberState::Confirmed && known == Some(CIRCLE_MEMBER.hash(&seat)) {
            stay.push((member, seat.get(3) == Some(&Value::from(1))));
        } else {
            cx.note("integrity", member.to_string());
            tracing::warn!("a seat that the record does not know was given no new key");
        }
    }
    Ok(stay)
}

/// The seats that a steward of a partner ended by giving new keys. Those lines stand under the
/// partner's institution; whom the house ever asked to be one, its own lines say.
async fn ended_beside(
    cx: &mut Cx<'_>,
    institution: InstitutionId,
) -> Result<BTreeSet<String>, Fail> {
    let mut ended = BTreeSet::new();
    let asked = record::named_by(&mut cx.tx, institution, Act::NamePartner).await?;
    for partner in asked.into_iter().collect::<BTreeSet<_>>() {
        let partner = InstitutionId::from_bytes(partner);
        let binds = record::binds_of(&mut cx.tx, partner, [Act::Rekey; 6]).await?;
        let seats = binds
            .into_iter()
            .filter(|bind| bind.table == CIRCLE_MEMBER.name && bind.hash.is_none());
        ended.extend(seats.map(|bind| bind.key));
    }
    Ok(ended)
}
