//! Institutions, circles and people, and the signed cards that bind them to keys.

mod cards;
mod duties;
mod institutions;
mod partners;
pub(crate) mod people;
mod rows;
mod seats;
mod store;
mod tables;

use crate::db::Table;

pub(crate) use cards::{
    by_card, check_cards, circle_card, current_circle, institution_card, member_card, member_cards,
};
pub(crate) use partners::partner_of;
pub(crate) use people::near;
pub(crate) use seats::{footing, held_circles, sitting};
pub(crate) use store::{
    Institution, Member, institution, institutions, member, member_by_login, members_of, seats,
};

/// The table whose rows say that an epoch is over.
pub(crate) fn chain_table() -> &'static Table {
    &store::CHAIN
}

/// The tables that the record binds.
pub(crate) const TABLES: &[&Table] = &[
    &store::INSTITUTION,
    &store::INSTITUTION_AREA,
    &store::INSTITUTION_SERVICE,
    &store::INSTITUTION_DETAIL,
    &store::INSTITUTION_POST,
    &store::INSTITUTION_CHANGE,
    &store::CARD,
    &store::CIRCLE,
    &store::CIRCLE_MEMBER,
    &store::CHAIN,
    &store::ROTATION_DUE,
    &store::MEMBER,
    &store::INVITATION,
    &store::MEANT,
    &store::STAFF,
    &store::PARTNER,
    &store::VOUCH,
];

/// The routes of the directory.
pub(crate) fn routes() -> crate::web::Routes {
    institutions::routes()
        .join(duties::routes())
        .join(people::pages::routes())
}
