//! How two cells, and two rows, agree.

use crate::date::Date;
use crate::distance::within;
use crate::level::Level;
use crate::lexicon::{Code, Name};
use crate::names;
use crate::register::{Register, WOMAN};
use crate::schema::Kind;

/// Two registers, or one twice, whose rows are compared.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) a: &'a Register,
    pub(crate) b: &'a Register,
    /// Whether the national numbers of these registers keep their check letter.
    pub(crate) letters_kept: bool,
}

impl<'a> Sides<'a> {
    pub(crate) fn new(a: &'a Register, b: &'a Register) -> Self {
        let [mut form, mut letter] = a.national();
        if !std::ptr::eq(a, b) {
            let [more, right] = b.national();
            form += more;
            letter += right;
        }
        Self {
            a,
            b,
            letters_kept: form >= 2 && u64::from(letter) * 10 >= u64::from(form) * 8,
        }
    }

    /// How the rows agree, column by column.
    pub(crate) fn rows(&self, kinds: &[Kind], row_a: u32, row_b: u32, levels: &mut [Level]) {
        let cells = self.a.row(row_a).iter().zip(self.b.row(row_b));
        for ((kind, level), (x, y)) in kinds.iter().zip(levels.iter_mut()).zip(cells) {
            *level = self.cells(*kind, *x, *y);
        }
        self.find_swap(kinds, row_a, row_b, levels);
        self.find_renamed(kinds, row_a, row_b, levels);
    }

    /// Of two women a different surname says less than of two men.
    fn find_renamed(&self, kinds: &[Kind], row_a: u32, row_b: u32, levels: &mut [Level]) {
        let Some(sex) = kinds.iter().position(|kind| *kind == Kind::Sex) else {
            return;
        };
        if self.a.value(sex, row_a) != WOMAN || self.b.value(sex, row_b) != WOMAN {
            return;
        }
        for (kind, level) in kinds.iter().zip(levels) {
            if *kind == Kind::Surname && *level == Level::Different {
                *level = Level::Renamed;
            }
        }
    }

    /// Two columns that disagree may agree crosswise: given name and surname have changed places.
    fn find_swap(&self, kinds: &[Kind], row_a: u32, row_b: u32, levels: &mut [Level]) {
        let open = |at: usize, levels: &[Level]| {
            is_words(kinds[at])
                && matches!(
                    levels[at],
                    Level::Different | Level::Missing | Level::SameCounty | Level::Shortened
                )
        };
        for one in 0..kinds.len() {
            if !open(one, levels) {
                continue;
            }
            for two in one + 1..kinds.len() {
                if !open(two, levels) {
                    continue;
                }
                let values = |column| (self.a.value(column, row_a), self.b.value(column, row_b));
                let ((a1, b1), (a2, b2)) = (values(one), values(two));
                let (forth, back) = (self.alike(a1, b2), self.alike(a2, b1));
                if forth == Some(false) || back == Some(false) || forth.or(back).is_none() {
                    continue;
                }
                // with one crossing seen and the other empty the row may just be short of a cell
                levels[one] = Level::Swapped;
                levels[two] = if forth.is_some() && back.is_some() {
                    Level::Swapped
                } else {
                    Level::Missing
                };
                break;
            }
        }
    }

    fn alike(&self, x: u32, y: u32) -> Option<bool> {
        let (x, y) = (x.checked_sub(1)?, y.checked_sub(1)?);
        let (x, y) = (self.a.names.get(x), self.b.names.get(y));
        Some(
            x.bare == y.bare
                || x.stem == y.stem
                || (x.sound == y.sound && x.sound != 0)
                || self.few_slips(x, y) == Level::OneLetter,
        )
    }

    pub(crate) fn cells(&self, kind: Kind, x: u32, y: u32) -> Level {
        if x == 0 || y == 0 {
            return Level::Missing;
        }
        if x == y && std::ptr::eq(self.a, self.b) {
            return Level::Exact;
        }
        match kind {
            Kind::Date => Date(x).compare(Date(y)),
            Kind::Sex => {
                if x == y {
                    Level::Exact
                } else {
                    Level::Different
                }
            }
            Kind::Phone | Kind::Exact => self.codes(x - 1, y - 1),
            Kind::GivenName | Kind::Surname | Kind::FatherName | Kind::Place => {
                self.names(kind, self.a.names.get(x - 1), self.b.names.get(y - 1))
            }
            Kind::FullName => self.full(x - 1, y - 1),
            Kind::Address | Kind::Text => self.phrases(x - 1, y - 1),
        }
    }

