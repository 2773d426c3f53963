//! The words of the interface in both languages, with dates and sorting as Albanian wants them.

use besa_domain::{Lang, Moment, Text};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// One locale file in both languages: name, Albanian, English.
pub(crate) type Words3 = (&'static str, &'static str, &'static str);

macro_rules! locale {
    ($($name:literal),* $(,)?) => {
        &[$((
            $name,
            include_str!(concat!("../../../locales/sq/", $name, ".ftl")),
            include_str!(concat!("../../../locales/en/", $name, ".ftl")),
        )),*]
    };
}

/// Every locale file: one for each slice, one for the frame, one for the rule book.
pub(crate) const FILES: &[Words3] = locale![
    "ui",
    "domain",
    "web",
    "accounts",
    "registry",
    "screening",
    "identification",
    "cases",
    "referral",
    "inbox",
    "tasks",
    "looked",
    "duties",
];

/// The words of one language; templates ask it as `l`.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    lang: Lang,
    bundle: &'static FluentBundle<FluentResource>,
}

impl Words {
    /// The words of this language.
    pub(crate) fn of(lang: Lang) -> Words {
        static SQ: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
        static EN: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
        let bundle = match lang {
            Lang::Sq => SQ.get_or_init(|| bundle("sq", |file| file.1)),
            Lang::En => EN.get_or_init(|| bundle("en", |file| file.2)),
        };
        Words { lang, bundle }
    }

    /// Which language this is.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// As HTML writes it.
    pub(crate) fn code(&self) -> &'static str {
        self.lang.code()
    }

    /// The sentence under this key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.say(key, None)
    }

    /// The sentence under this key with one value in it.
    pub(crate) fn t1(&self, key: &str, name: &str, value: impl Into<Said>) -> String {
        let mut args = FluentArgs::new();
        args.set(name.to_owned(), value.into().0);
        self.say(key, Some(&args))
    }

    /// The sentence under this key with two values in it.
    pub(crate) fn t2(
        &self,
        key: &str,
        one: (&str, impl Into<Said>),
        two: (&str, impl Into<Said>),
    ) -> String {
        let mut args = FluentArgs::new();
        args.set(one.0.to_owned(), one.1.into().0);
        args.set(two.0.to_owned(), two.1.into().0);
        self.say(key, Some(&args))
    }

    /// Text that belongs to a dated rule.
    pub(crate) fn rule<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// Whether the key has a sentence.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.bundle
            .get_message(key)
            .is_some_and(|message| message.value().is_some())
    }

    fn say(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let mut errors = Vec::new();
        match self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        {
            Some(pattern) => self
                .bundle
                .format_pattern(pattern, args, &mut errors)
                .into_owned(),
            // A test finds every such key; a reader meets a word rather than an empty place.
            None => key.to_owned(),
        }
    }

    /// dd.mm.yyyy in Tirana.
    pub(crate) fn date(&self, moment: Moment) -> String {
        moment.date_text()
    }

    /// HH:MM in Tirana.
    pub(crate) fn time(&self, moment: Moment) -> String {
        moment.time_text()
    }

    /// Weekday and date: "e martë, 24.11.2026".
    pub(crate) fn day(&self, moment: Moment) -> String {
        let weekday = self.t(&format!("weekday-{}", moment.weekday()));
        format!("{weekday}, {}", moment.date_text())
    }

    /// Date and time.
    pub(crate) fn when(&self, moment: Moment) -> String {
        moment.text()
    }
}

/// A value said in a sentence: a number keeps its plural.
pub(crate) struct Said(FluentValue<'static>);

impl From<&str> for Said {
    fn from(value: &str) -> Said {
        Said(FluentValue::from(value.to_owned()))
    }
}
impl From<String> for Said {
    fn from(value: String) -> Said {
        Said(FluentValue::from(value))
    }
}
impl From<&String> for Said {
    fn from(value: &String) -> Said {
        Said(FluentValue::from(value.clone()))
    }
}
impl From<i64> for Said {
    fn from(value: i64) -> Said {
        Said(FluentValue::from(value))
    }
}
impl From<usize> for Said {
    fn from(value: usize) -> Said {
        Said(FluentValue::from(value))
    }
}

fn bundle(code: &str, text: impl Fn(&Words3) -> &'static str) -> FluentBundle<FluentResource> {
    let id = LanguageIdentifier::from_bytes(code.as_bytes()).unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    for file in FILES {
        let resource = match FluentResource::try_new(text(file).to_owned()) {
            Ok(resource) => resource,
            // What could be read is kept; the test of the locale files names the rest.
            Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Compares names by the Albanian alphabet, in which digraphs are letters.
pub(crate) fn compare(one: &str, two: &str) -> std::cmp::Ordering {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let collator = COLLATOR.get_or_init(|| {
        let locale = icu_locale_core::locale!("sq");
        Collator::try_new(locale.into(), CollatorOptions::default()).ok()
    });
    match collator {
        Some(collator) => collator.compare(one, two),
        None => one.cmp(two),
    }
}
