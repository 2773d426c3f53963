//! Secrets of fixed length: wiped when dropped, never printable.

/// An opened plaintext, wiped when dropped.
pub type Opened = zeroize::Zeroizing<Vec<u8>>;

/// Makes a secret newtype: no `Debug`, no comparison, wiped on drop.
macro_rules! secret {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
        pub struct $name([u8; $len]);

        impl $name {
            #[doc = concat!("Draws a fresh ", stringify!($len), "-byte secret.")]
            pub fn draw(chance: &mut dyn $crate::Chance) -> Self {
                Self($crate::chance::draw(chance))
            }

            /// Takes a secret over from its bytes.
            pub fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Shows the bytes, for sealing or storing them where they belong.
            pub fn expose(&self) -> &[u8; $len] {
                &self.0
            }
        }
    };
}
pub(crate) use secret;
