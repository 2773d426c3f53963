//! `besa institution`: a form to fill in, a signature made away from the server, an entry on it.

use super::{Where, root, serve};
use crate::app::{Actor, App, Clock as _, Fail, SystemClock, Unopened};
use crate::founding::unwritten;
use crate::registry::people::{self, Register, Request};
use crate::registry::{self};
use crate::rules;
use besa_domain::{InstitutionId, InstitutionKind, Profession, Role, Service};
use besa_vault::{OsChance, draw_id};
use clap::Subcommand;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(super) enum Institution {
    /// Prints a form for an institution that is to enter, with every code that it may use.
    Form,
    /// Signs a filled-in form with the root file, on a machine that is not the server.
    Sign {
        /// The filled-in form (TOML).
        form: PathBuf,
        /// The root file that the founding wrote.
        #[arg(long, value_name = "FILE")]
        root: PathBuf,
        /// Where the signed paper is written; it holds no secret.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Enters an institution on the server: a signed paper, or a form that invites nobody.
    Enter {
        /// The signed paper or the form.
        paper: PathBuf,
        #[command(flatten)]
        place: Where,
    },
}

pub(super) async fn run(verb: Institution) -> Result<(), Unopened> {
    match verb {
        Institution::Form => {
            print!("{}", form());
            Ok(())
        }
        Institution::Sign { form, root, out } => sign(&form, &root, &out),
        Institution::Enter { paper, place } => {
            let text = read(&paper)?;
            let app = serve::open(&place.config()?).await?;
            let entered = enter(&app, &text).await;
            app.close().await;
            println!("{}", entered?);
            Ok(())
        }
    }
}

fn read(path: &Path) -> Result<String, Unopened> {
    std::fs::read_to_string(path)
        .map_err(|error| Unopened(format!("{} could not be read: {error}", path.display())))
}

fn request(text: &str) -> Result<Request, Unopened> {
    toml::from_str(text)
        .map_err(|error| Unopened(format!("The form is not right: {}", error.message())))
}

fn sign(form: &Path, file: &Path, out: &Path) -> Result<(), Unopened> {
    let request = request(&read(form)?)?;
    let rules = rules::of_files(SystemClock.now())?;
    // Whatever is wrong with the form is said before a passphrase is typed.
    request
        .institution(InstitutionId::from_bytes([0; 16]), &rules)
        .map_err(Unopened)?;
    let (root, deployment) = root::open(file)?;
    let who = request.steward.as_ref().map(|it| it.login.clone());
    let (paper, code) = people::sign(&root, deployment, request, &rules).map_err(Unopened)?;
    std::fs::write(out, paper).map_err(|error| unwritten(out, &error))?;
    println!(
        "Signed: {}. Carry it to the server: besa institution enter.\n",
        out.display()
    );
    println!(
        "One-time code for {}, shown this once:\n\n    {}\n\n\
         Hand it over in person or by telephone. It works for 72 hours after the entry, at /enrol.",
        who.unwrap_or_default(),
        code.print().as_str()
    );
    Ok(())
}

/// Enters what a paper says; the answer is a sentence for the operator.
pub(crate) async fn enter(app: &App, text: &str) -> Result<String, Unopened> {
    let facts = app.facts();
    let (request, id, joining) = if people::is_signed(text) {
        let (request, id, joining) = people::read_signed(text, &facts.root, facts.deployment)
            .ok_or_else(|| {
                Unopened(
                    "The root of this deployment did not sign this paper, or it was changed since. \
                     Nothing was entered."
                        .to_owned(),
                )
            })?;
        (request, id, Some(joining))
    } else {
        let request = request(text)?;
        if request.steward.is_some() {
            return Err(Unopened(
                "This form invites somebody and is not signed: besa institution sign.".to_owned(),
            ));
        }
        (
            request,
            InstitutionId::from_bytes(draw_id(&mut OsChance)),
            None,
        )
    };
    let institution = request.institution(id, &app.rules()).map_err(Unopened)?;
    let broken = |fail: Fail| Unopened(format!("Nothing was entered: {fail}"));
    let mut reading = app.glance().await.map_err(broken)?;
    let known = registry::institution(&mut reading.tx(), id)
        .await
        .map_err(broken)?;
    if known.is_some() {
        return Err(Unopened("This paper was entered before.".to_owned()));
    }
    if let Some(joining) = &joining
        && registry::member_by_login(&mut reading.tx(), joining.login())
            .await
            .map_err(broken)?
            .is_some()
    {
        return Err(Unopened(format!(
            "The login {} is taken. Sign a form with another one.",
            joining.login()
        )));
    }
    drop(reading);
    let said = match &joining {
        Some(joining) => format!(
            "Entered: {}. {} may enrol at /enrol within 72 hours.",
            institution.name,
            joining.login()
        ),
        None => format!(
            "Entered: {}. It works outside the system.",
            institution.name
        ),
    };
    let register = Register {
        institution,
        staff: request.staff,
        joining,
    };
    app.act(&Actor::Operator, None, register)
        .await
        .map_err(broken)?;
    Ok(said)
}

fn form() -> String {
    let codes = |all: Vec<&'static str>| {
        let mut lines = String::new();
        let mut line = String::from("#  ");
        for code in all {
            if line.len().saturating_add(code.len()) > 90 {
                lines.push_str(&format!("{line}\n"));
                line = String::from("#  ");
            }
            line.push(' ');
            line.push_str(code);
        }
        format!("{lines}{line}\n")
    };
    format!(
        "# An institution that is to enter. Fill in, sign where the root file is, enter on the server.\n\
         # Kinds:\n{kinds}kind = \"ngo_shelter\"\nname = \"\"\n\n\
         # Municipality of the seat, and the areas it serves: AL, a county, or a municipality.\n\
         seat = \"AL-10-shkoder\"\nareas = [\"AL-10\"]\n\n\
         # Services:\n{services}services = [\"shelter\"]\n\n\
         # Telephone for anybody, and the duty telephone for colleagues.\n\
         public_line = \"\"\nduty_contact = \"\"\n\n\
         # How many people work there. With one or two, the steward then names a partner institution,\n\
         # whose steward is the second person for keys and locks and sees no case.\n\
         staff = 3\n\n\
         # Who is invited first, holds all circles and invites the others.\n\
         # Leave this whole part out for an institution that works outside the system.\n\
         [steward]\nlogin = \"\"\nname = \"\"\npost = \"\"\n\
         # Roles:\n{roles}role = \"head\"\n\
         # Professions:\n{professions}profession = \"confidential_ngo\"\nlang = \"sq\"\n",
        kinds = codes(InstitutionKind::ALL.map(InstitutionKind::code).to_vec()),
        services = codes(Service::ALL.map(Service::code).to_vec()),
        roles = codes(
            Role::ALL
                .into_iter()
                .filter(|role| !matches!(role, Role::System | Role::Public))
                .map(Role::code)
                .collect()
        ),
        professions = codes(Profession::ALL.map(Profession::code).to_vec()),
    )
}
