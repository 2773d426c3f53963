//! The rows that the acts of entering share: cards and seats.

use super::super::store::{self, CARD, CIRCLE_MEMBER, Member};
use crate::app::{Cx, Fail};
use crate::db::Value;
use besa_domain::{CardId, CircleId, InstitutionId, MemberId};
use besa_vault::{InstitutionSeed, MemberCard};

pub(super) async fn sign_member(
    cx: &mut Cx<'_>,
    member: &Member,
    seed: &InstitutionSeed,
) -> Result<(), Fail> {
    let (kem, sig) = member.public_keys()?;
    // New keys are a new card; the older ones stay, for what they signed.
    let serial = store::newest_card(&mut cx.tx, "member", &member.id.to_string())
        .await?
        .map_or(1, |card| card.serial.saturating_add(1));
    let card = MemberCard {
        deployment: cx.app.facts().deployment,
        institution: member.institution.bytes(),
        member: member.id.bytes(),
        name: member.name.clone(),
        post: member.post.clone(),
        serial,
        kem,
        sig,
    };
    let stored = Stored {
        kind: "member",
        subject: member.id.to_string(),
        serial,
        institution: member.institution,
    };
    put_card(
        cx,
        stored,
        card.encode(),
        card.sign(&seed.key()),
        None,
        card.hash(),
    )
    .await
}

pub(super) struct Stored {
    pub(super) kind: &'static str,
    pub(super) subject: String,
    pub(super) serial: u32,
    pub(super) institution: InstitutionId,
}

pub(super) async fn put_card(
    cx: &mut Cx<'_>,
    stored: Stored,
    bytes: Vec<u8>,
    sig: besa_vault::Sig,
    sig_member: Option<besa_vault::Sig>,
    hash: besa_vault::Hash,
) -> Result<(), Fail> {
    let id = CardId::from_bytes(cx.draw());
    cx.put(
        &CARD,
        &[
            Value::from(id.to_string()),
            Value::from(stored.kind),
            Value::from(stored.subject),
            Value::from(i64::from(stored.serial)),
            Value::from(stored.institution.to_string()),
            Value::from(bytes),
            Value::from(sig),
            Value::from(sig_member.map(|sig| sig.to_vec())),
            Value::from(hash),
        ],
    )
    .await
}

pub(super) async fn put_seat(
    cx: &mut Cx<'_>,
    circle: CircleId,
    epoch: u32,
    member: MemberId,
    admits: bool,
    by: MemberId,
    seat: besa_vault::Seat,
) -> Result<(), Fail> {
    cx.put(
        &CIRCLE_MEMBER,
        &[
            Value::from(circle.to_string()),
            Value::from(i64::from(epoch)),
            Value::from(member.to_string()),
            Value::from(admits),
            Value::from(by.to_string()),
            Value::from(seat.body),
            Value::from(seat.sig),
        ],
    )
    .await
}
