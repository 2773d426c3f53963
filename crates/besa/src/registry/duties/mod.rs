//! Who does what: the duties matrix in force, with its source and its dates.

use crate::app::Fail;
use crate::lang::Words;
use crate::web::ui::Frame;
use crate::web::{Answer, Desk, Nav, Routes};
use askama::Template;
use axum::extract::Query;
use besa_domain::{Act, Duty, DutyColumn, Letter, RuleKind, Standing, date_text};

#[derive(Template)]
#[template(path = "registry/duties/duties.html")]
struct DutiesPage {
    l: Words,
    frame: Frame,
    mine: bool,
    /// Short name and full name of each column.
    heads: Vec<(String, String)>,
    legend: Vec<Cell>,
    rows: Vec<Row>,
    source: String,
    since: String,
}

/// A duty with one cell for each column.
struct Row {
    code: String,
    text: String,
    unconfirmed: String,
    cells: Vec<Cell>,
}

/// A letter of the matrix: its code, the letter as this language writes it, its meaning.
struct Cell {
    code: String,
    face: String,
    name: String,
}

pub(super) fn routes() -> Routes {
    Routes::new().get("/duties", Act::ReadDuties, duties)
}

async fn duties(desk: Desk, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    desk.app
        .read(&desk.session, Act::ReadDuties, Standing::SameInstitution)
        .await?;
    let mine = asked
        .iter()
        .any(|(name, value)| name == "mine" && value == "1");
    let rules = desk.app.rules();
    let own = desk
        .session
        .who
        .kind
        .and_then(|kind| rules.kinds.row(kind).column);
    let shown =
        |duty: &&Duty| !mine || own.is_some_and(|column| duty.letters.contains_key(&column));
    let head = rules
        .heads
        .iter()
        .find(|head| head.kind == RuleKind::Duties);
    let head = head.ok_or_else(|| Fail::broken("rules", "no head of the duties"))?;
    let l = desk.l;
    let page = DutiesPage {
        l,
        frame: desk.frame(Some(Nav::Institutions)),
        mine,
        heads: DutyColumn::ALL
            .map(|column| {
                let key = column.code().to_lowercase();
                (
                    l.t(&format!("duties-short-{key}")),
                    l.t(&format!("duties-column-{key}")),
                )
            })
            .into(),
        legend: Letter::ALL.map(|letter| cell(&l, Some(letter))).into(),
        rows: rules
            .duties
            .rows()
            .iter()
            .filter(shown)
            .map(|duty| row(&l, duty))
            .collect(),
        source: l.rule(rules.duties.basis()).to_owned(),
        since: date_text(head.valid_from),
    };
    desk.page(&page)
}

fn row(l: &Words, duty: &Duty) -> Row {
    let unconfirmed = if duty.mark.confirmed() {
        String::new()
    } else {
        l.t(&format!("mark-{}", duty.mark.code().to_lowercase()))
    };
    Row {
        code: duty.code.clone(),
        text: l.rule(&duty.text).to_owned(),
        unconfirmed,
        cells: DutyColumn::ALL
            .map(|column| cell(l, duty.letters.get(&column).copied()))
            .into(),
    }
}

fn cell(l: &Words, letter: Option<Letter>) -> Cell {
    match letter {
        None => Cell {
            code: String::new(),
            face: String::new(),
            name: l.t("duties-nothing"),
        },
        Some(letter) => {
            let code = letter.code().to_lowercase();
            Cell {
                face: l.t(&format!("duties-face-{code}")),
                name: l.t(&format!("letter-{code}")),
                code,
            }
        }
    }
}
