//! What a form sent: every field as it was typed, the key of the rendered form, the language asked for.

use super::pages;
use crate::app::{App, Once};
use axum::extract::{FromRequest, RawForm, Request};
use axum::http::StatusCode;
use axum::response::Response;
use besa_domain::Lang;
use besa_vault::sha256;
use std::collections::BTreeMap;

/// The most fields a form may have.
const MOST_FIELDS: usize = 400;

/// The fields that hold what enters.
const SECRETS: [&str; 6] = ["passphrase", "again", "code", "pin", "key", "_proof"];

/// A form as it was sent.
#[derive(Clone, Default)]
pub(crate) struct Sent {
    /// Every field, in the order of its values; the three of our own are taken out.
    pub(crate) fields: BTreeMap<String, Vec<String>>,
    /// Key and digest: the same form sent twice is one act.
    pub(crate) once: Option<Once>,
    /// The language that was asked for by the button of a form page.
    pub(crate) switch: Option<Lang>,
    csrf: String,
}

impl Sent {
    /// The first value of a field, as typed; empty where nothing came.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// The first value of a field without the blanks around it.
    pub(crate) fn trimmed(&self, name: &str) -> &str {
        self.text(name).trim()
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every field but those that hold a secret: what may be kept, or given back in a page.
    pub(crate) fn open_fields(&self) -> impl Iterator<Item = (&String, &Vec<String>)> {
        let fields = self.fields.iter();
        fields.filter(|(name, _)| !SECRETS.contains(&name.as_str()))
    }

    /// A form's bytes, read; none where they are no form.
    pub(crate) fn read(bytes: &[u8]) -> Option<Sent> {
        read(bytes)
    }

    /// Whether the form came from a page of this session.
    pub(crate) fn is_of_page(&self, csrf: &str) -> bool {
        !csrf.is_empty() && sha256(&[self.csrf.as_bytes()]) == sha256(&[csrf.as_bytes()])
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &App) -> Result<Sent, Response> {
        let RawForm(bytes) = RawForm::from_request(request, state)
            .await
            .map_err(|refused| {
                let status = axum::response::IntoResponse::into_response(refused).status();
                let key = match status {
                    StatusCode::PAYLOAD_TOO_LARGE => "web-too-large",
                    _ => "web-bad-form",
                };
                pages::plain_fault(status, key)
            })?;
        read(&bytes).ok_or_else(|| pages::plain_fault(StatusCode::BAD_REQUEST, "web-bad-form"))
    }
}

pub(crate) fn read(bytes: &[u8]) -> Option<Sent> {
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut count = 0_usize;
    for pair in bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        count = count.saturating_add(1);
        if count > MOST_FIELDS {
            return None;
        }
        let cut = pair
            .iter()
            .position(|byte| *byte == b'=')
            .unwrap_or(pair.len());
        let (name, value) = pair.split_at(cut);
        let value = value.strip_prefix(b"=").unwrap_or(value);
        fields
            .entry(unescape(name)?)
            .or_default()
            .push(unescape(value)?);
    }
    let mut own = |name: &str| {
        fields
            .remove(name)
            .and_then(|values| values.into_iter().next())
    };
    let csrf = own("_csrf").unwrap_or_default();
    let key = own("_key").filter(|key| !key.is_empty() && key.len() <= 64);
    let switch = own("_lang").and_then(|code| Lang::from_code(&code));
    let mut parts = Vec::new();
    for (name, values) in &fields {
        for value in values {
            parts.extend([name.as_bytes(), b"=", value.as_bytes(), b"&"]);
        }
    }
    let once = key.map(|key| Once {
        key,
        digest: sha256(&parts),
    });
    Some(Sent {
        fields,
        once,
        switch,
        csrf,
    })
}

/// Percent decoding of a form field; bytes that are no text refuse the form, and so does NUL, which
/// PostgreSQL does not keep and nobody types.
fn unescape(bytes: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let value = digit(*high)?.checked_mul(16)?.checked_add(digit(*low)?)?;
                out.push(u8::try_from(value).ok()?);
                rest = after;
                continue;
            }
            (b'%', _) => return None,
            (byte, _) => out.push(*byte),
        }
        rest = tail;
    }
    String::from_utf8(out)
        .ok()
        .filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_every_value_as_it_was_typed() {
        let sent = read(b"name=E+mira%C3%AB&need=food&need=sleep&_csrf=x&_lang=en").unwrap();
        assert_eq!(sent.text("name"), "E miraë");
        assert_eq!(sent.all("need"), ["food", "sleep"]);
        assert_eq!(sent.switch, Some(Lang::En));
        assert!(sent.is_of_page("x") && !sent.is_of_page("y"));
    }

    #[test]
    fn a_form_that_is_no_text_is_refused() {
        for bad in [&b"a=%ff"[..], b"a=%4", b"a=%zz", b"%=1", b"a=%00"] {
            assert!(read(bad).is_none());
        }
    }

    #[test]
    fn the_digest_tells_another_body_under_the_same_key() {
        let digest = |body: &[u8]| read(body).unwrap().once.unwrap().digest;
        assert_eq!(
            digest(b"a=1&_key=k&_csrf=one"),
            digest(b"_csrf=two&_key=k&a=1")
        );
        assert_ne!(digest(b"a=1&_key=k"), digest(b"a=2&_key=k"));
    }
}
