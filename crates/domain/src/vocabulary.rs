//! The words of the policy: roles, member states, standings, acts, decisions.

use crate::code::codes;

codes! {
    /// The role of a post in an institution.
    pub enum Role {
        /// Keeps the machines running; never a case.
        Operator = "operator",
        /// Invites, confirms, keeps the institution's key; never a case.
        Steward = "steward",
        /// Head of an institution that does case work.
        Head = "head",
        /// Meets people and screens.
        FrontLine = "front_line",
        /// Receives referrals.
        FrontDesk = "front_desk",
        /// Manages cases.
        CaseWorker = "case_worker",
        /// The municipality's child protection worker.
        ChildProtectionWorker = "child_protection_worker",
        /// Police officer.
        PoliceOfficer = "police_officer",
        /// Officer of the State Social Service.
        SocialOfficer = "social_officer",
        /// Member of the Responsible Authority.
        ResponsibleAuthority = "responsible_authority",
        /// Analyst of the coordinator's office: figures only.
        CoordinatorAnalyst = "coordinator_analyst",
        /// Seat in the committee or the table: prefect, state intelligence; never a case.
        CommitteeMember = "committee_member",
        /// The institution's own data protection officer.
        Auditor = "auditor",
        /// A job of the program; holds no keys.
        System = "system",
        /// Nobody signed in.
        Public = "public",
    }
}

codes! {
    /// Where a member stands between invitation and leaving.
    pub enum MemberState {
        /// Has a one-time code.
        Invited = "invited",
        /// Has keys; nobody confirmed them.
        Keyed = "keyed",
        /// Works.
        Confirmed = "confirmed",
        /// Stopped for now.
        Suspended = "suspended",
        /// Gone.
        Left = "left",
    }
}

codes! {
    /// How somebody stands to the thing an act is about; the nearest that holds.
    pub enum Standing {
        /// Began the case or wrote the thing.
        Author = "author",
        /// Member of the circle of the owner institution that holds it.
        OwnerCircle = "owner_circle",
        /// Member of the institution that a referral was sent to, before acceptance.
        Addressee = "addressee",
        /// Member of a circle that it was given to.
        Granted = "granted",
        /// It was given and has been taken back or has run out.
        FormerlyGranted = "formerly_granted",
        /// Child protection worker told of this child.
        ChildProtection = "child_protection",
        /// The authority whose task it is: the Responsible Authority; for founding, the root.
        Authority = "authority",
        /// Steward of the institution that stands by this small one as its second person.
        Partner = "partner",
        /// The same institution, nothing nearer.
        SameInstitution = "same_institution",
        /// One's own account, session, draft or task.
        Oneself = "oneself",
        /// None of these.
        Stranger = "stranger",
    }
}

