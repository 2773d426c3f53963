//! Opening: ring row, both halves, commitment, and the author's signature from the author's card.

use super::store::SealedRow;
use super::{half, root_at, store};
use crate::app::{Cx, Fail};
use crate::registry;
use besa_domain::{CaseId, InstitutionId, MemberId, Moment, SealedId, Section};
use besa_vault::{HalfA, MemberCard, Opened, RingAt, Trusted, open_ring, open_version};
use std::sync::Arc;

/// The newest version of a section by one owner, with who wrote it and when.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) id: SealedId,
    pub(crate) section: String,
    pub(crate) owner: InstitutionId,
    pub(crate) version: u32,
    pub(crate) at: Moment,
}

/// The heads of a case, without opening anything.
pub(crate) async fn heads(cx: &mut Cx<'_>, case: CaseId) -> Result<Vec<Head>, Fail> {
    let mut heads: Vec<Head> = Vec::new();
    for head in versions(cx, case).await? {
        match heads
            .iter_mut()
            .find(|old| old.section == head.section && old.owner == head.owner)
        {
            Some(old) => *old = head,
            None => heads.push(head),
        }
    }
    Ok(heads)
}

/// Every version of a case, oldest first, without opening anything.
pub(crate) async fn versions(cx: &mut Cx<'_>, case: CaseId) -> Result<Vec<Head>, Fail> {
    let rows = store::of_case(&mut cx.tx, case).await?;
    let head = |row: SealedRow| Head {
        id: row.id,
        section: row.section,
        owner: row.owner,
        version: row.version,
        at: row.at,
    };
    Ok(rows.into_iter().map(head).collect())
}

/// Which section a version is of; nothing is opened.
pub(crate) async fn section_of(cx: &mut Cx<'_>, id: SealedId) -> Result<Option<String>, Fail> {
    Ok(store::sealed(&mut cx.tx, id).await?.map(|row| row.section))
}

/// Opens one version, if a circle of this session holds it; the line names it.
pub(crate) async fn open<S: Section>(cx: &mut Cx<'_>, id: SealedId) -> Result<Option<S>, Fail> {
    match store::sealed(&mut cx.tx, id).await? {
        Some(row) => open_row(cx, &row).await,
        None => Ok(None),
    }
}

async fn open_row<S: Section>(cx: &mut Cx<'_>, row: &SealedRow) -> Result<Option<S>, Fail> {
    if row.section != S::CODE {
        return Err(Fail::broken("integrity", "section"));
    }
    let Some(plain) = plaintext(cx, row).await? else {
        return Ok(None);
    };
    cx.shown(row.id.bytes());
    S::decode(row.format, &plain)
        .map(Some)
        .map_err(|error| Fail::broken("section", error.key()))
}

/// Opens the newest version of a section by one owner, if this session's circles hold it.
pub(crate) async fn open_head<S: Section>(
    cx: &mut Cx<'_>,
    case: CaseId,
    owner: InstitutionId,
) -> Result<Option<S>, Fail> {
    match store::head(&mut cx.tx, Some(case), S::CODE, owner).await? {
        Some(row) => open_row(cx, &row).await,
        None => Ok(None),
    }
}

/// Opens what the session's institution keeps for itself.
pub(crate) async fn open_kept(cx: &mut Cx<'_>, code: &str) -> Result<Option<Opened>, Fail> {
    let owner = cx.session()?.who.institution;
    match store::head(&mut cx.tx, None, code, owner).await? {
        Some(row) => {
            cx.shown(row.id.bytes());
            plaintext(cx, &row).await
        }
        None => Ok(None),
    }
}

async fn plaintext(cx: &mut Cx<'_>, row: &SealedRow) -> Result<Option<Opened>, Fail> {
    let Some(a) = half_a(cx, row.id).await? else {
        return Ok(None);
    };
    let b = half::read_half(&mut cx.tx, row.half).await?;
    let deployment = cx.app.facts().deployment;
    let cards = author_cards(cx, row.author).await?;
    // A version is accepted only from its owner's people.
    let people = cards
        .iter()
        .filter(|author| author.institution == row.owner.bytes());
    let place = row.place(deployment);
    registry::by_card(people, |author| {
        open_version(&a, &b, &place, &row.sealed, Some(&author.sig))
    })
    .map(Some)
}

async fn author_cards(
    cx: &mut Cx<'_>,
    author: MemberId,
) -> Result<Arc<Vec<Trusted<MemberCard>>>, Fail> {
    if let Some(cards) = cx.authors.get(&author) {
        return Ok(cards.clone());
    }
    let cards = registry::member_cards(&mut cx.tx, cx.app.facts(), author).await?;
    let cards = Arc::new(cards);
    cx.authors.insert(author, cards.clone());
    Ok(cards)
}

/// The half A of a version, from a ring of this session or from a letter being folded in.
pub(super) async fn half_a(cx: &mut Cx<'_>, id: SealedId) -> Result<Option<HalfA>, Fail> {
    let session = cx.session()?;
    let deployment = cx.app.facts().deployment;
    for (circle, letter, epoch, bytes) in store::rings(&mut cx.tx, id).await? {
        let Some(root) = root_at(&session, circle, epoch) else {
            continue;
        };
        let place = RingAt {
            circle: super::at(deployment, circle, epoch),
            sealed: id.bytes(),
            letter: letter.map(|letter| letter.bytes()),
        };
        return Ok(Some(open_ring(&root.ring(place.circle), &place, &bytes)?));
    }
    Ok(cx.folds.half(id))
}
