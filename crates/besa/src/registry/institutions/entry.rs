//! What the directory says of an institution, and the act that brings it up to date.

use super::super::store::{
    self, INSTITUTION, INSTITUTION_AREA, INSTITUTION_CHANGE, INSTITUTION_DETAIL, INSTITUTION_POST,
    INSTITUTION_SERVICE, Institution, Post,
};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Table, Tx, Value};
use besa_domain::{
    Act, AnswerError, Area, FieldError, InstitutionId, InstitutionKind, Role, Rules, Service,
    Standing, TEXT_LIMIT, check_line, is_phone, may_offer,
};
use std::collections::BTreeSet;

/// How many posts an entry names.
pub(super) const POSTS: usize = 3;

/// What may change in an entry. Name and kind stand on the signed card and are not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) public_line: String,
    pub(super) address: String,
    pub(super) hours: String,
    pub(super) services: BTreeSet<Service>,
    pub(super) areas: BTreeSet<Area>,
    pub(super) duty_contact: String,
    pub(super) posts: Vec<Post>,
}

/// An institution with the entry that stands, and the version that a change must have read.
pub(super) struct Kept {
    pub(super) institution: Institution,
    pub(super) version: i64,
    pub(super) entry: Entry,
}

impl Kept {
    /// What stands now; none where there is no such institution.
    pub(super) async fn load(tx: &mut Tx<'_>, id: InstitutionId) -> Result<Option<Kept>, Fail> {
        let row = INSTITUTION.one(tx, &[Value::from(id.to_string())]).await?;
        let Some(Value::Int(Some(version))) = row.as_deref().and_then(<[Value]>::last).cloned()
        else {
            return Ok(None);
        };
        let Some(institution) = store::institution(tx, id).await? else {
            return Ok(None);
        };
        let (address, hours) = store::detail(tx, id).await?.unwrap_or_default();
        let entry = Entry {
            public_line: institution.public_line.clone(),
            address,
            hours,
            services: institution.services.iter().copied().collect(),
            areas: institution
                .areas
                .iter()
                .filter_map(|area| area.parse().ok())
                .collect(),
            duty_contact: institution.duty_contact.clone(),
            posts: store::posts(tx, id).await?,
        };
        Ok(Some(Kept {
            institution,
            version,
            entry,
        }))
    }

    /// How somebody stands to the entry: a steward keeps that of their own institution, the
    /// Responsible Authority those of institutions outside the system (duty RF-02).
    pub(super) fn standing(&self, own: Option<InstitutionId>, role: Role) -> Standing {
        if own == Some(self.institution.id) {
            Standing::SameInstitution
        } else if role == Role::ResponsibleAuthority && !self.institution.joined {
            Standing::Authority
        } else {
            Standing::Stranger
        }
    }

    /// The services that this institution may name: those of its kind's duties, and what it has.
    pub(super) fn may_offer(&self, rules: &Rules) -> Vec<Service> {
        let by_kind = may_offer(self.institution.kind, rules);
        let rows = rules.services.rows().iter().map(|row| row.service);
        rows.filter(|it| by_kind.contains(it) || self.entry.services.contains(it))
            .collect()
    }
}

/// Whether nobody is told where an institution is.
pub(super) fn is_hidden(kind: InstitutionKind) -> bool {
    matches!(
        kind,
        InstitutionKind::StateShelter | InstitutionKind::NgoShelter
    )
}

impl Entry {
    /// The codes of what is otherwise in another entry, in the order of the page.
    pub(super) fn differs(&self, other: &Entry) -> Vec<&'static str> {
        [
            ("public_line", self.public_line != other.public_line),
            ("address", self.address != other.address),
            ("hours", self.hours != other.hours),
            ("services", self.services != other.services),
            ("areas", self.areas != other.areas),
            ("duty_contact", self.duty_contact != other.duty_contact),
            ("posts", self.posts != other.posts),
        ]
        .into_iter()
        .filter_map(|(code, differs)| differs.then_some(code))
        .collect()
    }

    /// What is wrong with it for this institution.
    fn faults(&self, kept: &Kept, rules: &Rules) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, error: AnswerError| {
            faults.push(FieldError::new(field, error.key()));
        };
        let phone = |number: &str| number.is_empty() || is_phone(number);
        if !phone(&self.public_line) {
            wrong("public_line", AnswerError::NotAPhone);
        }
        let offered = kept.may_offer(rules);
        if self.services.iter().any(|it| !offered.contains(it)) {
            wrong("services", AnswerError::NotAChoice);
        }
        let known = |area: &Area| match area {
            Area::Country => true,
            Area::County(iso) => rules.territory.county(iso).is_some(),
            Area::Municipality(code) => rules.territory.municipality(code).is_some(),
        };
        if self.areas.is_empty() || !self.areas.iter().all(known) {
            wrong("areas", AnswerError::NotAChoice);
        }
        if !phone(&self.duty_contact) {
            wrong("duty_contact", AnswerError::NotAPhone);
        }
        for (n, post) in (1..).zip(&self.posts) {
            if post.post.is_empty() {
                wrong(&format!("post-{n}"), AnswerError::Missing);
            }
            if !is_phone(&post.number) {
                wrong(&format!("number-{n}"), AnswerError::NotAPhone);
            }
        }
        let lines = [
            ("public_line", &self.public_line),
            ("address", &self.address),
            ("hours", &self.hours),
            ("duty_contact", &self.duty_contact),
        ];
        let long = |(field, text): (&str, &String)| check_line(field, text, TEXT_LIMIT, false);
        faults.extend(lines.into_iter().filter_map(|line| long(line).err()));
        for (n, post) in (1..).zip(&self.posts) {
            let lines = [
                ("post", &post.post),
                ("person", &post.person),
                ("shift", &post.shift),
            ];
            let named = lines.map(|(field, text)| (format!("{field}-{n}"), text));
            let named = named.iter().map(|(field, text)| (field.as_str(), *text));
            faults.extend(named.filter_map(|line| long(line).err()));
        }
        if is_hidden(kept.institution.kind) && !self.address.is_empty() {
            // The form of a shelter has no such field: nobody publishes its address by mistake.
            faults.push(FieldError::new("", "registry-address-hidden"));
        }
        faults
    }
}

