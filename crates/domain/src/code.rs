//! One macro for every closed list: an enum whose variants each carry their stable code.

/// Makes an enum with `ALL`, `code`, `from_code`, `Display`, `FromStr` and serde by code.
macro_rules! codes {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: [$name; [$($code),+].len()] = [$($name::$variant),+];

            /// The stable code that rows, files and addresses carry.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The value with exactly this code.
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|value| value.code() == code)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::ParseError;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                $name::from_code(text).ok_or($crate::error::ParseError::UnknownCode)
            }
        }

        $crate::code::serde_as_text!($name);
    };
}

/// Serialises a type as its `Display` text and reads it back through `FromStr`.
macro_rules! serde_as_text {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<$name, D::Error> {
                let text = String::deserialize(input)?;
                text.parse().map_err(|_| {
                    serde::de::Error::custom(format!(
                        concat!("`{}` is not a ", stringify!($name)),
                        text
                    ))
                })
            }
        }
    };
}

pub(crate) use codes;
pub(crate) use serde_as_text;
