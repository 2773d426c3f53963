//! Letters between circles: sending them, folding unread ones into a ring, ending them.

use super::{LETTER, LETTER_END, RING, at, half, open, root_at, store};
use crate::app::{Actor, Cx, Fail};
use crate::db::{Tx, Value};
use crate::registry;
use besa_domain::{CaseId, CircleId, ConsentId, LetterId, Moment, ReferralId, SealedId};
use besa_ledger::Entry;
use besa_vault::{
    CircleCard, HalfA, LetterEnd, OsChance, Rights, RingAt, Statement, Trusted, fits, open_letter,
    seal_letter, seal_ring,
};

/// What a letter carries and under which ground.
pub(crate) struct Package<'p> {
    pub(crate) case: CaseId,
    pub(crate) referral: ReferralId,
    /// `slip`, `package` or `answer`.
    pub(crate) stage: &'static str,
    /// The versions, exactly these.
    pub(crate) items: &'p [SealedId],
    /// Code of the ground: law, vital_interest, public_duty, consent.
    pub(crate) ground: &'p str,
    pub(crate) consent: Option<ConsentId>,
    pub(crate) until: Option<Moment>,
}

/// Sends a letter to a circle whose card the caller has verified.
pub(crate) async fn send(
    cx: &mut Cx<'_>,
    to: &Trusted<CircleCard>,
    package: &Package<'_>,
) -> Result<LetterId, Fail> {
    let session = cx.session()?;
    let deployment = cx.app.facts().deployment;
    let mut halves = Vec::with_capacity(package.items.len());
    for item in package.items {
        halves.push(open::half_a(cx, *item).await?.ok_or(Fail::Forbidden)?);
    }
    cx.about(package.case);
    let id = LetterId::from_bytes(cx.draw());
    let own_card = registry::member_card(&mut cx.tx, cx.app.facts(), session.who.member).await?;
    let statement = Statement {
        letter: id.bytes(),
        deployment,
        case: package.case.bytes(),
        referral: Some(package.referral.bytes()),
        sender: session.who.member.bytes(),
        sender_card: own_card.hash(),
        circle: to.circle,
        epoch: to.epoch,
        circle_card: to.hash(),
        items: package.items.iter().map(|item| item.bytes()).collect(),
        rights: Rights {
            read: true,
            onward: false,
        },
        until: package.until.map(|until| until.seconds()),
        ground: package.ground.to_owned(),
        consent: package.consent.map(|consent| consent.bytes()),
        time: cx.now().seconds(),
    };
    let letter = seal_letter(
        &session.signing(deployment),
        to,
        &statement,
        &halves,
        &mut OsChance,
    )?;
    cx.put(
        &LETTER,
        &[
            Value::from(id.to_string()),
            Value::from(package.case.to_string()),
            Value::from(package.referral.to_string()),
            Value::from(package.stage),
            Value::from(session.who.member.to_string()),
            Value::from(CircleId::from_bytes(to.circle).to_string()),
            Value::from(i64::from(to.epoch)),
            Value::from(package.until.map(|until| until.0)),
            Value::from(letter.statement.clone()),
            Value::from(letter.body.clone()),
            Value::from(letter.body_hash),
            Value::from(letter.sig),
        ],
    )
    .await?;
    Ok(id)
}

/// What a view found in unread letters: ring rows to write with its line, and the halves meanwhile.
#[derive(Default)]
pub(crate) struct Folds {
    rows: Vec<[Value; 5]>,
    halves: Vec<(SealedId, HalfA)>,
}

impl Folds {
    pub(super) fn half(&self, id: SealedId) -> Option<HalfA> {
        self.halves
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, half)| half.clone())
    }
}

/// Reads the letters of a case to this session's circles that `released` lets through.
/// A letter with one wrong item stays unread and is named in the line.
pub(crate) async fn fold_case(
    cx: &mut Cx<'_>,
    case: CaseId,
    released: &(dyn Fn(ReferralId, &str) -> bool + Sync),
) -> Result<(), Fail> {
    let session = cx.session()?;
    for row in store::letters(&mut cx.tx, case).await? {
        if root_at(&session, row.circle, row.epoch).is_none()
            || !released(row.referral, &row.stage)
            || !store::rings_of_letter(&mut cx.tx, row.id).await?.is_empty()
        {
            continue;
        }
        if fold(cx, case, &row).await.is_err() {
            cx.note("integrity", row.id.to_string());
            tracing::warn!("a letter did not fit its statement and stays unread");
        }
    }
    Ok(())
}

