//! Three days in the invented county: cases at several stages, each step by the verb that its page
//! calls. A clock moved by hand walks through them, so that a referral can have waited too long.

use super::stage::Stage;
use crate::accounts::Session;
use crate::app::{Actor, Fail, ManualClock, Verb};
use crate::cases::file::{self, Case};
use crate::cases::identification::SaveIdentification;
use crate::cases::receiving::{AcceptReferral, MarkSeen, OpenPackage, OpenSlip};
use crate::cases::referral::{self, Asked, Call, Kind, RecordPhoneAnswer, SendReferral};
use crate::cases::screening::{SaveScreening, Screening};
use crate::jobs;
use besa_domain::{CaseCode, Ground, Lang, PhoneAnswer, Raw, ReferralCode, Service, Urgency, Wish};
use std::sync::Arc;

/// How long before now the story begins, in hours.
pub(crate) const BEGINS: i64 = 70;

type Typed = &'static [(&'static str, &'static str)];

/// What is the same in every screening of the story.
const SAFE: Typed = &[
    ("may_talk", "yes"),
    ("alone", "yes"),
    ("safe_now", "yes"),
    ("interpreter", "not_needed"),
    ("place_found", "AL-10-shkoder"),
    ("language", "sq"),
];

/// What is the same in every identification of the story.
const MET: Typed = &[
    ("citizenship", "albanian"),
    ("accompanied_by", "nobody"),
    ("minor_dependants", "no"),
    ("source_of_signal", "mobile_unit"),
    ("controller_near", "no"),
    ("information_given", "understood"),
    ("wish_help", "yes"),
];

const GIRL_SIGNS: Typed = &[
    ("age_band", "child"),
    ("K08", "yes"),
    ("K08-source", "said"),
    ("K05", "yes"),
    ("C01", "no"),
    ("finding", "potential"),
    (
        "reason",
        "Shenja të forta të martesës së detyruar; e tha vetë.",
    ),
];

const GIRL: Typed = &[
    ("name_used", "Zamirë Bregasi"),
    ("sex", "female"),
    ("age_group", "15_17"),
    ("contact_way", "phone"),
    ("contact_phone", "0690000417"),
    ("place_type", "school"),
    ("observed_condition", "afraid"),
    (
        "said_by_person",
        "Thotë se Qemo Shtrigulli e mban telefonin e saj.",
    ),
    ("needs_now", "safe_place"),
    ("urgent_medical", "no"),
    ("risk_level", "high"),
    ("risk_factors", "threats"),
    ("hidden_place", "yes"),
    ("wish_police", "no"),
];

const WOMAN_SIGNS: Typed = &[
    ("age_band", "adult"),
    ("G16", "yes"),
    ("G16-source", "seen"),
    ("G17", "yes"),
    ("G17-source", "said"),
    ("finding", "potential"),
    ("reason", "E mbajnë nën kontroll dhe ia marrin paratë."),
];

const WOMAN: Typed = &[
    ("name_used", "Lumturije Kastrioza"),
    ("sex", "female"),
    ("age_group", "26_35"),
    ("contact_way", "in_person"),
    ("staying_address", "Rruga e Kuqe Pa Numër"),
    ("place_type", "hotel_bar"),
    ("observed_condition", "exhausted"),
    ("needs_now", "protection"),
    ("urgent_medical", "no"),
    ("risk_level", "high"),
    ("risk_factors", "location_known"),
    ("hidden_place", "yes"),
    ("wish_police", "yes"),
];

const MAN_SIGNS: Typed = &[
    ("age_band", "adult"),
    ("L02", "yes"),
    ("L02-source", "said"),
    ("G12", "yes"),
    ("finding", "potential"),
    ("reason", "Borxh që rritet dhe rrogë e papaguar."),
];

const MAN: Typed = &[
    ("name_used", "Ardmir Gjelozi"),
    ("sex", "male"),
    ("age_group", "36_50"),
    ("contact_way", "none"),
    ("place_type", "workplace"),
    ("observed_condition", "injured"),
    ("needs_now", "medical"),
    ("urgent_medical", "yes"),
    ("medical_now", "Plagë në dorë"),
    ("risk_level", "medium"),
    ("risk_factors", "debt"),
    ("hidden_place", "no"),
    ("wish_police", "not_now"),
];

const AT_RISK_SIGNS: Typed = &[
    ("age_band", "adult"),
    ("finding", "at_risk"),
    (
        "reason",
        "Punon aty ku u gjetën të tjerë; asnjë shenjë detyrimi sot.",
    ),
];

