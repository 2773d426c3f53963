//! The registry's rows as the program asks for them.

use crate::app::Fail;
use crate::db::{Row, Value};
use besa_domain::{
    CircleId, CircleKind, InstitutionId, InstitutionKind, Lang, MemberId, MemberState, Moment,
    Profession, Role, Service,
};
use besa_vault::{Hash, KemPublic, Sig, SigPublic, keys_fingerprint};

/// An institution as the directory knows it.
#[derive(Clone, Debug)]
pub(crate) struct Institution {
    pub(crate) id: InstitutionId,
    pub(crate) kind: InstitutionKind,
    pub(crate) name: String,
    pub(crate) county: String,
    pub(crate) seat: String,
    pub(crate) public_line: String,
    pub(crate) duty_contact: String,
    pub(crate) joined: bool,
    pub(crate) areas: Vec<String>,
    pub(crate) services: Vec<Service>,
}

impl Institution {
    /// A row with those of the areas and services that are its own.
    pub(super) fn read(row: &Row, areas: &[Row], services: &[Row]) -> Result<Institution, Fail> {
        let bad = |what: &str| Fail::broken("integrity", what);
        let id = row.text(0);
        let own = |rows: &[Row]| -> Vec<String> {
            rows.iter()
                .filter(|row| row.text(0) == id)
                .map(|row| row.text(1))
                .collect()
        };
        Ok(Institution {
            id: id.parse().map_err(|_| bad("institution.id"))?,
            kind: InstitutionKind::from_code(&row.text(1))
                .ok_or_else(|| bad("institution.kind"))?,
            name: row.text(2),
            county: row.text(3),
            seat: row.text(4),
            public_line: row.text(5),
            duty_contact: row.text(6),
            joined: row.int(7) == 1,
            areas: own(areas),
            services: own(services)
                .iter()
                .filter_map(|code| Service::from_code(code))
                .collect(),
        })
    }
}

/// A post of an institution that answers, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) post: String,
    /// Empty where the post answers, whoever sits there.
    pub(crate) person: String,
    pub(crate) shift: String,
    pub(crate) number: String,
}

impl Post {
    /// The row as the table writes it.
    pub(super) fn values(&self, institution: InstitutionId, place: i64) -> [Value; 6] {
        [
            Value::from(institution.to_string()),
            Value::from(place),
            Value::from(self.post.as_str()),
            Value::from(self.person.as_str()),
            Value::from(self.shift.as_str()),
            Value::from(self.number.as_str()),
        ]
    }

    pub(super) fn read(row: &Row) -> Post {
        Post {
            post: row.text(0),
            person: row.text(1),
            shift: row.text(2),
            number: row.text(3),
        }
    }
}

/// One change of an institution's entry.
pub(crate) struct Change {
    pub(crate) at: Moment,
    /// Who made it.
    pub(crate) name: String,
    /// Codes of what changed; none: looked through and right.
    pub(crate) fields: Vec<String>,
}

impl Change {
    pub(super) fn read(row: &Row) -> Change {
        let fields = row.text(2);
        Change {
            at: Moment(row.int(0)),
            name: row.text(1),
            fields: fields.split_whitespace().map(str::to_owned).collect(),
        }
    }
}

/// A member as the program asks for it.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: MemberId,
    pub(crate) institution: InstitutionId,
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) post: String,
    pub(crate) role: Role,
    pub(crate) profession: Profession,
    pub(crate) state: MemberState,
    pub(crate) lang: Lang,
    /// Public keys offered at enrolment: KEM, then signing key.
    pub(crate) keys: Option<Vec<u8>>,
    pub(crate) version: i64,
}

impl Member {
    /// The two keys that this member brought at the last enrolment: for seats, and for signatures.
    pub(crate) fn public_keys(&self) -> Result<(KemPublic, SigPublic), Fail> {
        let bad = || Fail::broken("integrity", "member.keys");
        let keys = self.keys.as_deref().unwrap_or_default();
        let (kem, sig) = keys.split_last_chunk::<32>().ok_or_else(bad)?;
        Ok((KemPublic::from_bytes(kem)?, SigPublic::from_bytes(sig)?))
    }

    /// The eight words of these keys, to compare by ear; none before there are keys.
    pub(crate) fn words(&self) -> Option<String> {
        let (kem, sig) = self.public_keys().ok()?;
        Some(keys_fingerprint(&kem, &sig).words())
    }

    /// The row as the table writes it.
    pub(crate) fn values(&self) -> Vec<Value> {
        vec![
            Value::from(self.id.to_string()),
            Value::from(self.institution.to_string()),
            Value::from(self.login.as_str()),
            Value::from(self.name.as_str()),
            Value::from(self.post.as_str()),
            Value::from(self.role.code()),
            Value::from(self.profession.code()),
            Value::from(self.state.code()),
            Value::from(self.lang.code()),
            Value::from(self.keys.clone()),
            Value::from(self.version),
        ]
    }

    pub(super) fn read(row: &Row) -> Result<Member, Fail> {
        let bad = |what: &str| Fail::broken("integrity", what);
        Ok(Member {
            id: row.parse(0).ok_or_else(|| bad("member.id"))?,
            institution: row.parse(1).ok_or_else(|| bad("member.institution"))?,
            login: row.text(2),
            name: row.text(3),
            post: row.text(4),
            role: Role::from_code(&row.text(5)).ok_or_else(|| bad("member.role"))?,
            profession: Profession::from_code(&row.text(6))
                .ok_or_else(|| bad("member.profession"))?,
            state: MemberState::from_code(&row.text(7)).ok_or_else(|| bad("member.state"))?,
            lang: Lang::from_code(&row.text(8)).ok_or_else(|| bad("member.lang"))?,
            keys: row.maybe_bytes(9),
            version: row.int(10),
        })
    }
}

/// A stored card with its signatures.
pub(crate) struct CardRow {
    pub(crate) serial: u32,
    pub(crate) institution: InstitutionId,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sig: Sig,
    pub(crate) sig_member: Option<Sig>,
    pub(crate) hash: Hash,
}

impl CardRow {
    pub(super) fn read(row: &Row) -> Result<CardRow, Fail> {
        let bad = |what: &str| Fail::broken("integrity", what);
        Ok(CardRow {
            serial: u32::try_from(row.int(0)).map_err(|_| bad("card.serial"))?,
            institution: row.parse(1).ok_or_else(|| bad("card.institution"))?,
            bytes: row.bytes(2),
            sig: row.bytes(3).try_into().map_err(|_| bad("card.sig"))?,
            sig_member: match row.maybe_bytes(4) {
                None => None,
                Some(bytes) => Some(bytes.try_into().map_err(|_| bad("card.sig_member"))?),
            },
            hash: row.bytes(5).try_into().map_err(|_| bad("card.hash"))?,
        })
    }
}

/// A circle at the epoch it is in.
pub(crate) struct CircleRow {
    pub(crate) id: CircleId,
    pub(crate) epoch: u32,
}

/// A member's seat in a circle.
pub(crate) struct SeatRow {
    pub(crate) circle: CircleId,
    pub(crate) kind: CircleKind,
    pub(crate) epoch: u32,
    pub(crate) admits: bool,
    pub(crate) admitted_by: MemberId,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sig: Sig,
}
