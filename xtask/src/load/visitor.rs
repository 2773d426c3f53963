//! One person's browser, without script: it keeps its cookie and follows nothing by itself.

use super::form::Form;
use std::net::SocketAddr;
use std::time::Duration;

/// No answer came: nobody can tell whether it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lost;

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where the browser is sent on to; empty when nowhere.
    pub(crate) location: String,
    pub(crate) html: String,
    cookie: Option<String>,
}

impl Answer {
    /// The form with this id or action.
    pub(crate) fn form(&self, wanted: &str) -> Option<Form> {
        Form::of(&self.html, wanted)
    }

    /// The first link that begins so.
    pub(crate) fn link(&self, begins: &str) -> Option<&str> {
        let mark = format!("href=\"{begins}");
        let at = self.html.find(&mark)?.checked_add("href=\"".len())?;
        self.html.get(at..)?.split('"').next()
    }

    /// Every link that begins so, in the order of the page.
    pub(crate) fn links(&self, begins: &str) -> Vec<String> {
        let links = self.html.split("href=\"").skip(1);
        links
            .filter_map(|rest| rest.split('"').next())
            .filter(|link| link.starts_with(begins))
            .map(str::to_owned)
            .collect()
    }
}

/// A browser.
#[derive(Clone)]
pub(crate) struct Visitor {
    agent: ureq::Agent,
    base: String,
    cookie: String,
}

impl Visitor {
    /// A browser in which nobody is signed in.
    pub(crate) fn at(address: SocketAddr) -> Visitor {
        let settings = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Visitor {
            agent: settings.into(),
            base: format!("http://{address}"),
            cookie: String::new(),
        }
    }

    /// The same person at another node, or after a restart, in a browser of their own.
    pub(crate) fn again(&self, address: SocketAddr) -> Visitor {
        Visitor {
            cookie: self.cookie.clone(),
            ..Visitor::at(address)
        }
    }

    /// Asks for a page.
    pub(crate) fn get(&self, path: &str) -> Result<Answer, Lost> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let answer = request.header("cookie", &self.cookie).call();
        read(answer)
    }

    /// Sends a form as it is.
    pub(crate) fn send(&self, form: &Form) -> Result<Answer, Lost> {
        self.post(&form.action, form.fields())
    }

    /// Sends fields.
    pub(crate) fn post(&self, path: &str, fields: &[(String, String)]) -> Result<Answer, Lost> {
        let request = self.agent.post(format!("{}{path}", self.base));
        let pairs = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        read(request.header("cookie", &self.cookie).send_form(pairs))
    }

    /// What this browser is known by.
    pub(crate) fn cookie(&self) -> &str {
        let value = self.cookie.split_once('=').map(|(_, value)| value);
        value.unwrap_or_default()
    }

    /// Keeps the session that an answer gave.
    pub(crate) fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = &answer.cookie {
            self.cookie.clone_from(cookie);
        }
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, Lost> {
    let mut answer = answer.map_err(|_| Lost)?;
    let header = |name: &str| {
        let value = answer.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let location = header("location").unwrap_or_default();
    let cookies = answer.headers().get_all("set-cookie").iter();
    let cookie = cookies
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .find(|it| it.starts_with("__Host-besa="))
        .map(str::to_owned);
    let status = answer.status().as_u16();
    let html = answer.body_mut().read_to_string().map_err(|_| Lost)?;
    Ok(Answer {
        status,
        location,
        html,
        cookie,
    })
}
