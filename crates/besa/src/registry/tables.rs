//! The registry's tables: each column with who may read it in clear.

use crate::db::{Class, Table};

pub(crate) static INSTITUTION: Table = Table {
    name: "institution",
    keys: 1,
    columns: &[
        ("id", Class::Open),
        ("kind", Class::Open),
        ("name", Class::Open),
        ("county", Class::Open),
        ("seat", Class::Open),
        ("public_line", Class::Open),
        ("duty_contact", Class::Internal),
        ("joined", Class::Open),
        ("version", Class::Internal),
    ],
};

pub(crate) static INSTITUTION_AREA: Table = Table {
    name: "institution_area",
    keys: 2,
    columns: &[("institution", Class::Open), ("area", Class::Open)],
};

pub(crate) static INSTITUTION_SERVICE: Table = Table {
    name: "institution_service",
    keys: 2,
    columns: &[("institution", Class::Open), ("service", Class::Open)],
};

pub(crate) static INSTITUTION_DETAIL: Table = Table {
    name: "institution_detail",
    keys: 1,
    columns: &[
        ("institution", Class::Open),
        ("address", Class::Open),
        ("hours", Class::Open),
    ],
};

pub(crate) static INSTITUTION_POST: Table = Table {
    name: "institution_post",
    keys: 2,
    columns: &[
        ("institution", Class::Internal),
        ("place", Class::Internal),
        ("post", Class::Internal),
        ("person", Class::Internal),
        ("shift", Class::Internal),
        ("number", Class::Internal),
    ],
};

pub(crate) static INSTITUTION_CHANGE: Table = Table {
    name: "institution_change",
    keys: 2,
    columns: &[
        ("institution", Class::Internal),
        ("version", Class::Internal),
        ("at", Class::Internal),
        ("member", Class::Internal),
        ("fields", Class::Internal),
    ],
};

pub(crate) static CARD: Table = Table {
    name: "card",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("kind", Class::Internal),
        ("subject", Class::Internal),
        ("serial", Class::Internal),
        ("institution", Class::Internal),
        ("bytes", Class::Internal),
        ("sig", Class::Internal),
        ("sig_member", Class::Internal),
        ("hash", Class::Internal),
    ],
};

pub(crate) static CIRCLE: Table = Table {
    name: "circle",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("institution", Class::Internal),
        ("kind", Class::Internal),
        ("epoch", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static CIRCLE_MEMBER: Table = Table {
    name: "circle_member",
    keys: 3,
    columns: &[
        ("circle", Class::Internal),
        ("epoch", Class::Internal),
        ("member", Class::Internal),
        ("admits", Class::Internal),
        ("admitted_by", Class::Internal),
        ("bytes", Class::Sealed),
        ("sig", Class::Internal),
    ],
};

pub(crate) static CHAIN: Table = Table {
    name: "chain",
    keys: 2,
    columns: &[
        ("circle", Class::Internal),
        ("epoch", Class::Internal),
        ("bytes", Class::Sealed),
    ],
};

pub(crate) static ROTATION_DUE: Table = Table {
    name: "rotation_due",
    keys: 1,
    columns: &[("circle", Class::Internal), ("since", Class::Internal)],
};

pub(crate) static MEMBER: Table = Table {
    name: "member",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("institution", Class::Internal),
        ("login", Class::Internal),
        ("name", Class::Internal),
        ("post", Class::Internal),
        ("role", Class::Internal),
        ("profession", Class::Internal),
        ("state", Class::Internal),
        ("lang", Class::Internal),
        ("keys", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static INVITATION: Table = Table {
    name: "invitation",
    keys: 1,
    columns: &[
        ("member", Class::Internal),
        ("founder", Class::Internal),
        ("lock", Class::Internal),
        ("bytes", Class::Sealed),
        ("until", Class::Internal),
        ("used_at", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static MEANT: Table = Table {
    name: "meant",
    keys: 2,
    columns: &[("member", Class::Internal), ("kind", Class::Internal)],
};

pub(crate) static STAFF: Table = Table {
    name: "staff",
    keys: 1,
    columns: &[
        ("institution", Class::Internal),
        ("people", Class::Internal),
    ],
};

pub(crate) static PARTNER: Table = Table {
    name: "partner",
    keys: 1,
    columns: &[
        ("institution", Class::Internal),
        ("partner", Class::Internal),
        ("offered_at", Class::Internal),
        ("offered_by", Class::Internal),
        ("offer_sig", Class::Internal),
        ("accepted_by", Class::Internal),
        ("accepted_at", Class::Internal),
        ("accept_sig", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static VOUCH: Table = Table {
    name: "vouch",
    keys: 1,
    columns: &[
        ("member", Class::Internal),
        ("keys", Class::Internal),
        ("partner", Class::Internal),
        ("said_by", Class::Internal),
        ("said_at", Class::Internal),
        ("sig", Class::Internal),
        ("version", Class::Internal),
    ],
};
