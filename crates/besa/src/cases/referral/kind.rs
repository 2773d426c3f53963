//! Why a referral exists.

/// Why a referral exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody asks for a service.
    Referral,
    /// A child: the child protection worker is told without being asked for.
    ChildNotice,
    /// What the sender must report by law.
    DutyReport,
}

impl Kind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Kind::Referral => "referral",
            Kind::ChildNotice => "child_notice",
            Kind::DutyReport => "duty_report",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Kind> {
        [Kind::Referral, Kind::ChildNotice, Kind::DutyReport]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}