const DOUBTFUL_SIGNS: Typed = &[
    ("age_band", "adult"),
    ("G26", "yes"),
    ("G26-source", "said"),
    ("finding", "no_signs"),
    (
        "reason",
        "Dhunë në familje; nuk mora vesh asgjë për shfrytëzim.",
    ),
];

struct Teller<'s> {
    stage: &'s mut Stage,
    clock: &'s ManualClock,
}

/// Tells the story from its beginning until now.
pub(crate) async fn tell(stage: &mut Stage, clock: &ManualClock) -> Result<(), Fail> {
    let mut teller = Teller { stage, clock };
    teller.a_girl_finds_shelter().await?;
    teller.somebody_is_at_risk().await?;
    teller.a_man_is_treated().await?;
    teller.a_woman_waits_for_an_answer().await?;
    teller.a_colleague_must_look().await?;
    teller.a_woman_has_just_been_referred().await
}

impl Teller<'_> {
    /// 50 hours ago: screened, identified, referred; child protection was told; shelter accepts.
    async fn a_girl_finds_shelter(&mut self) -> Result<(), Fail> {
        self.hours(20);
        let elira = self.stage.enter("elira").await?;
        let case = self.case(&elira, GIRL_SIGNS, Some(GIRL)).await?;
        let asked = Asked {
            wish: Wish::Yes,
            ground: Ground::Law,
            reason: String::new(),
            view: Some("Dëshiron të vazhdojë shkollën.".to_owned()),
        };
        let words = "Një vend i sigurt për një vajzë që vazhdon shkollën.";
        let sent = Given {
            service: Service::Shelter,
            urgency: Urgency::Normal,
            house: "drini",
        };
        let code = self.refer(&elira, &case, sent, words, asked).await?;
        self.minutes(25);
        let arta = self.stage.enter("arta").await?;
        self.read(&arta, code).await?;
        let expected = self.stage.app.now().plus_hours(3);
        let accept = AcceptReferral {
            code,
            contact: "Mira Dobra".to_owned(),
            expected,
            condition: String::new(),
        };
        self.act(&arta, accept).await?;
        self.minutes(20);
        let mira = self.stage.enter("mira").await?;
        self.stage.app.view(&mira, &OpenPackage { code }).await?;
        let teuta = self.stage.enter("teuta").await?;
        let notice = self.notice_of(&case).await?;
        self.read(&teuta, notice).await?;
        let expected = self.stage.app.now().plus_hours(2);
        let accept = AcceptReferral {
            code: notice,
            contact: "Teuta Vuksani".to_owned(),
            expected,
            condition: String::new(),
        };
        self.act(&teuta, accept).await
    }

    /// 30 hours ago: the social service screens somebody at risk.
    async fn somebody_is_at_risk(&mut self) -> Result<(), Fail> {
        self.hours(20);
        let liri = self.stage.enter("liri").await?;
        self.case(&liri, AT_RISK_SIGNS, None).await?;
        Ok(())
    }

    /// 24 hours ago: referred to the hospital, which works outside and answers by telephone.
    async fn a_man_is_treated(&mut self) -> Result<(), Fail> {
        self.hours(6);
        let elira = self.stage.enter("elira").await?;
        let case = self.case(&elira, MAN_SIGNS, Some(MAN)).await?;
        let sent = Given {
            service: Service::HealthCare,
            urgency: Urgency::Urgent,
            house: "spitali",
        };
        let words = "Plagë që kërkon mjek sot.";
        let code = self.refer(&elira, &case, sent, words, consent()).await?;
        self.minutes(10);
        let heard = RecordPhoneAnswer {
            code,
            answer: PhoneAnswer::Accepts,
            heard_at: self.stage.app.now(),
            channel: "phone".to_owned(),
            contact: "Urgjenca".to_owned(),
            words: "E presin sonte.".to_owned(),
        };
        self.act(&elira, heard).await
    }

    /// 5 hours ago, urgent: nobody answered, the clock ran out, the next levels were told.
    async fn a_woman_waits_for_an_answer(&mut self) -> Result<(), Fail> {
        self.hours(18);
        let elira = self.stage.enter("elira").await?;
        let case = self.case(&elira, WOMAN_SIGNS, Some(WOMAN)).await?;
        let sent = Given {
            service: Service::SafetyPlan,
            urgency: Urgency::Urgent,
            house: "policia",
        };
        let words = "Plan sigurie; vendndodhja e saj dihet.";
        self.refer(&elira, &case, sent, words, consent()).await?;
        self.hours(3);
        jobs::round(&self.stage.app).await
    }

    /// Two hours ago: one lone sign, "no signs" decided; it waits for a second look.
    async fn a_colleague_must_look(&mut self) -> Result<(), Fail> {
        self.minutes(5);
        let elira = self.stage.enter("elira").await?;
        self.case(&elira, DOUBTFUL_SIGNS, None).await?;
        Ok(())
    }

    /// An hour ago: the shelter has this one in its inbox, and the clock runs.
    async fn a_woman_has_just_been_referred(&mut self) -> Result<(), Fail> {
        self.minutes(30);
        let elira = self.stage.enter("elira").await?;
        let case = self.case(&elira, WOMAN_SIGNS, Some(WOMAN)).await?;
        let sent = Given {
            service: Service::Shelter,
            urgency: Urgency::Urgent,
            house: "drini",
        };
        let words = "Një vend i sigurt për sonte.";
        self.refer(&elira, &case, sent, words, consent()).await?;
        Ok(())
    }

    fn hours(&self, hours: i64) {
        self.clock.forward(hours.saturating_mul(3_600));
    }

    fn minutes(&self, minutes: i64) {
        self.clock.forward(minutes.saturating_mul(60));
    }

    async fn act<V: Verb>(&self, session: &Arc<Session>, verb: V) -> Result<V::Out, Fail> {
        self.stage
            .app
            .act(&Actor::Member(session.clone()), None, verb)
            .await
    }

    /// Screens and, where there is more to say, identifies.
    async fn case(
        &self,
        session: &Arc<Session>,
        signs: Typed,
        person: Option<Typed>,
    ) -> Result<Case, Fail> {
        let rules = self.stage.app.rules();
        let today = self.stage.app.now().date();
        let screening =
            Screening::read(&rules, &raw(&[SAFE, signs]), today).map_err(Fail::Invalid)?;
        let code: CaseCode = self
            .act(
                session,
                SaveScreening {
                    screening,
                    draft: None,
                },
            )
            .await?;
        if let Some(person) = person {
            let mut raw = raw(&[MET, person]);
            raw.insert("met_on".to_owned(), vec![self.stage.app.now().date_text()]);
            self.act(
                session,
                SaveIdentification {
                    code,
                    raw,
                    draft: None,
                },
            )
            .await?;
        }
        let mut reading = self.stage.app.glance().await?;
        file::by_code(&mut reading.tx(), code)
            .await?
            .ok_or(Fail::Unseen)
    }

    async fn refer(
        &self,
        session: &Arc<Session>,
        case: &Case,
        given: Given,
        words: &str,
        asked: Asked,
    ) -> Result<ReferralCode, Fail> {
        let receiver = *self.stage.houses.get(given.house).ok_or(Fail::Unseen)?;
        let verb = SendReferral {
            case: case.id,
            kind: Kind::Referral,
            service: given.service,
            urgency: given.urgency,
            receiver,
            words: words.to_owned(),
            called: (given.urgency == Urgency::Urgent).then_some(Call::Spoke),
            package: ["identity", "identification", "safe_contact"]
                .map(str::to_owned)
                .to_vec(),
            asked,
            passed: Vec::new(),
            lang: Lang::Sq,
            draft: None,
        };
        self.act(session, verb).await
    }

    /// Opens a slip as its page does: the view, then that it was seen.
    async fn read(&self, session: &Arc<Session>, code: ReferralCode) -> Result<(), Fail> {
        self.stage.app.view(session, &OpenSlip { code }).await?;
        self.act(session, MarkSeen { code }).await
    }

    async fn notice_of(&self, case: &Case) -> Result<ReferralCode, Fail> {
        let mut reading = self.stage.app.glance().await?;
        let rows = referral::of_case(&mut reading.tx(), case.id).await?;
        let notice = rows.iter().find(|row| row.kind == Kind::ChildNotice);
        notice.map(|row| row.code).ok_or(Fail::Unseen)
    }
}

struct Given {
    service: Service,
    urgency: Urgency,
    house: &'static str,
}

fn consent() -> Asked {
    Asked {
        wish: Wish::Yes,
        ground: Ground::Consent,
        reason: String::new(),
        view: None,
    }
}

fn raw(parts: &[Typed]) -> Raw {
    let fields = parts.iter().flat_map(|part| part.iter());
    fields
        .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
        .collect()
}
