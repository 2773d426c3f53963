//! Every statement of the registry.

use super::partners::Partnership;
pub(crate) use super::rows::{CardRow, Change, CircleRow, Institution, Member, Post, SeatRow};
pub(crate) use super::tables::{
    CARD, CHAIN, CIRCLE, CIRCLE_MEMBER, INSTITUTION, INSTITUTION_AREA, INSTITUTION_CHANGE,
    INSTITUTION_DETAIL, INSTITUTION_POST, INSTITUTION_SERVICE, INVITATION, MEANT, MEMBER, PARTNER,
    ROTATION_DUE, STAFF, VOUCH,
};
use crate::app::Fail;
use crate::db::{Error, Tx, Value};
use besa_domain::{CircleId, CircleKind, InstitutionId, MemberId, MemberState, Moment};

/// A query for whole cards: the columns stand once, in the order in which a row is read.
macro_rules! cards {
    ($which:literal) => {
        concat!(
            "SELECT serial, institution, bytes, sig, sig_member, hash FROM card ",
            $which
        )
    };
}

pub(crate) async fn newest_card(
    tx: &mut Tx<'_>,
    kind: &str,
    subject: &str,
) -> Result<Option<CardRow>, Fail> {
    let row = tx
        .row(
            cards!("WHERE kind = $1 AND subject = $2 ORDER BY serial DESC LIMIT 1"),
            &[Value::from(kind), Value::from(subject)],
        )
        .await?;
    row.as_ref().map(CardRow::read).transpose()
}

/// The cards of a member, the newest first.
pub(crate) async fn member_cards(tx: &mut Tx<'_>, id: MemberId) -> Result<Vec<CardRow>, Fail> {
    let rows = tx
        .rows(
            "SELECT serial, institution, bytes, sig, sig_member, hash FROM card \
             WHERE kind = 'member' AND subject = $1 ORDER BY serial DESC",
            &[Value::from(id.to_string())],
        )
        .await?;
    rows.iter().map(CardRow::read).collect()
}

pub(crate) async fn circle_cards(tx: &mut Tx<'_>, circle: CircleId) -> Result<Vec<CardRow>, Fail> {
    let rows = tx
        .rows(
            cards!("WHERE kind = 'circle' AND subject = $1 ORDER BY serial"),
            &[Value::from(circle.to_string())],
        )
        .await?;
    rows.iter().map(CardRow::read).collect()
}

/// The card of a circle at an epoch as the record binds it.
pub(crate) async fn circle_card_row(
    tx: &mut Tx<'_>,
    circle: CircleId,
    epoch: u32,
) -> Result<Option<Vec<Value>>, Fail> {
    let row = tx
        .row(
            "SELECT id FROM card WHERE kind = 'circle' AND subject = $1 AND serial = $2",
            &[
                Value::from(circle.to_string()),
                Value::from(i64::from(epoch)),
            ],
        )
        .await?;
    match row {
        Some(row) => Ok(CARD.one(tx, row.values()).await?),
        None => Ok(None),
    }
}

/// Every card's kind, subject and serial.
pub(crate) async fn card_subjects(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, Error> {
    let rows = tx
        .rows(
            "SELECT kind, subject, serial FROM card ORDER BY kind, subject, serial",
            &[],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| (row.text(0), row.text(1), row.int(2)))
        .collect())
}

/// Every circle of the deployment.
pub(crate) async fn circles(tx: &mut Tx<'_>) -> Result<Vec<CircleId>, Fail> {
    let rows = tx.rows("SELECT id FROM circle ORDER BY id", &[]).await?;
    Ok(rows.iter().filter_map(|row| row.parse(0)).collect())
}

/// A circle by its id.
pub(crate) async fn circle(tx: &mut Tx<'_>, id: CircleId) -> Result<Option<Vec<Value>>, Fail> {
    Ok(CIRCLE.one(tx, &[Value::from(id.to_string())]).await?)
}

