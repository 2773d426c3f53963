//! Which institution stands by which as its second person: an offer signed by a steward of the one,
//! an acceptance signed by a steward of the other, and the record's last word of both. What such a
//! second person vouched for is read here too.

use super::cards::{member_card, member_cards};
use super::store::{self, Member, PARTNER, VOUCH};
use crate::app::{Facts, Fail};
use crate::db::{Row, Table, Tx, Value};
use crate::record;
use besa_domain::{Act, InstitutionId, MemberId, MemberState, Moment, Role};
use besa_vault::{Deployment, Sig, keys_fingerprint};

/// With so many people, or fewer, nobody else is there to be the second.
const FEW: i64 = 2;
/// How long a word about keys holds: 72 hours in microseconds.
const WORD_LIFE: i64 = 72 * 3_600 * 1_000_000;
/// What the signatures are labelled with.
pub(super) const OFFER: &str = "partner-offer";
pub(super) const ACCEPTANCE: &str = "partner-acceptance";
pub(super) const WORD: &str = "partner-word";

/// Who may stand as second person.
pub(super) fn is_steward(role: Role) -> bool {
    matches!(role, Role::Steward | Role::Head)
}

/// The yes of the institution that was asked.
#[derive(Clone, Debug)]
pub(crate) struct Acceptance {
    pub(super) by: MemberId,
    pub(crate) at: Moment,
    pub(super) sig: Sig,
}

/// An offer of one institution to another, and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Partnership {
    /// The one that is stood by.
    pub(crate) institution: InstitutionId,
    pub(crate) partner: InstitutionId,
    pub(super) offered_at: Moment,
    pub(super) offered_by: MemberId,
    pub(super) offer_sig: Sig,
    /// None while nobody answered.
    pub(crate) accepted: Option<Acceptance>,
    version: i64,
}

impl Partnership {
    pub(super) fn offer(
        institution: InstitutionId,
        partner: InstitutionId,
        at: Moment,
        by: MemberId,
    ) -> Partnership {
        Partnership {
            institution,
            partner,
            offered_at: at,
            offered_by: by,
            offer_sig: [0; 64],
            accepted: None,
            version: 1,
        }
    }

    /// What the one that asks signs.
    pub(super) fn offered(&self, deployment: Deployment) -> Vec<u8> {
        [
            deployment.id().as_slice(),
            &self.institution.bytes(),
            &self.partner.bytes(),
            &self.offered_by.bytes(),
            &self.offered_at.0.to_be_bytes(),
        ]
        .concat()
    }

    /// What the one that answers signs: the offer with its signature, by whom and when.
    pub(super) fn answered(&self, deployment: Deployment, by: MemberId, at: Moment) -> Vec<u8> {
        [
            self.offered(deployment).as_slice(),
            &self.offer_sig,
            &by.bytes(),
            &at.0.to_be_bytes(),
        ]
        .concat()
    }

    /// The row as the table writes it.
    pub(super) fn values(&self) -> Vec<Value> {
        let accepted = self.accepted.as_ref();
        vec![
            Value::from(self.institution.to_string()),
            Value::from(self.partner.to_string()),
            Value::from(self.offered_at.0),
            Value::from(self.offered_by.to_string()),
            Value::from(self.offer_sig),
            Value::from(accepted.map(|it| it.by.to_string())),
            Value::from(accepted.map(|it| it.at.0)),
            Value::from(accepted.map(|it| it.sig.to_vec())),
            Value::from(self.version),
        ]
    }

    /// The row as it was before the answer.
    fn before_answer(&self) -> Vec<Value> {
        let offer = Partnership {
            accepted: None,
            version: 1,
            ..self.clone()
        };
        offer.values()
    }

    pub(super) fn read(row: &Row) -> Result<Partnership, Fail> {
        let bad = |what: &str| Fail::broken("integrity", what);
        let sig = |bytes: Vec<u8>| Sig::try_from(bytes).map_err(|_| bad("partner.sig"));
        let accepted = match (row.parse(5), row.maybe_int(6), row.maybe_bytes(7)) {
            (Some(by), Some(at), Some(bytes)) => Some(Acceptance {
                by,
                at: Moment(at),
                sig: sig(bytes)?,
            }),
            (_, _, _) => None,
        };
        Ok(Partnership {
            institution: row.parse(0).ok_or_else(|| bad("partner.institution"))?,
            partner: row.parse(1).ok_or_else(|| bad("partner.partner"))?,
            offered_at: Moment(row.int(2)),
            offered_by: row.parse(3).ok_or_else(|| bad("partner.offered_by"))?,
            offer_sig: sig(row.bytes(4))?,
            accepted,
            version: row.int(8),
        })
    }
}

/// The partnership that an institution stands under. Both signatures lead to the root over the
/// cards of their houses, and the record's last word of either house is this row: one that was
/// ended and put back, or written by nobody, is a fault and not a partner.
pub(crate) async fn partner_of(
    tx: &mut Tx<'_>,
    facts: &Facts,
    institution: InstitutionId,
) -> Result<Option<Partnership>, Fail> {
    let Some(it) = store::partner(tx, institution).await? else {
        return Ok(None);
    };
    let Some(yes) = &it.accepted else {
        return Ok(None);
    };
    let key = institution.to_string();
    let answered = last_word(tx, it.partner, PARTNERSHIP, (&PARTNER, &key)).await?;
    let said = it.answered(facts.deployment, yes.by, yes.at);
    let signed = signed(
        tx,
        facts,
        (yes.by, it.partner),
        (ACCEPTANCE, &said, &yes.sig),
    )
    .await?;
    if signed && answered == Some(PARTNER.hash(&it.values())) && is_offered(tx, facts, &it).await? {
        Ok(Some(it))
    } else {
        Err(Fail::broken("integrity", "partner"))
    }
}

