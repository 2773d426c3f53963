//! Sealed sections in label and value, in the words of the form version that they were given to:
//! the same for whoever sealed them and for whoever was given them.

use super::opening::Content;
use crate::app::Fail;
use crate::cases::identification::fields::Wording;
use crate::lang::Words;
use crate::web::Desk;
use besa_domain::{Checked, Header, Rules, ScreeningSheet, Ternary};

type Rows = Vec<(String, String)>;

/// What an opened section says.
pub(crate) async fn rows(desk: &Desk, content: &Content) -> Result<Rows, Fail> {
    let (l, rules) = (&desk.l, desk.app.rules());
    Ok(match content {
        Content::Header(head) => header(l, &rules, head),
        Content::Screening(sheet) => screening(desk, &rules, sheet).await?,
        Content::SecondLook(look) => decided(l, look.decided.finding.code(), &look.decided.reason),
        Content::Form(checked) => answers(desk, &rules, checked).await?,
    })
}

/// The head of a case. Offices that were passed over are not named on any page.
fn header(l: &Words, rules: &Rules, header: &Header) -> Rows {
    let place = rules.territory.municipality(&header.place_found);
    vec![
        (
            l.t("cases-name"),
            header.name_used.clone().unwrap_or_default(),
        ),
        (l.t("cases-age"), l.t(&format!("age-{}", header.age))),
        (
            l.t("cases-place"),
            place.map_or_else(|| header.place_found.clone(), |it| it.name.clone()),
        ),
    ]
}

async fn answers(desk: &Desk, rules: &Rules, checked: &Checked) -> Result<Rows, Fail> {
    // A version that this program does not know is said, not left out.
    let Some(form) = rules.form_version(&checked.form, checked.version) else {
        return Ok(vec![(
            checked.form.clone(),
            desk.l.t("error-section-format"),
        )]);
    };
    let wording = Wording::of(&desk.app, desk.l, rules, form).await?;
    Ok(wording.answers(form, checked))
}

fn decided(l: &Words, finding: &str, reason: &str) -> Rows {
    vec![
        (
            l.t("screening-finding"),
            l.t(&format!("finding-{}", finding.replace('_', "-"))),
        ),
        (l.t("screening-reason"), reason.to_owned()),
    ]
}

/// What was seen or said and by whom, what the rules suggested, what was decided and why.
async fn screening(desk: &Desk, rules: &Rules, sheet: &ScreeningSheet) -> Result<Rows, Fail> {
    let l = &desk.l;
    let mut rows = answers(desk, rules, &sheet.basics).await?;
    for (code, asked) in &sheet.signs {
        let Some(sign) = rules.indicators.get(code) else {
            continue;
        };
        let mut said = l.t(&format!("answer-{}", asked.answer.code().replace('_', "-")));
        let source = asked
            .evidence
            .as_deref()
            .and_then(|it| rules.lists.text("evidence", it));
        if let (Ternary::Yes, Some(source)) = (asked.answer, source) {
            said = format!("{said} · {}", l.rule(source));
        }
        rows.push((l.rule(&sign.text).to_owned(), said));
    }
    rows.push((l.t("cases-suggested"), l.t(sheet.suggested.key())));
    for code in &sheet.rules {
        if let Some(rule) = rules.screening.get(code) {
            rows.push((l.t("cases-rule"), l.rule(&rule.text).to_owned()));
        }
    }
    rows.extend(decided(
        l,
        sheet.decided.finding.code(),
        &sheet.decided.reason,
    ));
    Ok(rows)
}
