//! Every string is kept once: an interner with its own small hash.

/// A hash that is the same on every machine and in every run (FNV-1a with a final mix).
pub(crate) fn hash(text: &str) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(state)
}

/// Spreads the bits of a number (the finaliser of splitmix64).
pub(crate) fn mix(mut bits: u64) -> u64 {
    bits ^= bits >> 30;
    bits = bits.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits ^= bits >> 27;
    bits = bits.wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Hashes numbers for a table in memory; the keys are ours, so nobody can choose them to collide.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mixer(u64);

impl std::hash::Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = mix(self.0 ^ number);
    }
}

/// How often each number occurs.
pub(crate) type Tally<K> = std::collections::HashMap<K, u32, std::hash::BuildHasherDefault<Mixer>>;

/// Strings numbered from 0 in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    text: String,
    ends: Vec<u32>,
    /// Open addressing: number + 1, or 0 for a free place; the length is a power of two.
    table: Vec<u32>,
}

impl Words {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let from = if at == 0 {
            0
        } else {
            self.ends[at - 1] as usize
        };
        &self.text[from..self.ends[at] as usize]
    }

    /// The place of the string in the table: where it is, or the free place where it would be.
    fn place(&self, text: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut at = hash(text) as usize & mask;
        while let Some(found) = self.table[at].checked_sub(1) {
            if self.get(found) == text {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        if self.table.is_empty() {
            return None;
        }
        self.table[self.place(text)].checked_sub(1)
    }

    /// The number of the string, and whether it is new; none when four gigabytes are full.
    pub(crate) fn intern(&mut self, text: &str) -> Option<(u32, bool)> {
        if (self.len() + 1) * 4 > self.table.len() * 3 {
            self.grow();
        }
        let at = self.place(text);
        if let Some(found) = self.table[at].checked_sub(1) {
            return Some((found, false));
        }
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let number = u32::try_from(self.len()).ok()?;
        self.text.push_str(text);
        self.ends.push(end);
        self.table[at] = number.checked_add(1)?;
        Some((number, true))
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(16);
        self.table = vec![0; size];
        for number in 0..self.ends.len() {
            let mut at = hash(self.get(number as u32)) as usize & (size - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = number as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_keeps_its_number() {
        let mut words = Words::default();
        let numbers: Vec<u32> = (0..1000)
            .map(|n| words.intern(&format!("w{}", n % 500)).unwrap().0)
            .collect();
        assert_eq!(words.len(), 500);
        assert_eq!(numbers[7], numbers[507]);
        assert_eq!(words.get(numbers[499]), "w499");
        assert_eq!(words.find("w3"), Some(3));
        assert_eq!(words.find("w500"), None);
    }
}
