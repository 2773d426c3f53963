//! What a second factor needs of WebAuthn: no attestation, keys of P-256, one signature to check.

use besa_vault::sha256;
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

/// How a public key of P-256 begins in the form that browsers hand out; the point follows.
const P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// Somebody touched the key.
const PRESENT: u8 = 0x01;
/// The answer names a credential.
const NAMED: u8 = 0x40;

/// A credential as it was registered. It answers only at the origin where that was.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Credential {
    id: Vec<u8>,
    point: Vec<u8>,
    origin: String,
    /// How often it signed, where the key counts at all.
    count: u32,
}

/// What a browser hands over, each part in base64url.
#[derive(Deserialize)]
pub(super) struct Answer {
    id: String,
    client: String,
    data: String,
    /// The public key at registration, the signature later.
    proof: String,
}

/// What the browser says it did.
#[derive(Deserialize)]
struct Client {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    foreign: bool,
}

/// What the authenticator says: flags, count, and the credential's id where it names one.
struct Said<'d> {
    site: &'d [u8],
    flags: u8,
    count: u32,
    id: Option<&'d [u8]>,
}

impl Credential {
    /// How a browser names it.
    pub(super) fn name(&self) -> String {
        encode(&self.id)
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

pub(super) fn encode(bytes: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(bytes)
}

impl Answer {
    /// The challenge that it claims to answer.
    pub(super) fn challenge(&self) -> Option<Vec<u8>> {
        let client: Client = serde_json::from_slice(&decode(&self.client)?).ok()?;
        decode(&client.challenge)
    }

    /// The bytes of client and authenticator, when the browser did this.
    fn parts(&self, what: &str) -> Option<(Client, Vec<u8>, Vec<u8>)> {
        let bytes = decode(&self.client)?;
        let client: Client = serde_json::from_slice(&bytes).ok()?;
        let fits = client.r#type == what && !client.foreign;
        fits.then_some((client, bytes, decode(&self.data)?))
    }

    /// A new credential, made at this host.
    pub(super) fn registers(&self, host: &str) -> Option<Credential> {
        let (client, _, data) = self.parts("webauthn.create")?;
        let said = Said::read(&data)?;
        let id = said
            .id
            .filter(|id| decode(&self.id).as_deref() == Some(id))?;
        let spki = decode(&self.proof)?;
        let point = spki.strip_prefix(&P256)?;
        let right = said.fits(&client.origin) && authority(&client.origin)? == host;
        let right = right && point.len() == 65 && point.first() == Some(&4);
        right.then(|| Credential {
            id: id.to_vec(),
            point: point.to_vec(),
            origin: client.origin,
            count: said.count,
        })
    }

    /// The credential as it stands after this answer, where it is one.
    pub(super) fn answers(&self, credential: &Credential) -> Option<Credential> {
        let (client, bytes, data) = self.parts("webauthn.get")?;
        let said = Said::read(&data)?;
        let counted = said.count > credential.count || (said.count == 0 && credential.count == 0);
        let named = decode(&self.id).as_ref() == Some(&credential.id);
        let right =
            named && counted && client.origin == credential.origin && said.fits(&client.origin);
        let message = [data.as_slice(), &sha256(&[&bytes])].concat();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &credential.point);
        let signed = key.verify(&message, &decode(&self.proof)?).is_ok();
        let count = said.count;
        (right && signed).then(|| Credential {
            count,
            ..credential.clone()
        })
    }
}

impl<'d> Said<'d> {
    fn read(data: &'d [u8]) -> Option<Said<'d>> {
        let (site, rest) = data.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let id = match flags & NAMED {
            0 => None,
            _ => {
                let (length, rest) = rest.get(16..)?.split_first_chunk::<2>()?;
                rest.get(..usize::from(u16::from_be_bytes(*length)))
            }
        };
        Some(Said {
            site,
            flags: *flags,
            count: u32::from_be_bytes(*count),
            id,
        })
    }

    /// Whether it speaks of this origin, and somebody touched it.
    fn fits(&self, origin: &str) -> bool {
        let host = host(origin).unwrap_or_default();
        self.flags & PRESENT != 0 && self.site == sha256(&[host.as_bytes()])
    }
}

/// Host and port of an origin: HTTPS, or this machine itself.
fn authority(origin: &str) -> Option<&str> {
    let local = origin
        .strip_prefix("http://")
        .filter(|it| *it == "localhost" || it.starts_with("localhost:"));
    origin.strip_prefix("https://").or(local)
}

fn host(origin: &str) -> Option<&str> {
    authority(origin)?.split(':').next()
}
