//! A browser of sixty lines: it keeps its cookie and sends forms as they were rendered.

use std::io::{Read, Write};
use std::net::TcpStream;

pub(crate) struct Browser {
    pub(crate) address: String,
    cookie: String,
    /// What a proxy says of the client's address.
    pub(crate) from: String,
    /// Code of the language it reads.
    pub(crate) lang: &'static str,
}

pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) html: String,
}

impl Browser {
    pub(crate) fn at(address: &str) -> Browser {
        Browser {
            address: address.to_owned(),
            cookie: String::new(),
            from: "198.51.100.7".to_owned(),
            lang: "en",
        }
    }

    pub(crate) fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, "")
    }

    /// Opens a page, fills in its form and sends it there.
    pub(crate) fn fill(&mut self, page: &str, to: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(page);
        assert_eq!(page.status, 200, "{}", page.html);
        self.submit(&page, to, fields)
    }

    pub(crate) fn submit(&mut self, page: &Page, to: &str, fields: &[(&str, &str)]) -> Page {
        let hidden = page.hidden(to);
        let hidden = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs = hidden.chain(fields.iter().copied());
        let body: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={}", escape(value)))
            .collect();
        self.send("POST", to, &body.join("&"))
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> Page {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {}\r\nCookie: besa-lang={}; {}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.from,
            self.lang,
            self.cookie,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, html) = answer.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.to_owned())
        };
        if let Some(set) = header("set-cookie").filter(|set| set.starts_with("__Host-")) {
            self.cookie = set.split(';').next().unwrap().to_owned();
        }
        Page {
            status: head.get(9..12).unwrap().parse().unwrap(),
            location: header("location").unwrap_or_default(),
            html: html.to_owned(),
        }
    }
}

impl Page {
    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let mark = format!("action=\"{action}\"");
        let Some((_, rest)) = self.html.split_once(&mark) else {
            return Vec::new();
        };
        let form = rest.split("</form>").next().unwrap();
        form.split("<input")
            .filter(|input| input.contains("type=\"hidden\""))
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect()
    }
}

impl Page {
    /// The value of the choice of this name whose label says these words.
    pub(crate) fn value_before(&self, name: &str, words: &str) -> Option<String> {
        let (before, _) = self.html.split_once(words)?;
        let input = before
            .rsplit("<input")
            .find(|it| it.contains(&format!("name=\"{name}\"")))?;
        attribute(input, "value")
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

fn escape(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        b' ' => "+".to_owned(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A member of staff in a browser: phrase, second factor, code on paper.
pub(crate) struct Person {
    pub(crate) login: &'static str,
    pub(crate) phrase: &'static str,
    pub(crate) totp: String,
    pub(crate) paper: String,
}

impl Person {
    /// Enrols with a one-time code; what is handed over is kept.
    pub(crate) fn enrols(address: &str, login: &'static str, code: &str) -> Person {
        let phrase = "guri lumi dielli bora era";
        let fields = [
            ("login", login),
            ("code", code),
            ("passphrase", phrase),
            ("again", phrase),
        ];
        let page = Browser::at(address).fill("/enrol", "/enrol", &fields);
        assert_eq!(page.status, 200, "{}", page.html);
        let (totp, paper) = handed(&page);
        Person {
            login,
            phrase,
            totp,
            paper,
        }
    }

    /// The six digits of this half minute, or of the one after it.
    pub(crate) fn digits(&self, later: u64) -> String {
        let now = std::process::Command::new("date")
            .arg("+%s")
            .output()
            .unwrap();
        let now: i64 = String::from_utf8(now.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        let step = besa_vault::totp_step(now) + later;
        besa_vault::TotpSecret::parse(&self.totp)
            .unwrap()
            .code(step)
    }

    pub(crate) fn signs_in(&self, address: &str) -> (Browser, Page) {
        let mut browser = Browser::at(address);
        let code = self.digits(0);
        let fields = [
            ("login", self.login),
            ("passphrase", self.phrase),
            ("code", &code),
        ];
        let page = browser.fill("/sign-in", "/sign-in", &fields);
        (browser, page)
    }
}

/// The second factor's secret and the code on paper, from the page that shows them once.
pub(crate) fn handed(page: &Page) -> (String, String) {
    let mut codes = page.html.split("class=\"b-key\"").skip(1);
    let mut code = || {
        let rest = codes.next().unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        rest.split('<').next().unwrap().trim().to_owned()
    };
    (code(), code())
}
