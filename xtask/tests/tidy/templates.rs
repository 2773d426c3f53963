//! Templates hold plain tags and macros: no look of their own, no script, no words of their own.

use crate::tree::{File, bites, files, keep, spares};

const HALL: &str = "crates/besa/src/";

/// What may stand between tags as it is: the product's name, and the mark that nothing is real.
const NAMES: [&str; 2] = ["Besa", "DEMO"];

/// Attributes that are read to people.
const SPOKEN: [&str; 5] = ["aria-label", "title", "alt", "placeholder", "label"];

/// A tag with its attributes, or the text between two tags.
enum Piece {
    Tag(Vec<(String, String)>, String),
    Text(String),
}

/// The template without its expressions, which become nothing.
fn plain(template: &str) -> String {
    let mut rest = template;
    let mut plain = String::new();
    while let Some(at) = rest
        .find("{{")
        .into_iter()
        .chain(rest.find("{%"))
        .chain(rest.find("{#"))
        .min()
    {
        plain.push_str(&rest[..at]);
        let end = match &rest[at..at + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        rest = rest[at..].find(end).map_or("", |end| &rest[at + end + 2..]);
    }
    plain + rest
}

fn pieces(template: &str) -> Vec<Piece> {
    let plain = plain(template);
    let mut rest = plain.as_str();
    let mut found = Vec::new();
    while let Some(at) = rest.find('<') {
        found.push(Piece::Text(rest[..at].to_owned()));
        let (inside, after) = tag(&rest[at + 1..]);
        let name = inside.split_whitespace().next().unwrap_or_default();
        found.push(Piece::Tag(
            attributes(&inside[name.len()..]),
            name.to_lowercase(),
        ));
        rest = after;
    }
    found.push(Piece::Text(rest.to_owned()));
    found
}

/// The inside of a tag and what follows it; a `>` in quotes does not end it.
fn tag(text: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '>' if !quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn attributes(inside: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = inside.trim_start();
    while !rest.is_empty() {
        let end = rest
            .find(|it: char| it.is_whitespace() || it == '=')
            .unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').unwrap_or(quoted.len());
            value = &quoted[..end];
            rest = quoted.get(end + 1..).unwrap_or_default();
        } else if let Some(bare) = rest.strip_prefix('=') {
            rest = bare.trim_start_matches(|it: char| !it.is_whitespace());
        }
        if !name.is_empty() {
            found.push((name, value.to_owned()));
        }
        rest = rest.trim_start();
    }
    found
}

/// `web/ui/` and the layouts are where the look is made.
fn makes_the_look(path: &str) -> bool {
    path.starts_with("web/ui/") || path.starts_with("web/layout")
}

fn look(file: &File) -> Vec<String> {
    let path = file.path.strip_prefix(HALL).unwrap_or(&file.path);
    let mut breaches = Vec::new();
    for piece in pieces(&file.text) {
        let Piece::Tag(attributes, name) = piece else {
            continue;
        };
        if name == "style" || (name == "script" && !makes_the_look(path)) {
            breaches.push(format!("holds <{name}>"));
        }
        for (attribute, _) in attributes {
            let never = attribute == "style" || attribute.starts_with("on");
            if never || (attribute == "class" && !makes_the_look(path)) {
                breaches.push(format!("<{name}> has {attribute}="));
            }
        }
    }
    breaches
}

fn is_wordless(text: &str) -> bool {
    // An entity such as &nbsp; is no word.
    let words = text.split(|it: char| !it.is_alphanumeric() && it != '&' && it != ';');
    words.into_iter().all(|word| {
        NAMES.contains(&word) || word.starts_with('&') || !word.contains(char::is_alphabetic)
    })
}

fn words(file: &File) -> Vec<String> {
    let mut breaches = Vec::new();
    for piece in pieces(&file.text) {
        match piece {
            // A macro may write attributes for the tag around it.
            Piece::Text(text) if attributes(&text).iter().all(|it| it.0.starts_with("aria-")) => {}
            Piece::Text(text) if !is_wordless(&text) => {
                breaches.push(format!("words of its own: {:?}", text.trim()));
            }
            Piece::Text(_) => {}
            Piece::Tag(attributes, name) => {
                let spoken = attributes
                    .iter()
                    .filter(|(name, _)| SPOKEN.contains(&name.as_str()));
                for (attribute, value) in spoken.filter(|(_, value)| !is_wordless(value)) {
                    breaches.push(format!("<{name}> has {attribute}={value:?}"));
                }
            }
        }
    }
    breaches
}

#[test]
fn only_the_macros_and_the_layouts_make_the_look() {
    keep(&files("crates/besa/src", ".html"), look);
}

#[test]
fn every_word_of_a_template_comes_from_the_locales() {
    let mut pages = files("crates/besa/src", ".html");
    pages.retain(|file| !file.path.ends_with("web/ui/samples.html")); // invented people speak there
    keep(&pages, words);
}

#[test]
fn a_look_of_its_own_and_words_of_its_own_are_found() {
    let page = "crates/besa/src/tasks/home.html";
    bites(look, page, "<p class=\"x\">{{ l.t(\"a\") }}</p>");
    bites(look, page, "<p\n  onclick=\"x()\">");
    bites(
        look,
        page,
        "<script src=\"/x.js\"></script><p>"
            .split_once("</")
            .unwrap()
            .0,
    );
    bites(
        look,
        "crates/besa/src/web/ui/parts.html",
        "<p class=\"b\" style=\"color:red\">",
    );
    spares(
        look,
        page,
        "{% call p::x(class=\"y\") %}<a href=\"/{{ id }}\">{{ a > b }}</a>",
    );

    bites(words, page, "<p>Mirë se erdhët</p>");
    bites(words, page, "<input aria-label=\"Emri\">");
    bites(words, page, "<p>{{ l.t(\"a\") }} dhe {{ b }}</p>");
    spares(
        words,
        page,
        "{# a note #}<title>{{ t }} – Besa</title><b>DEMO</b> · 24 &nbsp;{% if a %}",
    );
}
