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
        let mut visitor = Visitor::at(address);
        let refused = |what: &str| Stop(format!("{login} was not let in: {what}"));
        let page = visitor.get("/sign-in").map_err(|_| refused("no page"))?;
        let mut form = page.form("page-form").ok_or_else(|| refused("no form"))?;
        form.set("login", &account.login);
        form.set("passphrase", &account.password);
        if let Some(secret) = &account.totp {
            let secret = TotpSecret::parse(secret).map_err(|_| refused("no secret"))?;
            form.set("code", &secret.code(totp_step(say::unix_seconds())));
        }
        let answer = visitor.send(&form).map_err(|_| refused("no answer"))?;
        if answer.status != 303 {
            return Err(refused(&answer.status.to_string()));
        }
        visitor.keep(&answer);
        Ok(visitor)
    }
}
