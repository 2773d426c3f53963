//! Time-based one-time codes, RFC 6238: SHA-1, six digits, steps of 30 seconds.

use crate::Refused;
use crate::secret::secret;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

secret! {
    /// The secret an authenticator app shares with the server.
    TotpSecret, 20
}

/// The step a unix time lies in.
pub fn totp_step(now: i64) -> u64 {
    u64::try_from(now).unwrap_or(0) / 30
}

impl TotpSecret {
    /// The secret in base32, as apps take it.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(self.expose()))
    }

    /// Reads a base32 secret of 20 bytes.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let bytes = BASE32_NOPAD
            .decode(text.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| Refused)?;
        bytes
            .as_slice()
            .try_into()
            .map(Self::from_bytes)
            .map_err(|_| Refused)
    }

    /// The six digits of one step.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub fn code(&self, step: u64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(self.expose()).expect("any length");
        mac.update(&step.to_be_bytes());
        let tag: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(tag[19] & 15);
        let word = u32::from_be_bytes([tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]]);
        format!("{:06}", word % 1_000_000)
    }

    /// Checks typed digits against the step before, now and after, and gives the step that
    /// matched. That a step is used only once is the caller's business.
    pub fn verify(&self, typed: &str, now: i64) -> Result<u64, Refused> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let middle = totp_step(now);
        let mut found = 0_u64;
        let mut hit = subtle::Choice::from(0);
        for step in [middle.saturating_sub(1), middle, middle.saturating_add(1)] {
            let same = self.code(step).as_bytes().ct_eq(typed.as_bytes());
            found.conditional_assign(&step, same);
            hit |= same;
        }
        if hit.into() { Ok(found) } else { Err(Refused) }
    }

    /// The address an app reads from a picture.
    pub fn uri(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        let issuer = percent(issuer);
        let account = percent(account);
        let secret = self.base32();
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}",
            secret.as_str()
        ))
    }
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
        out
    })
}