    fn codes(&self, x: u32, y: u32) -> Level {
        let (one, two) = (self.a.codes.get(x), self.b.codes.get(y));
        // a slip changes one sign, two slips two: two bits of the mask each
        if one.hash != two.hash && (one.mask ^ two.mask).count_ones() > 4 {
            return if self.are_two(one, two) {
                Level::TwoNumbers
            } else {
                Level::Different
            };
        }
        let (a, b) = (
            self.a.codes.text(x).as_bytes(),
            self.b.codes.text(y).as_bytes(),
        );
        if a == b {
            return Level::Exact;
        }
        if self.are_two(one, two) {
            return Level::TwoNumbers;
        }
        let both_national = one.national.is_some() && two.national.is_some();
        match within(a, b, 2) {
            Some(1) if a.len().max(b.len()) > 2 => Level::OneLetter,
            // neighbours in a list of births have numbers two signs apart
            Some(2) if a.len().max(b.len()) > 5 && !both_national => Level::Similar,
            Some(_) | None => Level::Different,
        }
    }

    /// Whether two different codes are numbers that both have the right letter.
    fn are_two(&self, one: Code, two: Code) -> bool {
        self.letters_kept && one.national == Some(true) && two.national == Some(true)
    }

    /// Names of one kind; whatever holds of two writings first is their level.
    fn names(&self, kind: Kind, x: &Name, y: &Name) -> Level {
        let places = kind == Kind::Place && x.place.is_known() && y.place.is_known();
        let level = self.spellings(x, y, places);
        if level != Level::Different {
            return level;
        }
        if places {
            return x.place.compare(y.place);
        }
        if self.share_part(x, y) {
            return Level::Part;
        }
        self.few_slips(x, y)
    }

    /// The levels of one name in several writings, or `Different`.
    fn spellings(&self, x: &Name, y: &Name, places: bool) -> Level {
        if x.plain == y.plain {
            Level::Exact
        } else if x.bare == y.bare {
            Level::Diacritics
        } else if x.stem == y.stem {
            Level::Ending
        } else if places && x.place == y.place {
            Level::Equivalent
        } else if x.sound == y.sound && x.sound != 0 {
            Level::Spelling
        } else if !places && names::share(x.lines, y.lines) {
            Level::Equivalent
        } else {
            Level::Different
        }
    }

    /// Whether one word of a double name is, or is in, the other.
    fn share_part(&self, x: &Name, y: &Name) -> bool {
        let (xs, ys) = (self.a.names.parts(x), self.b.names.parts(y));
        let is = |part: &Name, other: &Name| part.sound == other.sound && part.letters_count() > 2;
        let in_xs = |other: &Name| xs.iter().any(|it| is(self.a.names.get(*it), other));
        if ys.is_empty() {
            in_xs(y)
        } else {
            in_xs(y)
                || ys.iter().any(|it| {
                    let part = self.b.names.get(*it);
                    is(part, x) || in_xs(part)
                })
        }
    }

    fn few_slips(&self, x: &Name, y: &Name) -> Level {
        let (a, b) = (self.a.names.letters(x), self.b.names.letters(y));
        let longest = a.len().max(b.len());
        let apart = (x.mask ^ y.mask).count_ones();
        let most = match longest {
            0..=2 => 0,
            3..=6 => 1,
            7..=9 => 2,
            _ => 3,
        };
        if apart <= 2 * most as u32 {
            match within(a, b, most) {
                Some(1) => return Level::OneLetter,
                Some(_) => return Level::Similar,
                None => {}
            }
        }
        let (a, b) = (self.a.names.sounds(x), self.b.names.sounds(y));
        if apart <= 8 && a.len().min(b.len()) >= 4 && within(a, b, 1).is_some() {
            return Level::Similar;
        }
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        let is_begin = short.len() >= 3 || (short.len() == 1 && longest > 2);
        if (is_begin && long.starts_with(short)) || (short.len() >= 3 && long.ends_with(short)) {
            return Level::Shortened;
        }
        Level::Different
    }

