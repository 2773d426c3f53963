//! A deployment as the operator's guide founds it: two institutions, one colleague invited in each,
//! and what the two do for somebody who has been found.

use super::machine::{Machine, says, shown_once};
use crate::load::{NAME, Newcomer, Visitor, Walk};
use crate::run::{Done, Stop};
use std::fs;
use std::net::SocketAddr;

const SHELTER: &str = "Strehëza Prova";

/// Kind, name, services, and who is invited first, in which role.
const HOUSES: [(&str, &str, &str, &str, &str); 2] = [
    (
        "ngo_mobile_unit",
        "Njësia Prova",
        "case_management",
        "arjana",
        "front_line",
    ),
    ("ngo_shelter", SHELTER, "shelter", "drita", "case_worker"),
];

/// What was shown once, and never again.
pub(crate) struct Founded {
    /// Of the root file.
    pub(crate) passphrase: String,
    /// One-time codes: of the mobile unit, of the shelter.
    pub(crate) codes: Vec<String>,
}

/// Founds a deployment with both institutions.
pub(crate) fn found(machine: &Machine) -> Done<Founded> {
    let root = format!("{}/root.age", machine.away);
    let said = says(machine.besa(&["found", "--root", &root]), "")?;
    let passphrase = shown_once(&said)?;
    let form = says(machine.bare(&["institution", "form"]), "")?;
    let mut codes = Vec::new();
    for (kind, name, service, login, role) in HOUSES {
        let filled = [
            ("kind = \"ngo_shelter\"", format!("kind = \"{kind}\"")),
            ("name = \"\"", format!("name = \"{name}\"")),
            (
                "services = [\"shelter\"]",
                format!("services = [\"{service}\"]"),
            ),
            ("login = \"\"", format!("login = \"{login}\"")),
            // The second name of the form is the steward's.
            ("name = \"\"", format!("name = \"{login} Prova\"")),
            ("role = \"head\"", format!("role = \"{role}\"")),
        ];
        let fill = |form: String, (asked, answer): (&str, String)| form.replacen(asked, &answer, 1);
        let filled = filled.into_iter().fold(form.clone(), fill);
        let (paper, signed) = (
            format!("{}/{login}.toml", machine.away),
            format!("{}/{login}.signed", machine.away),
        );
        fs::write(machine.file(&paper), filled)?;
        let sign = [
            "institution",
            "sign",
            &paper,
            "--root",
            &root,
            "--out",
            &signed,
        ];
        let said = says(machine.bare(&sign), &format!("{passphrase}\n"))?;
        codes.push(shown_once(&said)?);
        says(machine.besa(&["institution", "enter", &signed]), "")?;
    }
    Ok(Founded { passphrase, codes })
}

/// The two who work: one of the mobile unit, one of the shelter.
pub(crate) struct Colleagues {
    pub(crate) worker: Newcomer,
    pub(crate) desk: Newcomer,
}

/// Both enrol with their one-time codes.
pub(crate) fn enrolled(founded: &Founded, address: SocketAddr) -> Done<Colleagues> {
    let [worker, desk] = founded.codes.as_slice() else {
        return Err(Stop("two colleagues are invited".to_owned()));
    };
    Ok(Colleagues {
        worker: Newcomer::enrols("arjana", "guri lumi dielli bora era", worker, address)?,
        desk: Newcomer::enrols("drita", "mali deti fusha shiu hëna", desk, address)?,
    })
}

/// Somebody who was screened, identified, referred and received.
pub(crate) struct Met {
    /// Address of the case.
    pub(crate) case: String,
    /// Code of the referral.
    pub(crate) referral: String,
}

/// One meets her and refers her, the other accepts; both read her name.
pub(crate) fn meet(worker: &Visitor, desk: &Visitor) -> Done<Met> {
    let (sends, receives) = (Walk(worker), Walk(desk));
    let case = sends.do_it(&sends.screen()?)?;
    let case = case.split('?').next().unwrap_or_default().to_owned();
    sends.do_it(&sends.identify(&case)?)?;
    let shelter = sends.receiver(SHELTER)?;
    let sent = sends.do_it(&sends.refer(&case, &shelter)?)?;
    let referral = sent.rsplit('/').next().unwrap_or_default().to_owned();
    receives.do_it(&receives.accept(&referral)?)?;
    let met = Met { case, referral };
    read(worker, desk, &met)?;
    Ok(met)
}

/// The case opens for the one who made it, the package for the house that accepted.
pub(crate) fn read(worker: &Visitor, desk: &Visitor, met: &Met) -> Done {
    let file = Walk(worker).open(&met.case, "identity")?;
    let package = Walk(desk).page(&format!("/inbox/{}/package", met.referral))?;
    if file.html.contains(NAME) && package.html.contains(NAME) {
        return Ok(());
    }
    Err(Stop(
        "the name does not stand where it was entrusted to".to_owned(),
    ))
}

/// Leaves, as a person does at the end of the day.
pub(crate) fn leave(visitor: &Visitor) -> Done {
    let form = Walk(visitor).page("/me")?.form("sign-out");
    let form = form.ok_or_else(|| Stop("nobody can sign out".to_owned()))?;
    Walk(visitor).onward(&form)?;
    match Walk(visitor).0.get("/tasks") {
        Ok(page) if page.location == "/sign-in" => Ok(()),
        Ok(_) | Err(_) => Err(Stop("somebody is still signed in".to_owned())),
    }
}
