//! Invented people: how a registrar writes them down, and how somebody else does years later.

use super::chance::{Chance, Skewed};
use super::names::{CLAN_ENDINGS, MEN, PLACES, SURNAMES, WOMEN};
use super::register::{Cells, NUMBER, PHONE, Rates};
use super::spelling::{Clerk, capital, in_a_sentence, plain, slip};

/// Somebody who does not exist.
#[derive(Clone)]
pub(super) struct Person {
    woman: bool,
    given: Name,
    surname: String,
    father: Name,
    birth: (u32, u32, u32),
    place: Place,
    phone: String,
    number: String,
}

/// A given name and what the same person is called besides.
type Name = (&'static str, Vec<&'static str>);
type Place = (String, Vec<String>);

/// The lists, drawn from.
pub(super) struct World {
    men: Skewed<Name>,
    women: Skewed<Name>,
    surnames: Skewed<String>,
    places: Skewed<Place>,
}

impl World {
    /// Lists of at most so many names of each kind.
    pub(super) fn new(most: usize) -> World {
        let names = |list: &'static str| {
            let entry = |word: &'static str| match word.split_once('=') {
                Some((name, others)) => (name, others.split(',').collect()),
                None => (word, Vec::new()),
            };
            list.split_whitespace().map(entry).collect::<Vec<Name>>()
        };
        let mut men = names(MEN);
        let mut women = names(WOMEN);
        let mut surnames: Vec<String> = SURNAMES.split_whitespace().map(str::to_owned).collect();
        // The long tail: families called after a forefather.
        for (name, _) in &men {
            for ending in CLAN_ENDINGS {
                surnames.push(format!(
                    "{}{ending}",
                    name.trim_end_matches(['a', 'i', 'o', 'ë', 'u', 'y', 'e'])
                ));
            }
        }
        men.truncate(most);
        women.truncate(most);
        surnames.truncate(most);
        let place = |word: &str| {
            let word = word.replace('_', " ");
            let (name, others) = word.split_once('=').unwrap_or((&word, ""));
            (
                name.to_owned(),
                others
                    .split(',')
                    .filter(|it| !it.is_empty())
                    .map(str::to_owned)
                    .collect(),
            )
        };
        World {
            men: Skewed::new(men, 8.0, 0.9),
            women: Skewed::new(women, 8.0, 0.9),
            surnames: Skewed::new(surnames, 20.0, 0.9),
            places: Skewed::new(PLACES.split_whitespace().map(place).collect(), 1.0, 1.0),
        }
    }

    fn given(&self, woman: bool, chance: &mut Chance) -> Name {
        if woman {
            self.women.draw(chance)
        } else {
            self.men.draw(chance)
        }
        .clone()
    }

    pub(super) fn person(&self, chance: &mut Chance) -> Person {
        let woman = chance.percent(50.0);
        let birth = (
            chance.between(1940, 2012),
            chance.between(1, 12),
            chance.between(1, 28),
        );
        Person {
            woman,
            given: self.given(woman, chance),
            surname: self.surnames.draw(chance).clone(),
            father: self.given(false, chance),
            birth,
            place: self.places.draw(chance).clone(),
            phone: format!(
                "06{}{:07}",
                chance.between(7, 9),
                chance.between(0, 9_999_999)
            ),
            number: number(woman, birth, chance),
        }
    }

    /// Another child of the same father in the same house, with another name, a few years apart; a
    /// few are twins.
    pub(super) fn sibling(&self, of: &Person, chance: &mut Chance) -> Person {
        let mut person = self.person(chance);
        while person.given.0 == of.given.0 {
            person = self.person(chance);
        }
        person.surname.clone_from(&of.surname);
        person.father = of.father.clone();
        person.place = of.place.clone();
        person.birth.0 = of.birth.0 + chance.between(1, 8);
        if chance.percent(5.0) {
            person.birth = of.birth;
        }
        person.number = number(person.woman, person.birth, chance);
        person
    }
}

/// A national number: decade letter, year digit, month (+50 for women), day, serial, and the check
/// letter of open validators: the characters weighed 1, 1, 2 to 8, the sum by 23, W for 0.
fn number(woman: bool, (year, month, day): (u32, u32, u32), chance: &mut Chance) -> String {
    const CHECK: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let month = if woman { month + 50 } else { month };
    let decade = (year - 1900) / 10;
    let serial = chance.between(1, 999);
    let digits = format!("{}{month:02}{day:02}{serial:03}", year % 10);
    let weighed = digits.bytes().zip(1..);
    let sum: u32 = weighed
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let first = char::from(CHECK[decade as usize + 1]);
    let last = char::from(CHECK[((decade + 1 + sum) % 23) as usize]);
    format!("{first}{digits}{last}")
}

