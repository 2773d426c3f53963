//! The tables of locks and second factors that the record binds.

use crate::db::{Class, Table};

pub(crate) static LOCK: Table = Table {
    name: "lock",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("member", Class::Internal),
        ("kind", Class::Internal),
        ("bytes", Class::Sealed),
        ("version", Class::Internal),
    ],
};

pub(crate) static BUNDLE: Table = Table {
    name: "bundle",
    keys: 1,
    columns: &[("member", Class::Internal), ("bytes", Class::Sealed)],
};

pub(crate) static FACTOR: Table = Table {
    name: "factor",
    keys: 1,
    columns: &[
        ("member", Class::Internal),
        ("kind", Class::Internal),
        ("bytes", Class::Sealed),
        ("last_step", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static PIN: Table = Table {
    name: "pin",
    keys: 1,
    columns: &[
        ("member", Class::Internal),
        ("bytes", Class::Sealed),
        ("version", Class::Internal),
    ],
};

pub(crate) static CARD: Table = Table {
    name: "code_card",
    keys: 1,
    columns: &[
        ("member", Class::Internal),
        ("bytes", Class::Sealed),
        ("since", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static KEY: Table = Table {
    name: "security_key",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("member", Class::Internal),
        ("bytes", Class::Sealed),
        ("version", Class::Internal),
    ],
};