/// Brings the entry of an institution up to date. One that changes nothing says that it is right.
pub(crate) struct EditInstitution {
    pub(super) id: InstitutionId,
    /// The version that was read.
    pub(super) version: i64,
    pub(super) entry: Entry,
}

impl Verb for EditInstitution {
    const ACT: Act = Act::EditInstitution;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let kept = Kept::load(tx, self.id).await?;
        let how = kept.map_or(Standing::Stranger, |kept| {
            kept.standing(actor.institution(), actor.role())
        });
        Ok(how.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let kept = Kept::load(&mut cx.tx, self.id).await?.ok_or(Fail::Unseen)?;
        let faults = self.entry.faults(&kept, &cx.app.rules());
        if !faults.is_empty() {
            return Err(Fail::Invalid(faults));
        }
        if kept.version != self.version {
            return Err(Fail::Conflict("conflict-changed"));
        }
        let (now, before) = (cx.now(), &kept.entry);
        let id = Value::from(self.id.to_string());
        let changed = self.entry.differs(before).join(" ");
        let member = cx.session()?.who.member.to_string();
        cx.object("institution", self.id.bytes());
        cx.note("fields", changed.as_str());
        self.own_row(cx).await?;
        let codes = |entry: &Entry| {
            entry
                .services
                .iter()
                .map(|it| it.code().to_owned())
                .collect()
        };
        let places = |entry: &Entry| entry.areas.iter().map(Area::to_string).collect();
        let set = [
            (&INSTITUTION_SERVICE, codes(before), codes(&self.entry)),
            (&INSTITUTION_AREA, places(before), places(&self.entry)),
        ];
        for (table, old, new) in set {
            replace(cx, table, &id, &old, &new).await?;
        }
        let detail = vec![
            id.clone(),
            Value::from(self.entry.address.as_str()),
            Value::from(self.entry.hours.as_str()),
        ];
        match store::detail(&mut cx.tx, self.id).await? {
            Some(_) => cx.change(&INSTITUTION_DETAIL, detail).await?,
            None => cx.put(&INSTITUTION_DETAIL, &detail).await?,
        }
        self.posts(cx, before.posts.len()).await?;
        let change = [
            id,
            Value::from(kept.version.saturating_add(1)),
            Value::from(now.0),
            Value::from(member),
            Value::from(changed),
        ];
        cx.put(&INSTITUTION_CHANGE, &change).await
    }
}

impl EditInstitution {
    /// The institution's own row: the two numbers, and the next version whatever changed.
    async fn own_row(&self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let id = Value::from(self.id.to_string());
        let row = INSTITUTION.one(&mut cx.tx, &[id]).await?;
        let mut row = row.ok_or(Fail::Unseen)?;
        if let [.., public_line, duty_contact, _, _] = row.as_mut_slice() {
            *public_line = Value::from(self.entry.public_line.as_str());
            *duty_contact = Value::from(self.entry.duty_contact.as_str());
        }
        cx.change(&INSTITUTION, row).await
    }

    async fn posts(&self, cx: &mut Cx<'_>, before: usize) -> Result<(), Fail> {
        for (n, place) in (0..before.max(self.entry.posts.len())).zip(1..) {
            match self.entry.posts.get(n) {
                Some(post) if n < before => {
                    let row = post.values(self.id, place).to_vec();
                    cx.change(&INSTITUTION_POST, row).await?;
                }
                Some(post) => {
                    cx.put(&INSTITUTION_POST, &post.values(self.id, place))
                        .await?
                }
                None => {
                    let key = [Value::from(self.id.to_string()), Value::from(place)];
                    cx.end(&INSTITUTION_POST, &key).await?;
                }
            }
        }
        Ok(())
    }
}

/// Ends and adds the rows of a list, so that the new one stands.
async fn replace(
    cx: &mut Cx<'_>,
    table: &'static Table,
    id: &Value,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
) -> Result<(), Fail> {
    for gone in old.difference(new) {
        let key = [id.clone(), Value::from(gone.as_str())];
        cx.end(table, &key).await?;
    }
    for added in new.difference(old) {
        let row = [id.clone(), Value::from(added.as_str())];
        cx.put(table, &row).await?;
    }
    Ok(())
}