pub(crate) async fn circle_of(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    kind: CircleKind,
) -> Result<Option<CircleRow>, Fail> {
    let row = tx
        .row(
            "SELECT id, epoch FROM circle WHERE institution = $1 AND kind = $2",
            &[
                Value::from(institution.to_string()),
                Value::from(kind.code()),
            ],
        )
        .await?;
    Ok(row.and_then(|row| {
        Some(CircleRow {
            id: row.parse(0)?,
            epoch: u32::try_from(row.int(1)).ok()?,
        })
    }))
}

/// The seats of a member, every epoch.
pub(crate) async fn seats(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<SeatRow>, Fail> {
    let rows = tx
        .rows(
            "SELECT s.circle, c.kind, s.epoch, s.admits, s.admitted_by, s.bytes, s.sig \
             FROM circle_member AS s JOIN circle AS c ON c.id = s.circle \
             WHERE s.member = $1 ORDER BY s.circle, s.epoch",
            &[Value::from(member.to_string())],
        )
        .await?;
    let bad = |what: &str| Fail::broken("integrity", what);
    rows.iter()
        .map(|row| {
            Ok(SeatRow {
                circle: row.parse(0).ok_or_else(|| bad("seat.circle"))?,
                kind: CircleKind::from_code(&row.text(1)).ok_or_else(|| bad("seat.kind"))?,
                epoch: u32::try_from(row.int(2)).map_err(|_| bad("seat.epoch"))?,
                admits: row.int(3) == 1,
                admitted_by: row.parse(4).ok_or_else(|| bad("seat.admitted_by"))?,
                bytes: row.bytes(5),
                sig: row.bytes(6).try_into().map_err(|_| bad("seat.sig"))?,
            })
        })
        .collect()
}

/// How a member stands now: the state, and for each seat its circle, its epoch, and whether the
/// circle waits for its next key.
pub(crate) async fn footing(
    tx: &mut Tx<'_>,
    member: MemberId,
) -> Result<Option<(MemberState, Vec<(CircleId, u32, bool)>)>, Fail> {
    let rows = tx
        .rows(
            "SELECT m.state, s.circle, s.epoch, d.circle FROM member AS m \
             LEFT JOIN circle_member AS s ON s.member = m.id \
             LEFT JOIN rotation_due AS d ON d.circle = s.circle WHERE m.id = $1",
            &[Value::from(member.to_string())],
        )
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let state = MemberState::from_code(&first.text(0))
        .ok_or_else(|| Fail::broken("integrity", "member.state"))?;
    let seats = rows
        .iter()
        .filter_map(|row| {
            let epoch = row.maybe_int(2).and_then(|epoch| u32::try_from(epoch).ok());
            Some((row.parse(1)?, epoch?, row.maybe_text(3).is_some()))
        })
        .collect();
    Ok(Some((state, seats)))
}

/// Who sits in a circle at an epoch: the member, their state, and the seat as the record binds it.
pub(crate) async fn seated(
    tx: &mut Tx<'_>,
    circle: CircleId,
    epoch: u32,
) -> Result<Vec<(MemberId, MemberState, Vec<Value>)>, Fail> {
    let rows = tx
        .rows(
            "SELECT s.circle, s.epoch, s.member, s.admits, s.admitted_by, s.bytes, s.sig, m.state \
             FROM circle_member AS s JOIN member AS m ON m.id = s.member \
             WHERE s.circle = $1 AND s.epoch = $2 ORDER BY s.member",
            &[
                Value::from(circle.to_string()),
                Value::from(i64::from(epoch)),
            ],
        )
        .await?;
    let bad = |what: &str| Fail::broken("integrity", what);
    rows.iter()
        .map(|row| {
            let state = MemberState::from_code(&row.text(7)).ok_or_else(|| bad("member.state"))?;
            let member = row.parse(2).ok_or_else(|| bad("seat.member"))?;
            let seat = row.values().get(..7).unwrap_or_default().to_vec();
            Ok((member, state, seat))
        })
        .collect()
}

/// The root of an epoch as the next one keeps it.
pub(crate) async fn chain(
    tx: &mut Tx<'_>,
    circle: CircleId,
    epoch: u32,
) -> Result<Option<Vec<u8>>, Fail> {
    let row = tx
        .row(
            "SELECT bytes FROM chain WHERE circle = $1 AND epoch = $2",
            &[
                Value::from(circle.to_string()),
                Value::from(i64::from(epoch)),
            ],
        )
        .await?;
    Ok(row.map(|row| row.bytes(0)))
}

/// A query for whole members: the columns stand once, in the order in which a row is read.
macro_rules! members {
    ($which:literal) => {
        concat!(
            "SELECT id, institution, login, name, post, role, profession, state, lang, ",
            "keys, version FROM member ",
            $which
        )
    };
}

pub(crate) async fn member(tx: &mut Tx<'_>, id: MemberId) -> Result<Option<Member>, Fail> {
    let row = tx
        .row(members!("WHERE id = $1"), &[Value::from(id.to_string())])
        .await?;
    row.as_ref().map(Member::read).transpose()
}

pub(crate) async fn member_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Member>, Fail> {
    let row = tx
        .row(members!("WHERE login = $1"), &[Value::from(login)])
        .await?;
    row.as_ref().map(Member::read).transpose()
}

/// Everybody whom an institution ever invited.
pub(crate) async fn people(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<Member>, Fail> {
    let rows = tx
        .rows(
            "SELECT id, institution, login, name, post, role, profession, state, lang, keys, version \
             FROM member WHERE institution = $1",
            &[Value::from(institution.to_string())],
        )
        .await?;
    rows.iter().map(Member::read).collect()
}

/// The members of an institution who are confirmed, by name.
pub(crate) async fn members_of(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<Member>, Fail> {
    let rows = tx
        .rows(
            members!("WHERE institution = $1 AND state = 'confirmed' ORDER BY name"),
            &[Value::from(institution.to_string())],
        )
        .await?;
    rows.iter().map(Member::read).collect()
}

/// A query for whole institutions: the columns stand once, in the order in which a row is read.
macro_rules! institutions {
    ($which:literal) => {
        concat!(
            "SELECT id, kind, name, county, seat, public_line, duty_contact, ",
            "joined FROM institution ",
            $which
        )
    };
}

/// One institution with its areas and services.
pub(crate) async fn institution(
    tx: &mut Tx<'_>,
    id: InstitutionId,
) -> Result<Option<Institution>, Fail> {
    let id = [Value::from(id.to_string())];
    let Some(row) = tx.row(institutions!("WHERE id = $1"), &id).await? else {
        return Ok(None);
    };
    let areas = tx
        .rows(
            "SELECT institution, area FROM institution_area WHERE institution = $1 ORDER BY area",
            &id,
        )
        .await?;
    let services = tx
        .rows(
            "SELECT institution, service FROM institution_service WHERE institution = $1 \
             ORDER BY service",
            &id,
        )
        .await?;
    Institution::read(&row, &areas, &services).map(Some)
}

/// All institutions with their areas and services; a county has some tens of them.
pub(crate) async fn institutions(tx: &mut Tx<'_>) -> Result<Vec<Institution>, Fail> {
    let rows = tx.rows(institutions!(""), &[]).await?;
    let areas = tx
        .rows(
            "SELECT institution, area FROM institution_area ORDER BY area",
            &[],
        )
        .await?;
    let services = tx
        .rows(
            "SELECT institution, service FROM institution_service ORDER BY service",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| Institution::read(row, &areas, &services))
        .collect()
}

/// Address and hours of an institution, where somebody wrote them.
pub(crate) async fn detail(
    tx: &mut Tx<'_>,
    id: InstitutionId,
) -> Result<Option<(String, String)>, Fail> {
    let row = tx
        .row(
            "SELECT address, hours FROM institution_detail WHERE institution = $1",
            &[Value::from(id.to_string())],
        )
        .await?;
    Ok(row.map(|row| (row.text(0), row.text(1))))
}

/// The posts of an institution that answer, in the order in which they are called.
pub(crate) async fn posts(tx: &mut Tx<'_>, id: InstitutionId) -> Result<Vec<Post>, Fail> {
    let rows = tx
        .rows(
            "SELECT post, person, shift, number FROM institution_post \
             WHERE institution = $1 ORDER BY place",
            &[Value::from(id.to_string())],
        )
        .await?;
    Ok(rows.iter().map(Post::read).collect())
}

/// The last changes of an institution's entry, the newest first.
pub(crate) async fn changes(tx: &mut Tx<'_>, id: InstitutionId) -> Result<Vec<Change>, Fail> {
    let rows = tx
        .rows(
            "SELECT c.at, m.name, c.fields FROM institution_change AS c \
             JOIN member AS m ON m.id = c.member \
             WHERE c.institution = $1 ORDER BY c.version DESC LIMIT 12",
            &[Value::from(id.to_string())],
        )
        .await?;
    Ok(rows.iter().map(Change::read).collect())
}

/// An invitation that waits: whether for a founder, its lock, its bytes, its end, its version.
pub(crate) async fn invitation(
    tx: &mut Tx<'_>,
    member: MemberId,
) -> Result<Option<Vec<Value>>, Fail> {
    Ok(INVITATION
        .one(tx, &[Value::from(member.to_string())])
        .await?)
}

/// The invitations of an institution that nobody took up: whom, and until when.
pub(crate) async fn invited(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<(MemberId, Moment)>, Fail> {
    let rows = tx
        .rows(
            "SELECT i.member, i.until FROM invitation AS i JOIN member AS m ON m.id = i.member \
             WHERE m.institution = $1 AND m.state = 'invited'",
            &[Value::from(institution.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.parse(0)?, Moment(row.int(1)))))
        .collect())
}

/// The circles that members of an institution are meant for and do not sit in yet.
pub(crate) async fn awaited(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<(MemberId, CircleKind)>, Fail> {
    let rows = tx
        .rows(
            "SELECT t.member, t.kind FROM meant AS t JOIN member AS m ON m.id = t.member \
             LEFT JOIN circle AS c ON c.institution = m.institution AND c.kind = t.kind \
             LEFT JOIN circle_member AS s ON s.circle = c.id AND s.member = t.member \
             WHERE m.institution = $1 AND s.member IS NULL ORDER BY t.member, t.kind",
            &[Value::from(institution.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.parse(0)?, CircleKind::from_code(&row.text(1))?)))
        .collect())
}

/// The circles that a member was invited for.
pub(crate) async fn meant(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Vec<Value>>, Fail> {
    let rows = tx
        .rows(
            "SELECT member, kind FROM meant WHERE member = $1",
            &[Value::from(member.to_string())],
        )
        .await?;
    Ok(rows.iter().map(|row| row.values().to_vec()).collect())
}

/// How many people work in an institution, as its entry said.
pub(crate) async fn staff(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Option<i64>, Fail> {
    let row = tx
        .row(
            "SELECT people FROM staff WHERE institution = $1",
            &[Value::from(institution.to_string())],
        )
        .await?;
    Ok(row.map(|row| row.int(0)))
}

/// A query for whole partnerships: the columns stand once, in the order in which a row is read.
macro_rules! partners {
    ($which:literal) => {
        concat!(
            "SELECT institution, partner, offered_at, offered_by, offer_sig, accepted_by, ",
            "accepted_at, accept_sig, version FROM partner ",
            $which
        )
    };
}

/// What an institution offered to the one that is to stand by it, and the answer.
pub(crate) async fn partner(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Option<Partnership>, Fail> {
    let row = tx
        .row(
            partners!("WHERE institution = $1"),
            &[Value::from(institution.to_string())],
        )
        .await?;
    row.as_ref().map(Partnership::read).transpose()
}

/// The partnerships in which this institution stands by another, offered or accepted.
pub(crate) async fn stood_by(
    tx: &mut Tx<'_>,
    partner: InstitutionId,
) -> Result<Vec<Partnership>, Fail> {
    let rows = tx
        .rows(
            partners!("WHERE partner = $1 ORDER BY institution"),
            &[Value::from(partner.to_string())],
        )
        .await?;
    rows.iter().map(Partnership::read).collect()
}
