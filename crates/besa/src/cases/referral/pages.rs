//! The sender's page of a referral, and what the sender does on it.

use super::actions::{ConcludeOutside, RecordPhoneAnswer, WithdrawReferral, own};
use super::letter::letter;
use super::shown::page;
use crate::app::Fail;
use crate::web::{Answer, Desk, Routes, Sent};
use axum::extract::Path;
use besa_domain::{Act, FieldError, Moment, PhoneAnswer, ReferralCode, parse_date, parse_time};

/// The routes of a referral that was sent.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/referrals/{code}", Act::ReadReferral, show)
        .post(
            "/referrals/{code}/withdraw",
            Act::WithdrawReferral,
            withdraw,
        )
        .post(
            "/referrals/{code}/phone-answer",
            Act::RecordPhoneAnswer,
            phone_answer,
        )
        .post(
            "/referrals/{code}/conclude",
            Act::ConcludeReferral,
            conclude,
        )
        .get("/referrals/{code}/letter", Act::OpenCase, letter)
}

async fn show(desk: Desk, Path(code): Path<String>) -> Answer {
    let page = page(&desk, &code, None, &[]).await?;
    desk.page(&page)
}

async fn withdraw(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let verb = WithdrawReferral {
        code: known(&code)?,
        reason: sent.text("reason").to_owned(),
    };
    let done = desk.app.act(&desk.actor(), sent.once.clone(), verb).await;
    answered(desk, &code, &sent, done).await
}

async fn phone_answer(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    desk.check_keeping(&sent, &["contact", "words"])?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = page(&desk, &code, Some(&sent), &[]).await?;
        return desk.switched(&page);
    }
    let verb = match heard(&desk, &code, &sent).await {
        Ok(verb) => verb,
        Err(fail) => return answered(desk, &code, &sent, Err(fail)).await,
    };
    let done = desk.app.act(&desk.actor(), sent.once.clone(), verb).await;
    answered(desk, &code, &sent, done).await
}

async fn conclude(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let verb = ConcludeOutside {
        code: known(&code)?,
        outcome: sent.text("outcome").to_owned(),
    };
    let done = desk.app.act(&desk.actor(), sent.once.clone(), verb).await;
    answered(desk, &code, &sent, done).await
}

/// Back to the page: with what happened, or with what was typed and is wrong.
async fn answered(desk: Desk, code: &str, sent: &Sent, done: Result<(), Fail>) -> Answer {
    match done {
        Ok(()) => desk.to(&format!("/referrals/{code}")),
        Err(Fail::Invalid(errors)) => {
            let page = page(&desk, code, Some(sent), &errors).await?;
            desk.unfit(&page)
        }
        Err(fail) => Err(fail),
    }
}

fn known(code: &str) -> Result<ReferralCode, Fail> {
    code.parse().map_err(|_| Fail::Unseen)
}

/// What was typed about an answer that came by telephone.
async fn heard(desk: &Desk, code: &str, sent: &Sent) -> Result<RecordPhoneAnswer, Fail> {
    let code = known(code)?;
    let mut reading = desk.app.glance().await?;
    own(&mut reading.tx(), &desk.actor(), code).await?;
    let mut errors = Vec::new();
    let answer = PhoneAnswer::from_code(sent.text("answer"));
    if answer.is_none() {
        errors.push(FieldError::new("answer", "error-missing"));
    }
    let date = parse_date(sent.trimmed("heard"))
        .map_err(|wrong| errors.push(FieldError::new("heard", wrong.key())));
    let time = parse_time(sent.trimmed("heard_time"))
        .map_err(|wrong| errors.push(FieldError::new("heard_time", wrong.key())));
    let (Some(answer), Ok(date), Ok((hour, minute))) = (answer, date, time) else {
        return Err(Fail::Invalid(errors));
    };
    Ok(RecordPhoneAnswer {
        code,
        answer,
        heard_at: Moment::local(date, hour, minute),
        channel: sent.text("channel").to_owned(),
        contact: sent.text("contact").to_owned(),
        words: sent.text("words").to_owned(),
    })
}