impl Person {
    fn sex(&self) -> &'static str {
        if self.woman { "F" } else { "M" }
    }

    /// As a registrar writes with the papers on the table; some papers are missing even then.
    pub(super) fn first(&self, rates: &Rates, chance: &mut Chance) -> Cells {
        let some = |value: &str, lacks: f64, chance: &mut Chance| match chance.percent(lacks) {
            true => String::new(),
            false => value.to_owned(),
        };
        let (year, month, day) = self.birth;
        [
            self.given.0.to_owned(),
            self.surname.clone(),
            some(self.father.0, rates.no_father / 4.0, chance),
            some(&format!("{year}-{month:02}-{day:02}"), 2.0, chance),
            self.sex().to_owned(),
            some(&self.place.0, 2.0, chance),
            some(&self.number, rates.no_number / 2.0, chance),
            some(&self.phone, rates.no_phone / 1.5, chance),
        ]
    }

    /// As somebody else writes it later, somewhere else.
    pub(super) fn second(&self, world: &World, rates: &Rates, chance: &mut Chance) -> Cells {
        let clerk = *chance.pick(&Clerk::ALL);
        let mut cells = self.first(rates, chance);
        let surname = match self.woman && chance.percent(rates.married) {
            true => self.married(world, chance),
            false => self.surname.clone(),
        };
        cells[0] = rewritten(self.given.0, &self.given.1, clerk, rates, chance);
        cells[1] = rewritten(&surname, &[], clerk, rates, chance);
        cells[2] = match chance.percent(rates.no_father) {
            true => String::new(),
            false => rewritten(self.father.0, &self.father.1, clerk, rates, chance),
        };
        if chance.percent(rates.swapped) {
            cells.swap(0, 1);
        }
        cells[3] = self.date_again(rates, chance);
        cells[4] = match chance.below(100) {
            0 => (if self.woman { "M" } else { "F" }).to_owned(),
            1..=4 => String::new(),
            _ => self.sex().to_owned(),
        };
        cells[5] = self.place_again(world, rates, chance);
        if chance.percent(rates.no_phone) {
            cells[PHONE].clear();
        } else {
            cells[PHONE] = phone_again(&self.phone, chance);
        }
        cells[NUMBER] = match chance.percent(rates.no_number) {
            true => String::new(),
            false if chance.percent(4.0) => slip(&self.number, chance).to_uppercase(),
            false => self.number.clone(),
        };
        cells
    }

    /// The husband's surname, alone or beside her own.
    fn married(&self, world: &World, chance: &mut Chance) -> String {
        let husband = world.surnames.draw(chance);
        match chance.below(4) {
            0 => format!("{} {husband}", self.surname),
            1 => format!("{}-{husband}", self.surname),
            _ => husband.clone(),
        }
    }

    fn date_again(&self, rates: &Rates, chance: &mut Chance) -> String {
        let (year, month, day) = self.birth;
        let date = |year, month, day| format!("{year}-{month:02}-{day:02}");
        let mut at = chance.share() * 100.0;
        let mut is = |rate: f64| {
            at -= rate;
            at < 0.0
        };
        if is(rates.no_date) {
            String::new()
        } else if is(rates.year_only) {
            match chance.percent(30.0) {
                true => date(year, 1, 1),
                false => year.to_string(),
            }
        } else if is(rates.date_swapped) {
            match day <= 12 {
                true => date(year, day, month),
                false => date(year, month, day),
            }
        } else if is(rates.year_off) {
            date(year + 2 * chance.between(0, 1) - 1, month, day)
        } else if is(rates.digit) {
            match chance.below(3) {
                0 => date(year, month, chance.between(1, 28)),
                1 => date(year, chance.between(1, 12), day),
                _ => date(year / 100 * 100 + chance.between(40, 99), month, day),
            }
        } else {
            date(year, month, day)
        }
    }

    fn place_again(&self, world: &World, rates: &Rates, chance: &mut Chance) -> String {
        if chance.percent(rates.no_place) {
            return String::new();
        }
        let place = match chance.percent(rates.moved) {
            true => world.places.draw(chance),
            false => &self.place,
        };
        match chance.below(4) {
            0 if !place.1.is_empty() => chance.pick(&place.1).clone(),
            1 => plain(&place.0),
            _ => place.0.clone(),
        }
    }
}

/// A name as it comes back the second time.
fn rewritten(
    name: &str,
    others: &[&str],
    clerk: Clerk,
    rates: &Rates,
    chance: &mut Chance,
) -> String {
    let mut at = chance.share() * 100.0;
    let mut is = |rate: f64| {
        at -= rate;
        at < 0.0
    };
    if is(rates.plain) {
        plain(name)
    } else if is(rates.sentence) {
        in_a_sentence(name, chance)
    } else if is(rates.abroad) {
        clerk.writes(name, chance)
    } else if is(rates.slip) {
        slip(name, chance)
    } else if is(rates.home) && !others.is_empty() {
        capital(&chance.pick(others).to_lowercase())
    } else {
        name.to_owned()
    }
}

fn phone_again(phone: &str, chance: &mut Chance) -> String {
    let rest = phone.trim_start_matches('0');
    match chance.below(4) {
        0 => format!("+355{rest}"),
        1 => format!("00355 {rest}"),
        2 => format!("{} {} {}", &phone[..3], &phone[3..6], &phone[6..]),
        _ => phone.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_birth_and_sex() {
        let number = number(true, (1985, 3, 7), &mut Chance::seeded(1));
        assert_eq!((number.len(), &number[..6]), (10, "I55307"));
        // 9 + 5*1 + 5*2 + 3*3 + 0*4 + 7*5 = 68, and the serial's three digits.
        let serial = number[6..9].bytes().zip(6..);
        let sum = 68
            + serial
                .map(|(digit, weight)| u32::from(digit - b'0') * weight)
                .sum::<u32>();
        let last = if sum % 23 == 0 {
            'W'
        } else {
            char::from(b'A' + (sum % 23 - 1) as u8)
        };
        assert!(number.ends_with(last), "{number}");
    }
}
