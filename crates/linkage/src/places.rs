//! Counties, municipalities and units under all their names.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::level::Level;
use crate::spell;

/// A place of the gazetteer: county, municipality in it, unit in it, each from 1; 0 is the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    county: u8,
    municipality: u8,
    unit: u8,
}

impl Place {
    pub(crate) fn is_known(self) -> bool {
        self.county != 0
    }

    /// The number of its municipality, or of the county if it names no more.
    pub(crate) fn municipality(self) -> u64 {
        u64::from(self.county) << 8 | u64::from(self.municipality)
    }

    /// How two different writings of known places agree.
    pub(crate) fn compare(self, other: Self) -> Level {
        if self == other {
            return Level::Equivalent;
        }
        let county = self.county == other.county;
        let municipality = self.municipality == other.municipality;
        let open = self.unit == 0 || other.unit == 0;
        if county && municipality && open {
            Level::Within
        } else if county {
            Level::SameCounty
        } else {
            Level::Different
        }
    }
}

fn table() -> &'static HashMap<String, Place> {
    static TABLE: OnceLock<HashMap<String, Place>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = HashMap::new();
        let (mut counties, mut municipalities) = (Vec::new(), Vec::new());
        let mut unit = 0;
        for row in crate::rows(include_str!("../data/places.tsv")) {
            let (county, municipality) = (row[0], row[1]);
            if counties.last() != Some(&county) {
                counties.push(county);
                municipalities.clear();
            }
            if municipalities.last() != Some(&municipality) {
                municipalities.push(municipality);
                unit = 0;
            } else {
                unit += 1;
            }
            let place = Place {
                county: counties.len() as u8,
                municipality: municipalities.len() as u8,
                unit,
            };
            let name = if unit == 0 { municipality } else { row[2] };
            let others = row.get(3).into_iter().flat_map(|it| it.split('|'));
            for name in std::iter::once(name)
                .chain(others)
                .filter(|it| !it.is_empty())
            {
                // a municipality is better known than a unit of the same name elsewhere
                let bare = spell::bare(&spell::plain(name));
                table.entry(spell::stem(&bare).to_owned()).or_insert(place);
                table.entry(bare).or_insert(place);
            }
        }
        table
    })
}

/// Words that clerks put before the name of a place.
const BEFORE: [&str; 8] = [
    "bashkia", "qarku", "rrethi", "komuna", "qyteti", "fshati", "njesia", "nja",
];

/// The place of this plain writing, if the gazetteer knows it.
pub(crate) fn find(plain: &str) -> Place {
    let bare = spell::bare(plain);
    let name = BEFORE
        .iter()
        .find_map(|word| bare.strip_prefix(word))
        .unwrap_or(&bare);
    let found = table().get(name).or_else(|| table().get(spell::stem(name)));
    found.copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(a: &str, b: &str) -> Level {
        find(&spell::plain(a)).compare(find(&spell::plain(b)))
    }

    #[test]
    fn a_place_is_known_under_all_its_names() {
        for names in [
            ["Shkodër", "Scutari", "Skadar", "Shkodrës"],
            ["Durrës", "Durrësi", "Durazzo", "Bashkia Durrës"],
            ["Vlorë", "Vlora", "Valona", "VLORE"],
            ["Gjirokastër", "Argirokastro", "Gjirokastra", "Αργυρόκαστρο"],
            ["Korçë", "Koritsa", "Korça", "KORCE"],
            ["Sarandë", "Agioi Saranta", "Santi Quaranta", "Saranda"],
        ] {
            for name in names {
                assert!(find(&spell::plain(name)).is_known(), "{name}");
                assert_eq!(level(names[0], name), Level::Equivalent, "{name}");
            }
        }
    }

    #[test]
    fn a_unit_lies_in_its_municipality_and_county() {
        assert_eq!(level("Velipojë", "Shkodër"), Level::Within);
        assert_eq!(level("Velipojë", "Pukë"), Level::SameCounty);
        assert_eq!(level("Velipojë", "Vlorë"), Level::Different);
        assert!(!find("wagga wagga").is_known());
    }

    #[test]
    fn there_are_twelve_counties_and_sixty_one_municipalities() {
        let rows: Vec<_> = crate::rows(include_str!("../data/places.tsv")).collect();
        let mut counties: Vec<_> = rows.iter().map(|row| row[0]).collect();
        let mut municipalities: Vec<_> = rows.iter().map(|row| row[1]).collect();
        for list in [&mut counties, &mut municipalities] {
            list.sort_unstable();
            list.dedup();
        }
        assert_eq!((counties.len(), municipalities.len()), (12, 61));
    }
}
