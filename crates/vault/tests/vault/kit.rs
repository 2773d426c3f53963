//! A small invented world, the same in every run: two institutions, a circle each, one case.

use besa_vault::*;

/// Reproducible bytes: SHA-256 of a seed and a counter.
pub(crate) struct Fixed {
    seed: String,
    drawn: u64,
}

impl Fixed {
    pub(crate) fn new(seed: &str) -> Self {
        Self {
            seed: seed.to_owned(),
            drawn: 0,
        }
    }
}

impl Chance for Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let block = sha256(&[self.seed.as_bytes(), &self.drawn.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
            self.drawn += 1;
        }
    }
}

pub(crate) fn id(name: &str) -> Id16 {
    std::array::from_fn(|at| sha256(&[b"id", name.as_bytes()])[at])
}

pub(crate) const TIME: i64 = 1_790_000_000;

/// A member with root, keys and trusted card.
pub(crate) struct Person {
    pub(crate) root: MemberRoot,
    pub(crate) at: MemberAt,
    pub(crate) key: SigKey,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sig: Sig,
    pub(crate) card: Trusted<MemberCard>,
}

/// An institution with its founder and one circle at epoch 0.
pub(crate) struct House {
    pub(crate) seed: InstitutionSeed,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sig: Sig,
    pub(crate) card: Trusted<InstitutionCard>,
    pub(crate) founder: Person,
    pub(crate) root: CircleRoot,
    pub(crate) circle_bytes: Vec<u8>,
    pub(crate) circle_sigs: CircleSigs,
    pub(crate) circle: Trusted<CircleCard>,
}

pub(crate) struct World {
    pub(crate) deployment: Deployment,
    pub(crate) root: DeploymentRoot,
    pub(crate) sender: House,
    pub(crate) receiver: House,
    pub(crate) chance: Fixed,
}

pub(crate) fn person(
    house: &Trusted<InstitutionCard>,
    seed: &InstitutionSeed,
    name: &str,
) -> Person {
    let mut chance = Fixed::new(name);
    let root = MemberRoot::draw(&mut chance);
    let at = MemberAt {
        deployment: house.deployment,
        member: id(name),
    };
    let key = root.sig(at);
    let card = MemberCard {
        deployment: house.deployment,
        institution: house.institution,
        member: at.member,
        name: name.to_owned(),
        post: "case-worker".to_owned(),
        serial: 1,
        kem: root.kem(at).public(),
        sig: key.public(),
    };
    let (bytes, sig) = (card.encode(), card.sign(&seed.key()));
    let card = MemberCard::trust(&bytes, &sig, house).unwrap();
    Person {
        root,
        at,
        key,
        bytes,
        sig,
        card,
    }
}

pub(crate) fn house(
    deployment: Deployment,
    root: &DeploymentRoot,
    name: &str,
    founder: &str,
) -> House {
    let mut chance = Fixed::new(name);
    let seed = InstitutionSeed::draw(&mut chance);
    let card = InstitutionCard {
        deployment,
        institution: id(name),
        name: name.to_owned(),
        kind: "shelter".to_owned(),
        serial: 1,
        sig: seed.key().public(),
    };
    let (bytes, sig) = (card.encode(), card.sign(&root.key()));
    let card = InstitutionCard::trust(&bytes, &sig, &root.key().public(), deployment).unwrap();
    let founder = person(&card, &seed, founder);
    let circle_root = CircleRoot::draw(&mut chance);
    let at = CircleAt {
        deployment,
        circle: id(&format!("{name}/cases")),
        epoch: 0,
    };
    let circle = CircleCard::of(
        &circle_root,
        at,
        card.institution,
        "cases",
        founder.at.member,
    );
    let (circle_bytes, circle_sigs) = (circle.encode(), circle.sign(&seed.key(), &founder.key));
    let circle =
        CircleCard::trust_first(&circle_bytes, &circle_sigs, &card, &founder.card).unwrap();
    House {
        seed,
        bytes,
        sig,
        card,
        founder,
        root: circle_root,
        circle_bytes,
        circle_sigs,
        circle,
    }
}

pub(crate) fn world() -> World {
    world_of(DeploymentKind::Real)
}

pub(crate) fn world_of(kind: DeploymentKind) -> World {
    let mut chance = Fixed::new("world");
    let deployment = Deployment::draw(kind, &mut chance);
    let root = DeploymentRoot::draw(&mut chance);
    let sender = house(deployment, &root, "Qendra Vatra e Re", "Mira Shembulli");
    let receiver = house(deployment, &root, "Strehëza Liqeni", "Arben Provësi");
    World {
        deployment,
        root,
        sender,
        receiver,
        chance,
    }
}

impl House {
    pub(crate) fn circle_at(&self) -> CircleAt {
        CircleAt {
            deployment: self.circle.deployment,
            circle: self.circle.circle,
            epoch: self.circle.epoch,
        }
    }
}

/// A version of a section with both its halves.
pub(crate) struct Save {
    pub(crate) a: HalfA,
    pub(crate) b: HalfB,
    pub(crate) at: VersionAt<'static>,
    pub(crate) sealed: SealedVersion,
}

impl World {
    pub(crate) fn version_at(&self, row: &str) -> VersionAt<'static> {
        VersionAt {
            ctx: Ctx {
                row: Some(id(row)),
                case: Some(id("case")),
                section: Some("identity"),
                format: Some(1),
                version: Some(1),
                owner: Some(self.sender.card.institution),
                ..Ctx::new(self.deployment)
            },
            half: id(&format!("{row}/half")),
            prev: None,
        }
    }

    pub(crate) fn save(&mut self, row: &str, plaintext: &[u8]) -> Save {
        let at = self.version_at(row);
        let a = HalfA::draw(&mut self.chance);
        let b = HalfB::draw(&mut self.chance);
        let author = &self.sender.founder.key;
        let sealed = seal_version(author, &a, &b, &at, plaintext, &mut self.chance).unwrap();
        Save { a, b, at, sealed }
    }

    pub(crate) fn statement(&self, items: &[Id16]) -> Statement {
        Statement {
            letter: id("letter"),
            deployment: self.deployment,
            case: id("case"),
            referral: Some(id("referral")),
            sender: self.sender.founder.at.member,
            sender_card: self.sender.founder.card.hash(),
            circle: self.receiver.circle.circle,
            epoch: 0,
            circle_card: self.receiver.circle.hash(),
            items: items.to_vec(),
            rights: Rights {
                read: true,
                onward: false,
            },
            until: Some(TIME + 86_400 * 90),
            ground: "consent".to_owned(),
            consent: Some(id("consent")),
            time: TIME,
        }
    }

    pub(crate) fn letter(&mut self, statement: &Statement, halves: &[HalfA]) -> Letter {
        let key = &self.sender.founder.key;
        seal_letter(
            key,
            &self.receiver.circle,
            statement,
            halves,
            &mut self.chance,
        )
        .unwrap()
    }

    pub(crate) fn open(&self, letter: &Letter) -> Result<OpenedLetter, Refused> {
        let House { root, circle, .. } = &self.receiver;
        open_letter(root, circle, &self.sender.founder.card, letter)
    }
}

/// Compares two results that carry secrets: only whether it was refused matters.
pub(crate) fn refused<T>(result: Result<T, Refused>) -> bool {
    result.err() == Some(Refused)
}
