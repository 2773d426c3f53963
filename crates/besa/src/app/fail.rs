//! The six ways in which a request can end without its answer.

use crate::db;
use besa_domain::FieldError;

/// Why a request was not done. A seventh variant needs an ADR.
#[derive(Debug)]
pub(crate) enum Fail {
    /// The person may not know whether it exists: 404, the same as for nothing at all.
    Unseen,
    /// The person knows of it and may not do this: 403.
    Forbidden,
    /// The person may do it, once a factor was shown anew: the page that asks for it.
    StepUp,
    /// What was typed does not do: 422 with the form as it was.
    Invalid(Vec<FieldError>),
    /// Somebody was first, or the state does not allow it: 409 with a sentence (message key).
    Conflict(&'static str),
    /// Our own fault: logged once under a reference, 500 or 503.
    Broken(String),
}

impl Fail {
    /// A fault with the place where it was met; never with anything a person typed.
    pub(crate) fn broken(place: &str, cause: impl std::fmt::Display) -> Fail {
        Fail::Broken(format!("{place}: {cause}"))
    }

    /// Whether the disk under the database took no more, on either engine.
    pub(crate) fn is_full(&self) -> bool {
        let codes = ["(13)", "(778)", "(53100)"];
        matches!(self, Fail::Broken(cause) if cause.starts_with("database refused")
            && codes.iter().any(|code| cause.ends_with(code)))
    }

    /// Whether something stored is not what was sealed, signed or recorded.
    pub(crate) fn is_integrity(&self) -> bool {
        matches!(self, Fail::Broken(cause) if cause.starts_with("integrity"))
    }
}

impl std::fmt::Display for Fail {
    /// For the operator's eyes; pages have sentences of their own.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fail::Unseen => out.write_str("not there"),
            Fail::Forbidden => out.write_str("not allowed"),
            Fail::StepUp => out.write_str("a factor is asked anew"),
            Fail::Invalid(errors) => write!(out, "{} fields do not do", errors.len()),
            Fail::Conflict(key) => out.write_str(key),
            Fail::Broken(cause) => out.write_str(cause),
        }
    }
}

impl From<db::Error> for Fail {
    /// Only the kind of a database error is kept: its text may quote values.
    fn from(error: db::Error) -> Fail {
        Fail::Broken(error.kind())
    }
}

impl From<besa_vault::Refused> for Fail {
    fn from(_: besa_vault::Refused) -> Fail {
        Fail::Broken("integrity: a sealed thing did not open as its place demands".to_owned())
    }
}