async fn fold(cx: &mut Cx<'_>, case: CaseId, row: &store::LetterRow) -> Result<(), Fail> {
    let wrong = |what: &str| Fail::broken("integrity", what);
    let session = cx.session()?;
    let deployment = cx.app.facts().deployment;
    let root = root_at(&session, row.circle, row.epoch).ok_or(Fail::Forbidden)?;
    let circle = registry::circle_card(&mut cx.tx, cx.app.facts(), row.circle, row.epoch).await?;
    let cards = registry::member_cards(&mut cx.tx, cx.app.facts(), row.sender).await?;
    let (sender, opened) = registry::by_card(&cards, |sender| {
        open_letter(root, &circle, sender, &row.letter).map(|opened| (sender.clone(), opened))
    })?;
    let said = &opened.statement;
    let until_passed = said.until.is_some_and(|until| until <= cx.now().seconds());
    if said.letter != row.id.bytes()
        || said.case != case.bytes()
        || said.referral != Some(row.referral.bytes())
        || said.deployment != deployment
        || !said.rights.read
        || until_passed
        || !recorded(cx, case, row).await?
    {
        return Err(wrong("letter"));
    }
    let mut rows = Vec::new();
    let mut halves = Vec::new();
    for (item, a) in said.items.iter().zip(&opened.halves) {
        let id = SealedId::from_bytes(*item);
        let version = store::sealed(&mut cx.tx, id)
            .await?
            .ok_or_else(|| wrong("item"))?;
        let b = half::read_half(&mut cx.tx, version.half).await?;
        let owned = version.owner.bytes() == sender.institution && version.case == Some(case);
        if !owned || !fits(a, &b, &version.place(deployment), &version.sealed.commit) {
            return Err(wrong("item"));
        }
        let place = RingAt {
            circle: at(deployment, row.circle, row.epoch),
            sealed: id.bytes(),
            letter: Some(row.id.bytes()),
        };
        rows.push([
            Value::from(row.circle.to_string()),
            Value::from(id.to_string()),
            Value::from(row.id.to_string()),
            Value::from(i64::from(row.epoch)),
            Value::from(seal_ring(
                &root.ring(place.circle),
                &place,
                a,
                &mut OsChance,
            )),
        ]);
        halves.push((id, a.clone()));
    }
    cx.folds.rows.extend(rows);
    cx.folds.halves.extend(halves);
    Ok(())
}

/// Whether the record's newest word about this letter is this very row: one put back after its end
/// was recorded too, but not last.
async fn recorded(cx: &mut Cx<'_>, case: CaseId, row: &store::LetterRow) -> Result<bool, Fail> {
    let hash = LETTER.hash(&row.values);
    let key = row.id.to_string();
    let bodies = store::entry_bodies(&mut cx.tx, case).await?;
    let newest = bodies
        .iter()
        .filter_map(|body| Entry::decode(body).ok())
        .flat_map(|entry| entry.binds)
        .rfind(|bind| bind.table == LETTER.name && bind.key == key);
    Ok(newest.is_some_and(|bind| bind.hash == Some(hash)))
}

/// Writes what was folded in; two members who open at the same moment write it once.
pub(crate) async fn write_folds(cx: &mut Cx<'_>, folds: &Folds) -> Result<(), Fail> {
    for row in &folds.rows {
        let key = row.get(..3).unwrap_or_default();
        if RING.one(&mut cx.tx, key).await?.is_none() {
            cx.put(&RING, row).await?;
        }
    }
    Ok(())
}

/// Whether a referral still has letters that have not ended.
pub(crate) async fn has_letters(tx: &mut Tx<'_>, referral: ReferralId) -> Result<bool, Fail> {
    Ok(!store::letters_of(tx, referral).await?.is_empty())
}

/// Ends every letter of a referral: statement, signature and hash stay, the body and what was
/// folded from it go. A member signs the end; a job cannot.
pub(crate) async fn end_letters(
    cx: &mut Cx<'_>,
    referral: ReferralId,
    reason: &'static str,
) -> Result<(), Fail> {
    cx.note("ended", reason);
    for row in store::letters_of(&mut cx.tx, referral).await? {
        // Its line must be found by the case, so that an end put back is seen (see `recorded`).
        cx.about(row.case);
        end(cx, row, reason).await?;
    }
    Ok(())
}

/// Ends a letter again that a restore brought back; `false` where it is not there or has ended.
pub(crate) async fn end_again(
    cx: &mut Cx<'_>,
    letter: LetterId,
    reason: &str,
) -> Result<bool, Fail> {
    match store::letter(&mut cx.tx, letter).await? {
        Some(row) => end(cx, row, reason).await.map(|()| true),
        None => Ok(false),
    }
}

async fn end(cx: &mut Cx<'_>, row: store::LetterRow, reason: &str) -> Result<(), Fail> {
    let (by, sig) = match cx.permit.actor().clone() {
        Actor::Member(session) => {
            let deployment = cx.app.facts().deployment;
            let end = LetterEnd {
                deployment,
                letter: row.id.bytes(),
                member: session.who.member.bytes(),
                reason: reason.to_owned(),
                time: cx.now().seconds(),
            };
            let sig = end.sign(&session.signing(deployment));
            (session.who.member.to_string(), Some(sig.to_vec()))
        }
        other @ (Actor::System(_) | Actor::Operator | Actor::Entering(..)) => (other.code(), None),
    };
    let now = cx.now();
    cx.put(
        &LETTER_END,
        &[
            Value::from(row.id.to_string()),
            Value::from(reason),
            Value::from(by),
            Value::from(now.0),
            Value::from(sig),
        ],
    )
    .await?;
    for key in store::rings_of_letter(&mut cx.tx, row.id).await? {
        cx.end(&RING, &key).await?;
    }
    let mut values = row.values;
    if let Some(body) = values.get_mut(9) {
        *body = Value::Bytes(None);
    }
    cx.change(&LETTER, values).await
}
