//! The letter for a receiver outside the system: the slip on paper, and nothing else.

use super::actions::own;
use super::slip::slip_rows;
use super::store::ReferralRow;
use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::file;
use crate::db::Tx;
use crate::lang::Words;
use crate::registry;
use crate::sealing;
use crate::web::ui::Frame;
use crate::web::{Answer, Desk, Nav};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, CaseCode, Lang, Slip};

/// Opens the slip of one's own referral, to print it.
struct PrintLetter {
    row: ReferralRow,
}

impl View for PrintLetter {
    const ACT: Act = Act::OpenCase;
    type Out = Slip;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let (row, standing) = own(tx, actor, self.row.code).await?;
        Ok(row.stands(standing))
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Slip, Fail> {
        cx.because("document");
        sealing::open::<Slip>(cx, self.row.slip)
            .await?
            .ok_or(Fail::Forbidden)
    }
}

#[derive(Template)]
#[template(path = "cases/referral/letter.html")]
struct LetterPage {
    l: Words,
    /// The words of the letter itself: the office outside reads Albanian, whatever the worker reads.
    paper: Words,
    frame: Frame,
    code: String,
    case: CaseCode,
    sender: String,
    seat: String,
    receiver: String,
    date: String,
    rows: Vec<(String, String)>,
    signed: String,
    due: String,
}

pub(super) async fn letter(desk: Desk, Path(code): Path<String>) -> Answer {
    let code = code.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let (row, _) = own(&mut reading.tx(), &desk.actor(), code).await?;
    if !row.outside {
        return Err(Fail::Unseen);
    }
    let case = file::case(&mut reading.tx(), row.case)
        .await?
        .ok_or(Fail::Unseen)?;
    let receiver = registry::institution(&mut reading.tx(), row.receiver).await?;
    drop(reading);
    let view = PrintLetter { row };
    let slip = desk.app.view(&desk.session, &view).await?;
    let row = view.row;
    let (paper, who) = (Words::of(Lang::Sq), &desk.session.who);
    let page = LetterPage {
        frame: desk.frame(Some(Nav::Cases)),
        code: row.code.to_string(),
        case: case.code,
        sender: who.institution_name.clone(),
        seat: desk
            .app
            .rules()
            .territory
            .municipality(&who.seat)
            .map(|place| place.name.clone())
            .unwrap_or_default(),
        receiver: receiver.map(|it| it.name).unwrap_or_default(),
        date: paper.date(row.sent_at),
        rows: slip_rows(&paper, &desk.app.rules(), &slip),
        signed: format!("{}, {}", who.name, who.post),
        due: paper.when(row.due_at),
        paper,
        l: desk.l,
    };
    desk.page(&page)
}
