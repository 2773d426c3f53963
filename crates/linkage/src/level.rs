//! How two cells can agree, and what that is worth before any register has been seen.

use crate::schema::Kind;

macro_rules! levels {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// How two cells agree, the better ways first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Level { $($(#[$doc])* $name,)* }

        impl Level {
            /// All levels, the better ones first.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// The word that tables of contributions and the shipped priors use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

levels! {
    /// The very same writing, whatever its capitals.
    Exact "exact",
    /// The same but for ë, ç and other marks on letters.
    Diacritics "diacritics",
    /// The same but for a definite or case ending (Agim, Agimi, i Agimit).
    Ending "ending",
    /// The same sound as another language writes it (Xhemal, Džemal, Tzemal).
    Spelling "spelling",
    /// Another name of the same person or place (Arben and Beni, Shkodër and Scutari).
    Equivalent "equivalent",
    /// One place lies within the other.
    Within "within",
    /// One name of a double name.
    Part "part",
    /// One letter more, less or other, or two neighbours swapped.
    OneLetter "one_letter",
    /// A few letters differ.
    Similar "similar",
    /// The beginning or the end of the other name, or its initial.
    Shortened "shortened",
    /// Most of the rare words are the same.
    MostWords "most_words",
    /// Some of the rare words are the same.
    SomeWords "some_words",
    /// Two columns of one row have changed places in the other.
    Swapped "swapped",
    /// Another surname, of a woman: she may have married.
    Renamed "renamed",
    /// Day and month have changed places.
    DayMonth "day_month",
    /// One digit differs, or two neighbours have changed places.
    OneDigit "one_digit",
    /// The same as far as the less precise date goes.
    LessPrecise "less_precise",
    /// The same day and month of the next year.
    YearOff "year_off",
    /// Within a year, as far as the less precise date goes.
    NearYear "near_year",
    /// Two of year, month and day are the same.
    TwoParts "two_parts",
    /// The same year, another day and month.
    SameYear "same_year",
    /// Two places in the same county.
    SameCounty "same_county",
    /// Nothing in common.
    Different "different",
    /// Two national numbers, both with the right letter: two people.
    TwoNumbers "two_numbers",
    /// One or both cells are empty: no evidence at all.
    Missing "missing",
}

impl Level {
    pub(crate) const COUNT: usize = Self::ALL.len();
}

/// How often pairs show each level: `m` among the same person, `u` among two people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prior {
    pub(crate) m: [f64; Level::COUNT],
    pub(crate) u: [f64; Level::COUNT],
}

/// The shipped table: kind, level, how often in a thousand the same person, how often in a
/// million two people show it.
const TABLE: &str = include_str!("../data/priors.tsv");

impl Prior {
    /// The shipped prior of a kind; both distributions sum to 1.
    pub(crate) fn of(kind: Kind) -> Self {
        let mut prior = Self {
            m: [0.0; Level::COUNT],
            u: [0.0; Level::COUNT],
        };
        for row in crate::rows(TABLE).filter(|row| row.first() == Some(&kind.as_str())) {
            if let [_, word, m, u, ..] = row.as_slice() {
                let at = Level::ALL.iter().position(|it| it.as_str() == *word);
                if let (Some(at), Ok(m), Ok(u)) = (at, m.parse(), u.parse()) {
                    prior.m[at] = m;
                    prior.u[at] = u;
                }
            }
        }
        for (side, least) in [(&mut prior.m, 0.1), (&mut prior.u, 5.0)] {
            // what is not in the table is rare, not impossible
            side.iter_mut().for_each(|it| *it = it.max(least));
            side[Level::Missing as usize] = 0.0;
            let sum: f64 = side.iter().sum();
            side.iter_mut().for_each(|it| *it /= sum);
        }
        prior
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_priors_is_read() {
        for row in crate::rows(TABLE) {
            assert_eq!(row.len(), 4, "{row:?}");
            let kind: Kind = row[0].parse().unwrap();
            let at = Level::ALL
                .iter()
                .position(|it| it.as_str() == row[1])
                .unwrap();
            assert!(Prior::of(kind).m[at] > 0.0, "{row:?}");
            assert!(Prior::of(kind).u[at] > 0.0, "{row:?}");
        }
    }

    #[test]
    fn every_kind_has_its_priors() {
        for kind in Kind::ALL {
            let prior = Prior::of(kind);
            assert!((prior.m.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(prior.m[Level::Exact as usize] > 0.4, "{kind:?}");
            assert!(prior.u[Level::Different as usize] > 0.4, "{kind:?}");
            assert!(prior.m[Level::Missing as usize] == 0.0);
        }
    }
}
