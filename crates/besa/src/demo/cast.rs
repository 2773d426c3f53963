//! The invented people: the same ones in the demo, in tests, in pictures and in the guide.
//! Their phrases and secrets are public on purpose and work in no real deployment.

use besa_domain::{CircleKind, Profession, Role};

/// One member of staff.
#[derive(Debug)]
pub(crate) struct Player {
    pub(crate) login: &'static str,
    pub(crate) name: &'static str,
    pub(crate) post: &'static str,
    pub(crate) role: Role,
    pub(crate) profession: Profession,
    /// Key of the institution in `county.rs`.
    pub(crate) institution: &'static str,
    /// Five words.
    pub(crate) phrase: &'static str,
    /// Base32, 20 bytes.
    pub(crate) totp: &'static str,
    /// Circles beside the founder's; a founder sits in all that the institution has.
    pub(crate) circles: &'static [CircleKind],
}

const DESK: &[CircleKind] = &[CircleKind::FrontDesk];
const ALL: &[CircleKind] = &[
    CircleKind::FrontDesk,
    CircleKind::Cases,
    CircleKind::Sensitive,
];

macro_rules! player {
    ($login:literal, $name:literal, $post:literal, $role:ident, $profession:ident, $institution:literal, $phrase:literal, $totp:literal, $circles:expr) => {
        Player {
            login: $login,
            name: $name,
            post: $post,
            role: Role::$role,
            profession: Profession::$profession,
            institution: $institution,
            phrase: $phrase,
            totp: $totp,
            circles: $circles,
        }
    };
}

/// The cast. The first of an institution founds its circles.
pub(crate) const CAST: &[Player] = &[
    player!(
        "dritan",
        "Dritan Kodra",
        "Drejtues",
        Steward,
        ConfidentialNgo,
        "rozafa",
        "mjaltë furkë zambak lugat thinjë",
        "KRMVATZTJFZUC53FONXXMYLLIVZGC3TJ",
        &[]
    ),
    player!(
        "elira",
        "Elira Shkëmbi",
        "Punonjëse sociale, njësia e lëvizshme",
        FrontLine,
        ConfidentialNgo,
        "rozafa",
        "qershi oxhak vegël murriz lëvore",
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        ALL
    ),
    player!(
        "bora",
        "Bora Malaj",
        "Psikologe, njësia e lëvizshme",
        CaseWorker,
        ConfidentialNgo,
        "rozafa",
        "zemberek qilim vathë tërfil gjemb",
        "PFXXKIDUNBSSA43UN5ZG2IDXNFWGY4DS",
        &[CircleKind::Cases]
    ),
    player!(
        "valbona",
        "Valbona Lisi",
        "Drejtuese",
        Steward,
        ConfidentialNgo,
        "drini",
        "gjethe tambur hekur shqeme pupël",
        "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U",
        &[]
    ),
    player!(
        "arta",
        "Arta Gurra",
        "Sporteli i pranimit",
        FrontDesk,
        ConfidentialNgo,
        "drini",
        "lakuriq bredh tepsi okër fishek",
        "OV3HO6D2GEZDGNBVGY3TQOJQMFRGGZDF",
        DESK
    ),
    player!(
        "mira",
        "Mira Dobra",
        "Menaxhere e rastit",
        CaseWorker,
        ConfidentialNgo,
        "drini",
        "karafil shpend trokë lulëz gozhdë",
        "NBSWY3DPFQQHO33SNRSCC3DPMUQGS43L",
        ALL
    ),
    player!(
        "agim",
        "Agim Prroi",
        "Shef i sektorit",
        Steward,
        Police,
        "policia",
        "thëllëzë kumbull damar fener brisk",
        "IFBEGRCFIZDUQSKKJNGE2TSPKBIVEU2U",
        &[]
    ),
    player!(
        "besnik",
        "Besnik Trushi",
        "Oficer, sektori kundër trafiqeve",
        PoliceOfficer,
        Police,
        "policia",
        "shkop pllumb nepërkë çarçaf miell",
        "KVLFOWCZLIZDGNBVGY3TQOJQIFBEGRCF",
        ALL
    ),
    player!(
        "fatime",
        "Fatime Ura",
        "Drejtore",
        Steward,
        PublicOfficial,
        "shssh",
        "trëndafil lejlek pishtar ujk arrë",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        &[]
    ),
    player!(
        "liri",
        "Liri Marku",
        "Specialiste e shërbimeve sociale",
        SocialOfficer,
        PublicOfficial,
        "shssh",
        "dallëndyshe kripë shtambë vreshtë tel",
        "MZXW6YTBOJRGC6RAMZXW6YTBOJRGC6RA",
        ALL
    ),
    player!(
        "nikolla",
        "Nikolla Zefi",
        "Drejtor i shërbimeve sociale",
        Steward,
        PublicOfficial,
        "bashkia",
        "sëpatë mëllenjë bucelë prush shelg",
        "KRUGS4ZANFZSAYJAORSXG5BAONXW2ZJB",
        &[]
    ),
    player!(
        "teuta",
        "Teuta Vuksani",
        "Punonjëse për mbrojtjen e fëmijës",
        ChildProtectionWorker,
        PublicOfficial,
        "bashkia",
        "gërshet lëmsh kosherë diell bajame",
        "ONSWG4TFORZWKY3SMV2HGZLDOJSXI43F",
        ALL
    ),
    player!(
        "genc",
        "Genc Hoti",
        "Autoriteti Përgjegjës",
        ResponsibleAuthority,
        PublicOfficial,
        "ap",
        "kaproll mullar thes lisharëse vidh",
        "MVXGG4TZOB2GS33OMVXGG4TZOB2GS33O",
        &[]
    ),
    player!(
        "prefekti",
        "Ardian Leka",
        "Prefekt",
        CommitteeMember,
        PublicOfficial,
        "prefektura",
        "shqiponjë rrap balshëm cep urth",
        "OBZGKZTFNN2GSIDQOJSWMZLLORUSA4DS",
        &[]
    ),
    player!(
        "shish",
        "Ilir Braha",
        "Përfaqësues në komitet",
        CommitteeMember,
        PublicOfficial,
        "shish",
        "skifter gur kallam verë fletore",
        "ONUGS43IEBZWQ2LTNAQHG2DJONUCA43I",
        &[]
    ),
    player!(
        "suela",
        "Suela Prendi",
        "Drejtuese dhe menaxhere e rastit",
        Head,
        ConfidentialNgo,
        "dora",
        "lulekuqe tokëz hanxhar pus mollë",
        "MRXXEYJAMRXXEYJAMRXXEYJAMRXXEYJA",
        &[]
    ),
    player!(
        "operatori",
        "Krenar Doda",
        "Operator i sistemit",
        Operator,
        Other,
        "operatori",
        "bletë shtëllungë kova rrush panxhar",
        "N5YGK4TBORXXE2JAN5YGK4TBORXXE2JA",
        &[]
    ),
];

/// Every invented personal value: it must never be found in clear outside an entitled page.
/// Each is unique, has at least six letters and is no word of any page.
pub(crate) const MARKERS: &[&str] = &[
    "Zamirë Bregasi",
    "Bregasi",
    "Lumturije Kastrioza",
    "Kastrioza",
    "Ardmir Gjelozi",
    "Gjelozi",
    "0690000417",
    "Rruga e Kuqe Pa Numër",
    "Qemo Shtrigulli",
    "Shtrigulli",
];
