//! The look: what a page hands to the layout and to the macros of `form.html` and `parts.html`.

use askama::filters::Safe;
use std::collections::BTreeMap;

#[cfg(test)]
pub(crate) mod samples;

/// What every page carries around its own content: who is signed in, where they may go, in which language.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Language of the page, as HTML writes it: `sq` or `en`.
    pub(crate) lang: &'static str,
    /// Words beside the mark: the institution of the seat, or the public line when nobody is signed in.
    pub(crate) institution: String,
    /// The signed-in member; `None` on public pages.
    pub(crate) seat: Option<Seat>,
    /// Places of the main navigation that this member may open, in order.
    pub(crate) places: Vec<Place>,
    /// Whether the deployment is an invented one: the page then says DEMO on screen and on paper.
    pub(crate) demo: bool,
    /// Token that the hide form sends back against forged posts.
    pub(crate) csrf: String,
    /// Address that hides the screen by a plain post.
    pub(crate) hide_action: &'static str,
    /// How the page changes its language.
    pub(crate) switch: Switch,
    /// Whether the page shows faults: its title then begins with the word for an error.
    pub(crate) faulty: bool,
}

impl Frame {
    /// Whether the page holds a form whose typed text the language switch must keep.
    #[must_use]
    pub(crate) fn is_form(&self) -> bool {
        matches!(self.switch, Switch::Form)
    }
}

/// The signed-in member, as the header names them.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    /// Name of the member, short.
    pub(crate) name: String,
    /// Address of their own page: devices, language, sign out.
    pub(crate) href: &'static str,
}

/// One entry of the main navigation.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Address.
    pub(crate) href: &'static str,
    /// Translated name.
    pub(crate) label: String,
    /// Whether the page on show belongs to it.
    pub(crate) current: bool,
}

/// How a page changes its language without losing what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Switch {
    /// A button of the form `page-form` named `_lang`: the typed text goes with it.
    Form,
    /// A link, where nothing can have been typed.
    Link(String),
}

/// A telephone number as a link dials it: digits and a leading plus.
pub(crate) fn dial(number: impl AsRef<str>) -> String {
    number
        .as_ref()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect()
}

/// Words as HTML in which a code or a telephone number stays on one line.
pub(crate) fn whole(text: impl AsRef<str>) -> Safe<String> {
    let mut html = String::new();
    let mut rest = text.as_ref();
    while let Some((before, held, after)) = next_held(rest) {
        escape(&mut html, before);
        html.push_str("<span class=\"b-num\">");
        escape(&mut html, held);
        html.push_str("</span>");
        rest = after;
    }
    escape(&mut html, rest);
    Safe(html)
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

/// The first code or number, with what stands before and after it.
fn next_held(text: &str) -> Option<(&str, &str, &str)> {
    let starts = text.char_indices().scan(' ', |last, (at, c)| {
        let starts = !last.is_alphanumeric() && (c == '+' || c.is_ascii_alphanumeric());
        *last = c;
        Some((at, starts))
    });
    starts.filter(|(_, starts)| *starts).find_map(|(at, _)| {
        let (before, from) = text.split_at_checked(at)?;
        let (held, after) = from.split_at_checked(held_length(from))?;
        (!held.is_empty()).then_some((before, held, after))
    })
}

/// How much of the beginning is a code (`RF-9B3K9A`, `H6B7-BD`) or a number (`+355 00 000 0122`).
fn held_length(text: &str) -> usize {
    let number = text.starts_with('+');
    let of_it = |c: char| match number {
        true => c.is_ascii_digit() || c == '+' || c == ' ',
        false => c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-',
    };
    let end = text.find(|c| !of_it(c)).unwrap_or(text.len());
    let (held, after) = text.split_at_checked(end).unwrap_or((text, ""));
    let held = held.trim_end_matches([' ', '-']);
    let joined = number || held.contains('-');
    match joined && held.len() > 2 && !after.starts_with(char::is_alphanumeric) {
        true => held.len(),
        false => 0,
    }
}

/// What is wrong with a form: field name and translated sentence, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    found: Vec<(String, String)>,
    /// Names of fields whose sentence does not name them itself.
    labels: BTreeMap<String, String>,
}

impl Faults {
    /// A form without faults.
    #[must_use]
    pub(crate) const fn new() -> Self {
        Self {
            found: Vec::new(),
            labels: BTreeMap::new(),
        }
    }

    /// Adds the sentence for a field; an empty name speaks of the whole form.
    pub(crate) fn push(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.found.push((name.into(), text.into()));
    }

    /// The first sentence for this field, or nothing.
    #[must_use]
    pub(crate) fn at(&self, name: &str) -> &str {
        let found = self.found.iter().find(|(at, _)| at == name);
        found.map_or("", |(_, text)| text)
    }

    /// All faults, in the order of the page.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, (String, String)> {
        self.found.iter()
    }

    /// Whether the form is right.
    #[must_use]
    pub(crate) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Lets the summary say which field a sentence speaks of.
    pub(crate) fn label(&mut self, name: &str, label: &str) {
        self.labels.insert(name.to_owned(), label.to_owned());
    }

    /// What stands before a sentence in the summary: its question, or its field and a colon.
    #[must_use]
    pub(crate) fn before(&self, name: &str) -> String {
        match self.labels.get(name).map(String::as_str) {
            Some(label) if label.ends_with(['?', '.']) => format!("{label} "),
            Some(label) if !label.is_empty() => format!("{label}: "),
            Some(_) | None => String::new(),
        }
    }
}

/// One option of radios, checkboxes, a select or the sources of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What the form sends.
    pub(crate) value: String,
    /// Translated words beside the box.
    pub(crate) label: String,
    /// Translated second line, or nothing.
    pub(crate) hint: String,
    /// Whether the box is ticked.
    pub(crate) chosen: bool,
}

impl Choice {
    /// An option not chosen and without a second line.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen: false,
        }
    }

    /// The codes of a list of the rule book, of which one may have been chosen already.
    pub(crate) fn of_list(
        l: &crate::lang::Words,
        rules: &besa_domain::Rules,
        list: &str,
        chosen: &str,
    ) -> Vec<Self> {
        let codes = rules.lists.list(list).map(|list| list.codes.as_slice());
        codes
            .unwrap_or_default()
            .iter()
            .map(|(code, text)| Self::new(code, l.rule(text)).chosen(code == chosen))
            .collect()
    }

    /// The same option with a second line.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same option, ticked or not.
    #[must_use]
    pub(crate) const fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn codes_and_numbers_stay_on_one_line_and_words_are_escaped() {
        let held = |text: &str| {
            whole(text)
                .0
                .replace("<span class=\"b-num\">", "[")
                .replace("</span>", "]")
        };
        assert_eq!(
            held("Përgjigjuni referimit RF-W2693W"),
            "Përgjigjuni referimit [RF-W2693W]"
        );
        assert_eq!(held("Referim · DT6P-2H"), "Referim · [DT6P-2H]");
        assert_eq!(
            held("Linja +355 00 000 0151; turni +355 00 000 0152."),
            "Linja [+355 00 000 0151]; turni [+355 00 000 0152]."
        );
        assert_eq!(held("Policia-Kufiri <b>"), "Policia-Kufiri &lt;b&gt;");
        assert_eq!(
            held("15–17 vjeç, 23.11.2026, SHBA-të -"),
            "15–17 vjeç, 23.11.2026, SHBA-të -"
        );
    }
}
