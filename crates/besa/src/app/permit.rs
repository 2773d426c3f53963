//! The permit is the receipt: what an act did becomes its ledger line.

use super::App;
use super::fail::Fail;
use crate::accounts::Session;
use crate::db::{Table, Tx, Value};
use crate::sealing::Folds;
use besa_domain::{Act, CaseId, InstitutionId, MemberId, Moment, Role, Standing};
use besa_ledger::{Actor as LedgerActor, Bind, Decision as LedgerDecision, Entry, PreparedEntry};
use besa_vault::{Chance as _, MemberCard, OsChance, Trusted, draw_id};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who acts.
#[derive(Clone)]
pub(crate) enum Actor {
    /// A signed-in member.
    Member(Arc<Session>),
    /// A job of the program; it holds no keys.
    System(&'static str),
    /// The operator at the founding and at the registering of institutions.
    Operator,
    /// Somebody who is not signed in yet: enrolment, sign-in.
    Entering(MemberId, InstitutionId),
}

impl Actor {
    /// As the open column of the record writes it.
    pub(crate) fn code(&self) -> String {
        match self {
            Actor::Member(session) => session.who.member.to_string(),
            Actor::System(job) => format!("system:{job}"),
            Actor::Operator => "operator".to_owned(),
            Actor::Entering(member, _) => member.to_string(),
        }
    }

    /// The actor's institution, where there is one.
    pub(crate) fn institution(&self) -> Option<InstitutionId> {
        match self {
            Actor::Member(session) => Some(session.who.institution),
            Actor::Entering(_, institution) => Some(*institution),
            Actor::System(_) | Actor::Operator => None,
        }
    }

    /// The role that policy asks for.
    pub(crate) fn role(&self) -> Role {
        match self {
            Actor::Member(session) => session.who.role,
            Actor::Operator => Role::Operator,
            Actor::System(_) => Role::System,
            Actor::Entering(..) => Role::Public,
        }
    }

    fn ledger(&self) -> LedgerActor {
        match self {
            Actor::Member(session) => LedgerActor::Member {
                member: session.who.member.bytes(),
                institution: session.who.institution.bytes(),
            },
            Actor::Entering(member, institution) => LedgerActor::Member {
                member: member.bytes(),
                institution: institution.bytes(),
            },
            Actor::System(job) => LedgerActor::System((*job).to_owned()),
            Actor::Operator => LedgerActor::Operator,
        }
    }
}

/// Leave to do one act, given by a door after policy allowed it; nothing else makes one.
pub(crate) struct Permit {
    act: Act,
    actor: Actor,
    now: Moment,
}

impl Permit {
    pub(super) fn new(act: Act, actor: Actor, now: Moment) -> Permit {
        Permit { act, actor, now }
    }

    /// What may be done.
    pub(crate) fn act(&self) -> Act {
        self.act
    }

    /// Who may do it.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When: the one moment that the whole act writes.
    pub(crate) fn now(&self) -> Moment {
        self.now
    }
}

/// How somebody stands to a thing, and which case that thing belongs to: a refusal then stands in
/// the record of the case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stands {
    standing: Standing,
    case: Option<CaseId>,
    object: Option<(&'static str, [u8; 16])>,
}

impl Stands {
    /// To a case, or to none that there is.
    pub(crate) fn to(case: impl Into<Option<CaseId>>, standing: Standing) -> Stands {
        Stands {
            standing,
            case: case.into(),
            object: None,
        }
    }

    /// The same, through something else of that case.
    pub(crate) fn through(self, kind: &'static str, id: [u8; 16]) -> Stands {
        Stands {
            object: Some((kind, id)),
            ..self
        }
    }

    pub(super) fn standing(&self) -> Standing {
        self.standing
    }

    pub(super) fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// A line that names what it is about, and nothing done yet.
    pub(super) fn line(&self) -> Line {
        Line {
            case: self.case,
            objects: self
                .object
                .map(|(kind, id)| (kind.to_owned(), id))
                .into_iter()
                .collect(),
            ..Line::default()
        }
    }
}

impl From<Standing> for Stands {
    fn from(standing: Standing) -> Stands {
        Stands::to(None, standing)
    }
}

/// What an act did, collected while it runs.
#[derive(Default)]
pub(crate) struct Line {
    case: Option<CaseId>,
    objects: Vec<(String, [u8; 16])>,
    purpose: Option<String>,
    binds: Vec<Bind>,
    shown: Vec<[u8; 16]>,
    notes: Vec<(String, String)>,
}

/// One act or view at work: the conversation with the database, the permit, and the line that grows.
pub(crate) struct Cx<'c> {
    pub(crate) tx: Tx<'c>,
    pub(crate) app: &'c App,
    pub(crate) permit: Permit,
    /// What a view found in unread letters.
    pub(crate) folds: Folds,
    /// Cards of authors that were checked in this transaction: a list of fifty has few authors.
    pub(crate) authors: BTreeMap<MemberId, Arc<Vec<Trusted<MemberCard>>>>,
    line: Line,
}