    fn phrases(&self, x: u32, y: u32) -> Level {
        let (one, two) = (self.a.names.get(x), self.b.names.get(y));
        if one.plain == two.plain {
            return Level::Exact;
        }
        if one.bare == two.bare {
            return Level::Diacritics;
        }
        let (a, b) = (self.a.names.letters(one), self.b.names.letters(two));
        let longest = a.len().max(b.len());
        let most = (longest / 4).clamp(1, 5);
        if longest > 2 && (one.mask ^ two.mask).count_ones() <= 2 * most as u32 {
            match within(a, b, most) {
                Some(1) => return Level::OneLetter,
                Some(_) => return Level::Similar,
                None => {}
            }
        }
        let share = self.shared_rarity(x, y);
        if share >= 0.6 {
            Level::MostWords
        } else if share >= 0.3 {
            Level::SomeWords
        } else {
            Level::Different
        }
    }

    /// How much of the rarity of the words of two phrases they share, from 0 to 1.
    fn shared_rarity(&self, x: u32, y: u32) -> f32 {
        let words = |register: &'a Register, at: u32| {
            let parts = register.names.parts(register.names.get(at));
            if parts.is_empty() {
                vec![at]
            } else {
                parts.to_vec()
            }
        };
        let (xs, mut ys) = (words(self.a, x), words(self.b, y));
        let rarity = |register: &Register, words: &[u32]| {
            words.iter().map(|it| register.rarity(*it)).sum::<f32>()
        };
        let all = rarity(self.a, &xs) + rarity(self.b, &ys);
        let mut shared = 0.0;
        for word in xs {
            let name = self.a.names.get(word);
            let same = |it: &u32| {
                let other = self.b.names.get(*it);
                name.bare == other.bare || self.few_slips(name, other) == Level::OneLetter
            };
            if let Some(at) = ys.iter().position(same) {
                let other = ys.swap_remove(at);
                shared += self.a.rarity(word) + self.b.rarity(other);
            }
        }
        if all > 0.0 { shared / all } else { 0.0 }
    }

    /// All names of a person, in whatever order.
    fn full(&self, x: u32, y: u32) -> Level {
        let (one, two) = (self.a.names.get(x), self.b.names.get(y));
        if one.plain == two.plain {
            return Level::Exact;
        }
        if one.bare == two.bare {
            return Level::Diacritics;
        }
        let words = |register: &'a Register, at: u32| -> Vec<u32> {
            let parts = register.names.parts(register.names.get(at));
            if parts.is_empty() {
                vec![at]
            } else {
                parts.to_vec()
            }
        };
        let (xs, ys) = (words(self.a, x), words(self.b, y));
        let (most, least) = (xs.len().max(ys.len()), xs.len().min(ys.len()));
        let mut matched: Vec<Level> = Vec::new();
        let mut left = ys;
        // the best agreement first, so that the order of the words is of no weight
        let mut options: Vec<(Level, usize, u32)> = Vec::new();
        for (at, word) in xs.iter().enumerate() {
            for other in &left {
                let level = self.names(
                    Kind::FullName,
                    self.a.names.get(*word),
                    self.b.names.get(*other),
                );
                if level <= Level::Similar {
                    options.push((level, at, *other));
                }
            }
        }
        options.sort_unstable();
        let mut taken = vec![false; xs.len()];
        for (level, at, other) in options {
            let Some(place) = left.iter().position(|it| *it == other) else {
                continue;
            };
            if !std::mem::replace(&mut taken[at], true) {
                left.swap_remove(place);
                matched.push(level);
            }
        }
        let worst = matched.iter().copied().max().unwrap_or(Level::Different);
        match matched.len() {
            0 => self.few_slips(one, two),
            found if found == most => worst.max(Level::Ending),
            found if found == least && found >= 2 => Level::Part,
            found if found >= 2 => Level::MostWords,
            _ => Level::SomeWords,
        }
    }
}

/// Whether the cells of a kind are words, which can stand in one another's column.
fn is_words(kind: Kind) -> bool {
    match kind {
        Kind::GivenName
        | Kind::Surname
        | Kind::FatherName
        | Kind::Place
        | Kind::Address
        | Kind::Text => true,
        Kind::FullName | Kind::Date | Kind::Sex | Kind::Phone | Kind::Exact => false,
    }
}
