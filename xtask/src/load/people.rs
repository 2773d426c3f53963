//! The people of the invented county, as the accounts file names them, and how they come in.

use super::visitor::Visitor;
use crate::run::{Done, Stop};
use crate::say;
use besa_vault::{TotpSecret, totp_step};
use std::net::SocketAddr;
use std::path::Path;

/// One row of the accounts file.
struct Account {
    login: String,
    password: String,
    totp: Option<String>,
}

/// Everybody.
pub(crate) struct People(Vec<Account>);

impl People {
    /// Reads what `besa demo --accounts` wrote.
    pub(crate) fn read(file: &Path) -> Done<People> {
        let text = std::fs::read_to_string(file)?;
        let json: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| Stop(error.to_string()))?;
        let rows = json["accounts"].as_array().cloned().unwrap_or_default();
        let word = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let accounts = rows.iter().filter_map(|row| {
            Some(Account {
                login: word(&row["login"])?,
                password: word(&row["password"])?,
                totp: word(&row["totp_secret"]),
            })
        });
        Ok(People(accounts.collect()))
    }

    /// The account with this login.
    fn who(&self, login: &str) -> Done<&Account> {
        let found = self.0.iter().find(|it| it.login == login);
        found.ok_or_else(|| Stop(format!("the county has nobody called {login}")))
    }

    /// Signs somebody in; a code works once, so nobody is signed in twice in half a minute.
    pub(crate) fn enter(&self, login: &str, address: SocketAddr) -> Done<Visitor> {
        let account = self.who(login)?;
        let code = account
            .totp
            .as_deref()
            .map_or(Ok(String::new()), |secret| {
                digits(secret, totp_step(say::unix_seconds()))
            })?;
        sign_in(login, &account.password, &code, address)
    }
}

/// Signs somebody in who has not been signed in with this code.
fn sign_in(login: &str, phrase: &str, code: &str, address: SocketAddr) -> Done<Visitor> {
    let mut visitor = Visitor::at(address);
    let refused = |what: &str| Stop(format!("{login} was not let in: {what}"));
    let page = visitor.get("/sign-in").map_err(|_| refused("no page"))?;
    let mut form = page.form("page-form").ok_or_else(|| refused("no form"))?;
    form.set("login", login);
    form.set("passphrase", phrase);
    form.set("code", code);
    let answer = visitor.send(&form).map_err(|_| refused("no answer"))?;
    if answer.status != 303 {
        return Err(refused(&answer.status.to_string()));
    }
    visitor.keep(&answer);
    Ok(visitor)
}

fn digits(secret: &str, step: u64) -> Done<String> {
    let secret = TotpSecret::parse(secret).map_err(|_| Stop("no second factor".to_owned()))?;
    Ok(secret.code(step).to_string())
}

/// Somebody who comes in for the first time, with a one-time code.
pub(crate) struct Newcomer {
    pub(crate) login: &'static str,
    pub(crate) phrase: &'static str,
    /// The telephone's secret and the code on paper, as they were shown once.
    pub(crate) totp: String,
    pub(crate) paper: String,
    last: u64,
}

impl Newcomer {
    /// Enrols; what is handed over is kept.
    pub(crate) fn enrols(
        login: &'static str,
        phrase: &'static str,
        code: &str,
        address: SocketAddr,
    ) -> Done<Newcomer> {
        let visitor = Visitor::at(address);
        let refused = |what: &str| Stop(format!("{login} was not enrolled: {what}"));
        let page = visitor.get("/enrol").map_err(|_| refused("no page"))?;
        let mut form = page.form("page-form").ok_or_else(|| refused("no form"))?;
        form.answer(&[
            ("login", login),
            ("code", code),
            ("passphrase", phrase),
            ("again", phrase),
        ]);
        let page = visitor.send(&form).map_err(|_| refused("no answer"))?;
        let handed = page.html.split("class=\"b-key\"").skip(1);
        let mut handed = handed.filter_map(|rest| {
            let (_, rest) = rest.split_once('>')?;
            Some(rest.split('<').next()?.trim().to_owned())
        });
        let (Some(totp), Some(paper)) = (handed.next(), handed.next()) else {
            return Err(refused(&page.status.to_string()));
        };
        Ok(Newcomer {
            login,
            phrase,
            totp: totp.replace(' ', ""),
            paper,
            last: 0,
        })
    }

    /// Signs in, with the code of the next half minute where that of this one was used.
    pub(crate) fn signs_in(&mut self, address: SocketAddr) -> Done<Visitor> {
        let now = || totp_step(say::unix_seconds());
        while now() < self.last {
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        self.last = now().max(self.last.saturating_add(1));
        let code = digits(&self.totp, self.last)?;
        sign_in(self.login, self.phrase, &code, address)
    }
}
