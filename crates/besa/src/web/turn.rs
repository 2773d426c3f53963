//! Turning the pages of a long list, the newest first.

use serde::Deserialize;

/// Which page of a list is asked for; what is no number is the first.
#[derive(Deserialize)]
pub(crate) struct Turn {
    page: Option<String>,
}

impl Turn {
    /// The page that a form names.
    pub(crate) fn to(page: &str) -> Turn {
        Turn {
            page: Some(page.to_owned()),
        }
    }

    /// From 1.
    pub(crate) fn number(&self) -> usize {
        let asked = self.page.as_deref().and_then(|text| text.parse().ok());
        asked.filter(|it| (1..=10_000).contains(it)).unwrap_or(1)
    }

    /// How many rows stand on the pages before.
    pub(crate) fn before(&self, size: usize) -> usize {
        self.number().saturating_sub(1).saturating_mul(size)
    }

    /// How many rows to read and to skip: one row more than a page tells that there is another.
    pub(crate) fn window(&self, size: usize) -> (i64, i64) {
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        (whole(size.saturating_add(1)), whole(self.before(size)))
    }

    /// The page with newer rows.
    pub(crate) fn earlier(&self) -> Option<usize> {
        self.number().checked_sub(1).filter(|page| *page > 0)
    }

    /// The page with older rows; takes the row that told so off this one.
    pub(crate) fn later<T>(&self, rows: &mut Vec<T>, size: usize) -> Option<usize> {
        let more = rows.len() > size;
        rows.truncate(size);
        more.then(|| self.number().saturating_add(1))
    }
}
