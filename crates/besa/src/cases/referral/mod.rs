//! A referral: institution to institution, sealed, with a ground, a clock, an answer, an outcome.

mod store;

pub(crate) use store::{
    CONSENT, Kind, REFERRAL, REFERRAL_EVENT, REFERRAL_ITEM, ReferralRow, all, apply, by_code, climb,
    events, insert, insert_consent, items, of_case, overdue, received, said, sent,
};