impl<'c> Cx<'c> {
    pub(super) fn new(tx: Tx<'c>, app: &'c App, permit: Permit) -> Cx<'c> {
        Cx {
            tx,
            app,
            permit,
            folds: Folds::default(),
            authors: BTreeMap::new(),
            line: Line::default(),
        }
    }

    /// The moment of this act.
    pub(crate) fn now(&self) -> Moment {
        self.permit.now()
    }

    /// A new random id.
    pub(crate) fn draw(&self) -> [u8; 16] {
        draw_id(&mut OsChance)
    }

    /// The session of the member who acts; jobs have none and may open nothing.
    pub(crate) fn session(&self) -> Result<Arc<Session>, Fail> {
        match self.permit.actor() {
            Actor::Member(session) => Ok(session.clone()),
            Actor::System(_) | Actor::Operator | Actor::Entering(..) => Err(Fail::Forbidden),
        }
    }

    /// Inserts a row and binds it to this act's line.
    pub(crate) async fn put(
        &mut self,
        table: &'static Table,
        values: &[Value],
    ) -> Result<(), Fail> {
        table.insert(&mut self.tx, values).await?;
        self.bind(table, values);
        Ok(())
    }

    /// Replaces a row and binds it; somebody else's newer version is a conflict.
    pub(crate) async fn change(
        &mut self,
        table: &'static Table,
        mut values: Vec<Value>,
    ) -> Result<(), Fail> {
        if !table.replace(&mut self.tx, &mut values).await? {
            return Err(Fail::Conflict("conflict-changed"));
        }
        self.bind(table, &values);
        Ok(())
    }

    /// Removes a row and binds its absence.
    pub(crate) async fn end(&mut self, table: &'static Table, key: &[Value]) -> Result<(), Fail> {
        if !table.remove(&mut self.tx, key).await? {
            return Err(Fail::Conflict("conflict-changed"));
        }
        self.line.binds.push(Bind {
            table: table.name.to_owned(),
            key: table.key(key),
            hash: None,
        });
        Ok(())
    }

    fn bind(&mut self, table: &'static Table, values: &[Value]) {
        self.line.binds.push(Bind {
            table: table.name.to_owned(),
            key: table.key(values),
            hash: Some(table.hash(values)),
        });
    }

    /// Begins the line with what the standing was found for.
    pub(super) fn concerns(&mut self, stands: &Stands) {
        self.line = stands.line();
    }

    /// Ends the work and hands out what it left.
    pub(super) fn line(self) -> (Line, Permit) {
        (self.line, self.permit)
    }

    /// Names the case that the act concerns.
    pub(crate) fn about(&mut self, case: CaseId) {
        self.line.case = Some(case);
    }

    /// Names something else that the act concerns.
    pub(crate) fn object(&mut self, kind: &str, id: [u8; 16]) {
        self.line.objects.push((kind.to_owned(), id));
    }

    /// Names why something is opened: a code of the list `opening_reason`, which stands open. Any
    /// other reason says something of the person and belongs into a section (decision 0010).
    pub(crate) fn because(&mut self, purpose: &str) {
        self.line.purpose = Some(purpose.to_owned());
    }

    /// Names a sealed version that was opened.
    pub(crate) fn shown(&mut self, id: [u8; 16]) {
        if !self.line.shown.contains(&id) {
            self.line.shown.push(id);
        }
    }

    /// A machine word beside the act: `section=identity`, `step=57123`.
    pub(crate) fn note(&mut self, key: &str, value: impl Into<String>) {
        self.line.notes.push((key.to_owned(), value.into()));
    }
}

impl Line {
    /// What stays of a line when its act was not done: a refusal of something the person knows of
    /// is worth one, an unseen one is not; a thing that does not open as sealed always is.
    pub(super) fn refused(self, fail: &Fail) -> Option<Line> {
        let notes = match fail {
            Fail::Forbidden => Vec::new(),
            Fail::Broken(_) if fail.is_integrity() => {
                vec![("integrity".to_owned(), "refused".to_owned())]
            }
            Fail::Unseen
            | Fail::StepUp
            | Fail::Invalid(_)
            | Fail::Conflict(_)
            | Fail::Broken(_) => return None,
        };
        Some(Line {
            case: self.case,
            objects: self.objects,
            notes,
            ..Line::default()
        })
    }

    pub(super) fn merge(&mut self, other: Line) {
        self.binds.extend(other.binds);
    }

    /// The line as an entry ready for the tree.
    pub(super) fn entry(
        self,
        app: &App,
        permit: &Permit,
        decision: LedgerDecision,
    ) -> PreparedEntry {
        let mut salt = [0; 32];
        OsChance.fill(&mut salt);
        PreparedEntry {
            entry: Entry {
                id: draw_id(&mut OsChance),
                at: permit.now().0,
                node: app.node().to_owned(),
                actor: permit.actor().ledger(),
                act: permit.act().code().to_owned(),
                decision,
                case: self.case.map(|case| case.bytes()),
                objects: self.objects,
                purpose: self.purpose,
                binds: self.binds,
                shown: self.shown,
                notes: self.notes,
                checkpoint: None,
            },
            salt,
        }
    }
}