/// Whether the house that is stood by signed this offer, and said nothing else since.
pub(super) async fn is_offered(
    tx: &mut Tx<'_>,
    facts: &Facts,
    it: &Partnership,
) -> Result<bool, Fail> {
    let key = it.institution.to_string();
    let asked = last_word(tx, it.institution, PARTNERSHIP, (&PARTNER, &key)).await?;
    let (by, offered) = (it.offered_by, it.offered(facts.deployment));
    let whose = (by, it.institution);
    let signed = signed(tx, facts, whose, (OFFER, &offered, &it.offer_sig)).await?;
    Ok(signed && asked == Some(PARTNER.hash(&it.before_answer())))
}

/// Whether a card of this member in this house signed it; the card leads to the root.
async fn signed(
    tx: &mut Tx<'_>,
    facts: &Facts,
    (by, of): (MemberId, InstitutionId),
    (label, message, sig): (&str, &[u8], &Sig),
) -> Result<bool, Fail> {
    let cards = member_cards(tx, facts, by).await?;
    Ok(cards
        .iter()
        .any(|card| card.institution == of.bytes() && card.sig.verify(label, message, sig).is_ok()))
}

const PARTNERSHIP: [Act; 6] = [
    Act::NamePartner,
    Act::AcceptPartner,
    Act::EndPartner,
    Act::EndPartner,
    Act::EndPartner,
    Act::EndPartner,
];

/// What a house wrote last about a row: its hash, or none where it ended it or never wrote it.
async fn last_word(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    acts: [Act; 6],
    (table, key): (&Table, &str),
) -> Result<Option<[u8; 32]>, Fail> {
    let binds = record::binds_of(tx, institution, acts).await?;
    let last = binds
        .iter()
        .rfind(|bind| bind.table == table.name && bind.key == key);
    Ok(last.and_then(|bind| bind.hash))
}

/// Whether somebody outside the house must say that keys are those of the person.
pub(crate) enum Second {
    /// Enough colleagues work here.
    Within,
    /// Too few work here, and no institution stands by them yet.
    Unnamed,
    /// A steward of this institution says it.
    Partner(InstitutionId),
}

/// Who the second person of a house is. A house of one or two needs one until a third colleague is
/// confirmed; one that has a partner is bound by it until either side ends it.
pub(crate) async fn second_of(
    tx: &mut Tx<'_>,
    facts: &Facts,
    institution: InstitutionId,
) -> Result<Second, Fail> {
    if let Some(it) = partner_of(tx, facts, institution).await? {
        return Ok(Second::Partner(it.partner));
    }
    let few = store::staff(tx, institution)
        .await?
        .is_some_and(|people| people <= FEW);
    let confirmed = store::members_of(tx, institution).await?.len();
    let grown = i64::try_from(confirmed).is_ok_and(|confirmed| confirmed > FEW);
    Ok(if few && !grown {
        Second::Unnamed
    } else {
        Second::Within
    })
}

/// What a steward of the partner signs about somebody: whose keys, which, said by whom and when.
pub(super) fn word(
    deployment: Deployment,
    member: &Member,
    keys: &str,
    by: MemberId,
    at: i64,
) -> Vec<u8> {
    [
        deployment.id().as_slice(),
        &member.institution.bytes(),
        &member.id.bytes(),
        keys.as_bytes(),
        &by.bytes(),
        &at.to_be_bytes(),
    ]
    .concat()
}

/// The fingerprint of the keys that somebody brought, in hexadecimal.
pub(super) fn keys_of(member: &Member) -> Result<String, Fail> {
    let (kem, sig) = member.public_keys()?;
    Ok(keys_fingerprint(&kem, &sig).hex())
}

/// Who of the partner vouched for the keys that somebody has now, within the last 72 hours: a
/// steward there to this day, whose card leads to the root and signed exactly this.
pub(crate) async fn vouched(
    tx: &mut Tx<'_>,
    facts: &Facts,
    member: &Member,
    partner: InstitutionId,
    now: Moment,
) -> Result<Option<MemberId>, Fail> {
    let key = member.id.to_string();
    let Some(row) = VOUCH.one(tx, &[Value::from(key.as_str())]).await? else {
        return Ok(None);
    };
    let [
        _,
        Value::Text(Some(keys)),
        Value::Text(Some(of)),
        Value::Text(Some(by)),
        Value::Int(Some(at)),
        Value::Bytes(Some(sig)),
        _,
    ] = row.as_slice()
    else {
        return Err(Fail::broken("integrity", "vouch"));
    };
    let young = at.saturating_add(WORD_LIFE) > now.0;
    if !young || *of != partner.to_string() || *keys != keys_of(member)? {
        return Ok(None);
    }
    let wrong = || Fail::broken("integrity", "vouch");
    let by: MemberId = by.parse().map_err(|_| wrong())?;
    let steward = store::member(tx, by).await?.filter(|it| {
        it.institution == partner && it.state == MemberState::Confirmed && is_steward(it.role)
    });
    if steward.is_none() {
        return Ok(None);
    }
    let card = member_card(tx, facts, by).await?;
    let sig: Sig = sig.as_slice().try_into().map_err(|_| wrong())?;
    let message = word(facts.deployment, member, keys, by, *at);
    let said = last_word(tx, partner, [Act::Vouch; 6], (&VOUCH, &key)).await?;
    if card.institution != partner.bytes()
        || card.sig.verify(WORD, &message, &sig).is_err()
        || said != Some(VOUCH.hash(&row))
    {
        return Err(wrong());
    }
    Ok(Some(by))
}