codes! {
    /// Everything that can be done; the record and the tables name it by its code.
    pub enum Act {
        /// Found the deployment.
        Found = "found",
        /// Revoke again what was revoked before a restore.
        Restore = "restore",
        /// Enter new versions of rules.
        LoadRules = "load_rules",
        /// Put a new key file in the place of a lost one.
        ReplaceKey = "replace_key",
        /// Enter an institution.
        RegisterInstitution = "register_institution",
        /// Invite somebody into a post.
        Invite = "invite",
        /// Take back an invitation that nobody took up.
        Withdraw = "withdraw",
        /// Name the institution that is to stand by one's own.
        NamePartner = "name_partner",
        /// Say that one's institution stands by the one that asked.
        AcceptPartner = "accept_partner",
        /// End a partnership, or an offer of one.
        EndPartner = "end_partner",
        /// Vouch, as the second person, that the keys of somebody are theirs.
        Vouch = "vouch",
        /// Let somebody who lost the second factor set new locks.
        ResetFactor = "reset_factor",
        /// Take up an invitation.
        Enrol = "enrol",
        /// Confirm somebody who enrolled.
        Confirm = "confirm",
        /// Admit a colleague to a circle.
        Admit = "admit",
        /// Suspend a colleague, or let them leave for good.
        Suspend = "suspend",
        /// Let a suspended colleague begin again with new keys.
        Rekey = "rekey",
        /// Report what can no longer be opened although nobody erased it.
        ReportMissing = "report_missing",
        /// Report that somebody opened many cases outside their own work.
        ReportVolume = "report_volume",
        /// Say that one has read an alarm.
        ReadAlarm = "read_alarm",
        /// Give a circle its next key after somebody left it.
        Rotate = "rotate",
        /// Sign in.
        SignIn = "sign_in",
        /// Resume a covered session by six digits.
        Resume = "resume",
        /// Show a factor again before a grave act.
        StepUp = "step_up",
        /// Add a security key of one's own, or remove one.
        ChangeFactors = "change_factors",
        /// Print a card of codes for a colleague.
        IssueCard = "issue_card",
        /// Choose the six digits.
        SetPin = "set_pin",
        /// Sign out, or cover the screen.
        SignOut = "sign_out",
        /// Enter by recovery code.
        RecoverAccount = "recover_account",
        /// Set new locks.
        ChangePassphrase = "change_passphrase",
        /// Keep a draft.
        OwnDraft = "own_draft",
        /// See the first page.
        ReadHome = "read_home",
        /// See one's tasks.
        ReadTasks = "read_tasks",
        /// See the institutions with their public lines.
        ReadInstitutions = "read_institutions",
        /// Keep the directory's entry of an institution up to date.
        EditInstitution = "edit_institution",
        /// See duty persons and direct numbers.
        ReadDutyContacts = "read_duty_contacts",
        /// See the duties matrix.
        ReadDuties = "read_duties",
        /// See the rules in force.
        ReadRules = "read_rules",
        /// See the colleagues.
        ReadMembers = "read_members",
        /// See what came for the institution: codes and clocks.
        ReadInbox = "read_inbox",
        /// See the institution's cases: codes and verbs.
        ReadCases = "read_cases",
        /// Show the names in a list.
        ListNames = "list_names",
        /// Save a screening; begins a case.
        SaveScreening = "save_screening",
        /// Save the initial identification.
        SaveIdentification = "save_identification",
        /// Look a second time at "no signs".
        SecondLook = "second_look",
        /// Record what the person wishes.
        RecordWish = "record_wish",
        /// See where a case stands, without opening it.
        ReadCase = "read_case",
        /// Open a case.
        OpenCase = "open_case",
        /// Open the identity.
        RevealIdentity = "reveal_identity",
        /// Open safe contact, address, account, medical.
        OpenSensitive = "open_sensitive",
        /// See who looked.
        ReadWhoLooked = "read_who_looked",
        /// Send a referral.
        SendReferral = "send_referral",
        /// Pass over an office that may endanger the person.
        RerouteNotice = "reroute_notice",
        /// Tell the child protection worker.
        NoticeChildProtection = "notice_child_protection",
        /// Tell the Responsible Authority.
        NoticeAuthority = "notice_authority",
        /// Take a referral back.
        WithdrawReferral = "withdraw_referral",
        /// Record an answer heard outside the system.
        RecordPhoneAnswer = "record_phone_answer",
        /// See where a referral stands.
        ReadReferral = "read_referral",
        /// Open the slip.
        OpenSlip = "open_slip",
        /// Open the package.
        OpenPackage = "open_package",
        /// Mark a referral as seen.
        MarkSeen = "mark_seen",
        /// Accept a referral.
        AcceptReferral = "accept_referral",
        /// Decline a referral.
        DeclineReferral = "decline_referral",
        /// Confirm or correct an answer by telephone.
        ConfirmPhoneAnswer = "confirm_phone_answer",
        /// Tell the outcome.
        ConcludeReferral = "conclude_referral",
        /// Mark that a clock ran out.
        ExpireReferral = "expire_referral",
        /// Tell the next person on the ladder.
        EscalateReferral = "escalate_referral",
    }
}

codes! {
    /// What policy answers.
    pub enum Decision {
        /// May.
        Allow = "allow",
        /// Knows of it and may not: 403.
        Forbidden = "forbidden",
        /// May not know whether it exists: 404, as for nothing at all.
        Unseen = "unseen",
    }
}
