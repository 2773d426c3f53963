//! Every statement of the case file: the case itself and the facts of its five dimensions.

use crate::app::{Cx, Fail};
use crate::db::{Class, Row, Table, Tx, Value};
use crate::sealing::to_the_minute;
use besa_domain::{CaseCode, CaseId, Fact, InstitutionId, MemberId, Moment};

pub(crate) static CASE_FILE: Table = Table {
    name: "case_file",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("code", Class::Internal),
        ("owner", Class::Internal),
        ("author", Class::Internal),
        ("opened", Class::Internal),
    ],
};

pub(crate) static FACT: Table = Table {
    name: "fact",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("case_id", Class::Internal),
        ("dimension", Class::Internal),
        ("n", Class::Internal),
        ("code", Class::Internal),
        ("author", Class::Internal),
        ("at", Class::Internal),
    ],
};

/// A case, without anything about a person.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) id: CaseId,
    pub(crate) code: CaseCode,
    pub(crate) owner: InstitutionId,
    pub(crate) author: MemberId,
    pub(crate) opened: Moment,
}

/// One step of one dimension.
#[derive(Clone, Debug)]
pub(crate) struct FactRow {
    pub(crate) fact: Fact,
    pub(crate) at: Moment,
}

/// How often a random code is drawn again when it is taken.
const DRAWS: usize = 8;

/// Opens a case owned by the author's institution, under a new random code.
pub(crate) async fn open_case(cx: &mut Cx<'_>) -> Result<Case, Fail> {
    let who = cx.session()?.who.clone();
    let mut code = CaseCode::from_bytes(cx.draw());
    for _ in 0..DRAWS {
        if by_code(&mut cx.tx, code).await?.is_none() {
            break;
        }
        code = CaseCode::from_bytes(cx.draw());
    }
    let case = Case {
        id: CaseId::from_bytes(cx.draw()),
        code,
        owner: who.institution,
        author: who.member,
        opened: Moment(to_the_minute(cx.now())),
    };
    cx.about(case.id);
    cx.put(
        &CASE_FILE,
        &[
            Value::from(case.id.to_string()),
            Value::from(case.code.to_string()),
            Value::from(case.owner.to_string()),
            Value::from(case.author.to_string()),
            Value::from(case.opened.0),
        ],
    )
    .await?;
    Ok(case)
}

/// Adds the next step of a dimension; the transition itself was checked by the caller.
pub(crate) async fn add_fact(cx: &mut Cx<'_>, case: CaseId, fact: Fact) -> Result<(), Fail> {
    let author = cx.session()?.who.member;
    let row = cx
        .tx
        .row(
            "SELECT COUNT(*) FROM fact WHERE case_id = $1 AND dimension = $2",
            &[Value::from(case.to_string()), Value::from(fact.dimension())],
        )
        .await?;
    let n = row.map_or(0, |row| row.int(0)).saturating_add(1);
    let id = besa_domain::EntryId::from_bytes(cx.draw());
    let at = to_the_minute(cx.now());
    cx.put(
        &FACT,
        &[
            Value::from(id.to_string()),
            Value::from(case.to_string()),
            Value::from(fact.dimension()),
            Value::from(n),
            Value::from(fact.code()),
            Value::from(author.to_string()),
            Value::from(at),
        ],
    )
    .await
}

/// The history of every dimension of a case, oldest first.
pub(crate) async fn facts(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<FactRow>, Fail> {
    let rows = tx
        .rows(
            "SELECT dimension, code, at FROM fact WHERE case_id = $1 ORDER BY dimension, n",
            &[Value::from(case.to_string())],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let fact = Fact::parse(&row.text(0), &row.text(1))
                .map_err(|_| Fail::broken("integrity", "fact"))?;
            Ok(FactRow {
                fact,
                at: Moment(row.int(2)),
            })
        })
        .collect()
}

/// A query for whole cases: the columns stand once, in the order in which a row is read.
macro_rules! cases {
    ($which:literal) => {
        concat!(
            "SELECT id, code, owner, author, opened FROM case_file ",
            $which
        )
    };
}

pub(crate) async fn case(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<Case>, Fail> {
    let row = tx
        .row(cases!("WHERE id = $1"), &[Value::from(id.to_string())])
        .await?;
    row.as_ref().map(read).transpose()
}

pub(crate) async fn by_code(tx: &mut Tx<'_>, code: CaseCode) -> Result<Option<Case>, Fail> {
    let row = tx
        .row(cases!("WHERE code = $1"), &[Value::from(code.to_string())])
        .await?;
    row.as_ref().map(read).transpose()
}

/// The cases that an institution owns, newest first: a page of them.
pub(crate) async fn owned_by(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    most: i64,
    skip: i64,
) -> Result<Vec<Case>, Fail> {
    let rows = tx
        .rows(
            cases!("WHERE owner = $1 ORDER BY opened DESC, code LIMIT $2 OFFSET $3"),
            &[
                Value::from(institution.to_string()),
                Value::from(most),
                Value::from(skip),
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The cases that an institution may open because it accepted a referral, newest first.
pub(crate) async fn granted_to(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<Case>, Fail> {
    let rows = tx
        .rows(
            cases!("WHERE id IN \
             (SELECT case_id FROM referral WHERE receiver = $1 AND state IN ('accepted', 'concluded')) \
             ORDER BY opened DESC, code"),
            &[Value::from(institution.to_string())],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Case, Fail> {
    let bad = |what: &str| Fail::broken("integrity", what);
    Ok(Case {
        id: row.parse(0).ok_or_else(|| bad("case.id"))?,
        code: row.parse(1).ok_or_else(|| bad("case.code"))?,
        owner: row.parse(2).ok_or_else(|| bad("case.owner"))?,
        author: row.parse(3).ok_or_else(|| bad("case.author"))?,
        opened: Moment(row.int(4)),
    })
}
