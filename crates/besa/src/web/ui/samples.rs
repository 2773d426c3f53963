//! Every macro once, in both languages: what a journey looks at and axe-core checks.

use super::{Choice, Faults, Frame, Place, Seat, Switch};
use askama::Template;

/// The text helper of the samples: shell words from the locale file, sample words given in both languages.
pub(crate) struct Said(&'static str);

impl Said {
    pub(crate) fn t(&self, key: &str) -> String {
        let file = self.pick(
            include_str!("../../../../../locales/sq/ui.ftl"),
            include_str!("../../../../../locales/en/ui.ftl"),
        );
        let line = file
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .find(|(id, _)| *id == key);
        line.map(|(_, text)| text.to_owned())
            .unwrap_or_else(|| panic!("no text {key}"))
    }

    pub(crate) fn pick(&self, sq: &'static str, en: &'static str) -> &'static str {
        if self.0 == "sq" { sq } else { en }
    }
}

#[derive(Template)]
#[template(path = "web/ui/samples.html")]
struct Samples {
    l: Said,
    frame: Frame,
    faults: Faults,
    none: Faults,
    reasons: Vec<Choice>,
    sources: Vec<Choice>,
    nobody: Vec<Choice>,
    at: usize,
    names: Vec<&'static str>,
    heads: Vec<&'static str>,
    columns: [(&'static str, &'static str); 2],
}

fn samples(lang: &'static str, seated: bool) -> Samples {
    let l = Said(lang);
    let mut faults = Faults::new();
    faults.push(
        "alias-2",
        l.pick(
            "Shkruani si quhet në këtë rast",
            "Write the name used in this case",
        ),
    );
    faults.push(
        "due-2",
        l.pick(
            "Shkruani datën, p.sh. 30.09.2015",
            "Write the date, for example 30.09.2015",
        ),
    );
    let nav = [
        "ui-nav-tasks",
        "ui-nav-inbox",
        "ui-nav-cases",
        "ui-nav-institutions",
    ];
    let places = nav.iter().map(|key| Place {
        href: "#",
        label: l.t(key),
        current: *key == "ui-nav-cases",
    });
    let frame = Frame {
        lang,
        institution: if seated {
            "Qendra Sociale Rozafa · Shkodër".to_owned()
        } else {
            l.t("ui-public-line")
        },
        seat: seated.then(|| Seat {
            name: "Elira Sh.".to_owned(),
            href: "#",
        }),
        places: if seated { places.collect() } else { Vec::new() },
        demo: true,
        csrf: "a1".to_owned(),
        hide_action: "/hide",
        switch: if seated {
            Switch::Form
        } else {
            Switch::Link("?lang".to_owned())
        },
        faulty: seated,
    };
    let reasons = vec![
        Choice::new(
            "talk",
            l.pick("Flas me personin", "I am talking with the person"),
        ),
        Choice::new(
            "refer",
            l.pick("Përgatit një referim", "I am preparing a referral"),
        )
        .hint(l.pick("Vetëm pjesët e zgjedhura", "Only the chosen sections")),
        Choice::new(
            "paper",
            l.pick("Përgatit një dokument", "I am preparing a document"),
        )
        .chosen(true),
    ];
    let sources = vec![
        Choice::new("said", l.pick("E tha personi", "The person said so")),
        Choice::new("seen", l.pick("E pashë vetë", "I saw it")).chosen(true),
        Choice::new("document", l.pick("Nga një dokument", "From a document")),
        Choice::new(
            "other",
            l.pick("E tha dikush tjetër", "Somebody else said so"),
        ),
    ];
    let names = vec![
        l.pick("Siguria", "Safety"),
        l.pick("Të dhënat bazë", "Basics"),
        l.pick("Seksioni A", "Section A"),
        l.pick("Përfundimi", "Outcome"),
    ];
    let heads = vec![
        l.pick("Referimi", "Referral"),
        l.pick("Te", "To"),
        l.pick("Gjendja", "State"),
    ];
    let columns = [
        (l.pick("Policia", "Police"), ""),
        ("BSH", l.pick("Bashkia", "Municipality")),
    ];
    Samples {
        l,
        frame,
        faults,
        none: Faults::new(),
        reasons,
        sources,
        nobody: Vec::new(),
        at: 2,
        names,
        heads,
        columns,
    }
}

/// The page of samples as HTML; not seated, it shows the frame of public pages.
pub(crate) fn page(lang: &'static str, seated: bool) -> String {
    samples(lang, seated).render().unwrap()
}

#[test]
fn every_macro_has_a_sample_in_both_languages() {
    for (file, scope) in [
        (include_str!("form.html"), "f"),
        (include_str!("parts.html"), "p"),
    ] {
        let shown = include_str!("samples.html");
        let names = file
            .split("macro ")
            .skip(1)
            .filter_map(|rest| rest.split_once('('))
            .map(|(name, _)| name);
        for name in names.filter(|name| {
            ![
                "described",
                "told",
                "date_box",
                "one_answer",
                "lock",
                "shape",
                "phone",
            ]
            .contains(name)
        }) {
            assert!(
                shown.contains(&format!("{scope}::{name}(")),
                "{scope}::{name} has no sample"
            );
        }
    }
    for line in page("sq", true).split('<') {
        let tag = line.split([' ', '>']).next().unwrap_or_default();
        let plain = tag.strip_prefix('/').unwrap_or(tag).chars();
        assert!(
            plain.clone().count() < 11
                && plain.clone().all(|c| c.is_ascii_alphanumeric() || c == '!'),
            "<{tag}"
        );
    }
    let (sq, en) = (page("sq", true), page("en", true));
    assert!(sq.contains("<html lang=\"sq\"") && sq.contains("Gabim:") && sq.contains("Nuk u pyet"));
    assert!(en.contains("<html lang=\"en\"") && en.contains("Error:") && en.contains("Not asked"));
}

#[test]
fn ids_are_unique_and_every_reference_finds_its_target() {
    let html = page("sq", true);
    let values = |name: &str| -> Vec<String> {
        let start = format!(" {name}=\"");
        html.split(&start)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let ids = values("id");
    let mut sorted = ids.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), ids.len(), "an id stands twice");
    for name in ["for", "aria-describedby", "aria-labelledby", "form"] {
        for target in values(name).iter().flat_map(|value| value.split(' ')) {
            assert!(
                ids.iter().any(|id| id == target),
                "{name} names the missing id {target}"
            );
        }
    }
}

#[test]
fn what_a_person_typed_is_escaped_and_no_markup_runs_inline() {
    let html = page("en", true);
    assert!(html.contains("&#60;b&#62;A.&#60;/b&#62;") && !html.contains("<b>A.</b>"));
    for inline in [" style=", "<style", " onclick", "javascript:", "<script>"] {
        assert!(!html.contains(inline), "{inline}");
    }
}

#[test]
fn enter_in_a_field_never_presses_the_language_switch() {
    let html = page("sq", true);
    let first = html.find("form=\"page-form\"").unwrap();
    assert!(html.find("name=\"_lang\"").unwrap() > first);
    let button = html.get(first..).unwrap().split('>').next().unwrap();
    assert!(!button.contains("name="), "{button}");
}
