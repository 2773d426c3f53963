//! The recovery code: 130 random bits that a person keeps on paper and types once.

use crate::chance::draw;
use crate::{Chance, Refused};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Digits and letters without I, L, O and U, which are misread or misheard.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A recovery code: 26 five-bit values, wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode([u8; 26]);

impl RecoveryCode {
    /// Draws a new code.
    pub fn draw(chance: &mut dyn Chance) -> Self {
        let mut code = Self(draw(chance));
        // 256 is a multiple of 32, so the low five bits are uniform.
        code.0.iter_mut().for_each(|digit| *digit &= 31);
        code
    }

    /// 26 characters and a check character, in nine groups of three.
    pub fn print(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(35));
        let check = check(&self.0);
        for (at, digit) in self.0.iter().chain([&check]).enumerate() {
            if at > 0 && at % 3 == 0 {
                out.push('-');
            }
            out.push(char::from(ALPHABET[usize::from(*digit)]));
        }
        out
    }

    /// Reads a typed code: case, spaces and hyphens do not matter, O is 0, I and L are 1.
    pub fn parse(typed: &str) -> Result<Self, Refused> {
        let mut values = Zeroizing::new([0_u8; 27]);
        let mut slots = values.iter_mut();
        for letter in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            *slots.next().ok_or(Refused)? = value(letter)?;
        }
        if slots.next().is_some() {
            return Err(Refused);
        }
        let (last, digits) = values
            .split_last_chunk::<1>()
            .map(|(d, l)| (l[0], d))
            .ok_or(Refused)?;
        let digits: [u8; 26] = digits.try_into().map_err(|_| Refused)?;
        if check(&digits) == last {
            Ok(Self(digits))
        } else {
            Err(Refused)
        }
    }

    pub(crate) fn expose(&self) -> &[u8; 26] {
        &self.0
    }
}

fn value(letter: char) -> Result<u8, Refused> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET
        .iter()
        .position(|known| char::from(*known) == letter)
        .ok_or(Refused)?;
    u8::try_from(at).map_err(|_| Refused)
}

/// Luhn's check in base 32: catches every single wrong character and nearly every swap.
fn check(digits: &[u8; 26]) -> u8 {
    let sum = digits
        .iter()
        .rev()
        .enumerate()
        .fold(0_u32, |sum, (at, digit)| {
            let weighted = u32::from(*digit) * if at % 2 == 0 { 2 } else { 1 };
            sum + weighted / 32 + weighted % 32
        });
    u8::try_from((32 - sum % 32) % 32).unwrap_or(0)
}
