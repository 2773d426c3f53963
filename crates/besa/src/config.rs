//! Settings: one struct, every field explained by `besa config`.

use crate::app::Unopened;
use crate::db::Place;
use crate::founding::Folder;
use besa_vault::BackupRecipient;
use serde::{Deserialize, Deserializer};
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The settings of a node. A file may leave out whatever the defaults say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder of the data.
    pub(crate) data: PathBuf,
    /// Where the key file lies; absent = in `data`.
    pub(crate) key_file: Option<PathBuf>,
    /// PostgreSQL address; absent = SQLite in `data`.
    pub(crate) database: Option<String>,
    /// Where to listen.
    #[serde(default = "listen")]
    pub(crate) listen: SocketAddr,
    /// This node's name in the record.
    #[serde(default = "node")]
    pub(crate) node: String,
    /// Addresses of the proxies whose word about the client is taken.
    #[serde(default)]
    pub(crate) trusted_proxies: Vec<Net>,
    /// Certificate and key; absent = plain HTTP behind a proxy or on loopback.
    pub(crate) tls: Option<Tls>,
    /// Who can open the backups.
    #[serde(default)]
    pub(crate) backup: Backup,
}

/// The two files of HTTPS, in PEM.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// The certificate, followed by those between it and a root that browsers know.
    pub(crate) cert: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
}

/// Who can open the backups.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Backup {
    /// Public keys of age.
    #[serde(default)]
    pub(crate) recipients: Vec<String>,
}

fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn node() -> String {
    "node-1".to_owned()
}

impl Config {
    /// The defaults over a data folder.
    pub(crate) fn of_folder(data: &Path) -> Config {
        Config {
            data: data.to_owned(),
            key_file: None,
            database: None,
            listen: listen(),
            node: node(),
            trusted_proxies: Vec::new(),
            tls: None,
            backup: Backup::default(),
        }
    }

    /// Reads a settings file.
    pub(crate) fn read(path: &Path) -> Result<Config, Unopened> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Unopened(format!(
                "The settings {} could not be read: {error}",
                path.display()
            ))
        })?;
        toml::from_str(&text).map_err(|error| {
            Unopened(format!(
                "The settings {} are not right: {}",
                path.display(),
                error.message()
            ))
        })
    }

    /// What a start would refuse without looking at the data.
    pub(crate) fn check(&self) -> Result<(), Unopened> {
        self.may_listen()?;
        self.recipients().map(|_| ())
    }

    /// Without HTTPS of its own or of a proxy, only this machine may be answered.
    pub(crate) fn may_listen(&self) -> Result<(), Unopened> {
        if self.tls.is_some() || self.listen.ip().is_loopback() || !self.trusted_proxies.is_empty()
        {
            return Ok(());
        }
        Err(Unopened(format!(
            "Besa does not speak plain HTTP at {}, where others could listen. Give it a certificate \
             ([tls]), or name the proxy that ends HTTPS (trusted_proxies), or listen on 127.0.0.1.",
            self.listen
        )))
    }

    /// Who can open the backups.
    pub(crate) fn recipients(&self) -> Result<Vec<BackupRecipient>, Unopened> {
        let read = |text: &String| {
            text.parse()
                .map_err(|_| Unopened(format!("`{text}` is no public key of age (age1…).")))
        };
        self.backup.recipients.iter().map(read).collect()
    }

    /// Where the database is.
    pub(crate) fn place(&self) -> Place {
        match &self.database {
            Some(address) => Place::Postgres(address.clone()),
            None => Place::Folder(self.data.clone()),
        }
    }

    /// The files beside the database.
    pub(crate) fn folder(&self) -> Folder {
        Folder::at(&self.data).with_key_file(self.key_file.clone())
    }

    /// The settings as a file, each field with its meaning.
    pub(crate) fn explain(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let path = |path: &Path| quoted(&path.to_string_lossy());
        let list = |items: Vec<String>| {
            let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        };
        let mut out = String::new();
        let mut field = |meaning: &str, name: &str, value: Option<String>, sample: &str| {
            for line in meaning.lines() {
                writeln!(out, "# {line}").ok();
            }
            let written = match value {
                Some(value) => writeln!(out, "{name} = {value}\n"),
                None => writeln!(out, "# {name} = {sample}\n"),
            };
            written.ok();
        };
        field(
            "Folder of the data: record key and, without `database`, the SQLite files.",
            "data",
            Some(path(&self.data)),
            "",
        );
        field(
            "The key file, readable by its owner alone; left out = key-file.txt in `data`.\n\
             Another disk than the database's is better: no backup may hold both.",
            "key_file",
            self.key_file.as_deref().map(path),
            "\"/etc/besa/key-file.txt\"",
        );
        field(
            "PostgreSQL address; left out = SQLite in `data`.",
            "database",
            self.database.as_deref().map(quoted),
            "\"postgres://besa@/besa\"",
        );
        field(
            "Where to listen. Any other address than this machine's own wants [tls] or trusted_proxies.",
            "listen",
            Some(quoted(&self.listen.to_string())),
            "",
        );
        field(
            "This node's name in the record.",
            "node",
            Some(quoted(&self.node)),
            "",
        );
        field(
            "Proxies that end HTTPS before Besa. Their X-Forwarded-For and X-Forwarded-Proto are believed,\n\
             nobody else's. Addresses or ranges.",
            "trusted_proxies",
            (!self.trusted_proxies.is_empty())
                .then(|| list(self.trusted_proxies.iter().map(Net::to_string).collect())),
            "[\"127.0.0.1\", \"10.0.0.0/8\"]",
        );
        let tls = self.tls.as_ref();
        out.push_str(&format!(
            "# HTTPS by Besa itself, PEM files; read again on SIGHUP.\n{0}[tls]\n{0}cert = {1}\n{0}key = {2}\n\n",
            if tls.is_some() { "" } else { "# " },
            tls.map_or("\"/etc/besa/tls/cert.pem\"".to_owned(), |tls| path(&tls.cert)),
            tls.map_or("\"/etc/besa/tls/key.pem\"".to_owned(), |tls| path(&tls.key)),
        ));
        let recipients = &self.backup.recipients;
        out.push_str(&format!(
            "# Who can open the backups: public keys of age (`age-keygen`). Without one no backup is made.\n\
             {0}[backup]\n{0}recipients = {1}\n",
            if recipients.is_empty() { "# " } else { "" },
            if recipients.is_empty() {
                "[\"age1…\"]".to_owned()
            } else {
                list(recipients.clone())
            },
        ));
        out
    }
}

/// An address, or a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Net {
    first: IpAddr,
    bits: u32,
}

impl Net {
    /// Whether an address lies in the range; an IPv4 address written as IPv6 is the same address.
    pub(crate) fn holds(&self, address: IpAddr) -> bool {
        let (range, width) = number(self.first);
        let (asked, other) = number(address.to_canonical());
        let shift = width.saturating_sub(self.bits);
        width == other && (range.checked_shr(shift) == asked.checked_shr(shift))
    }
}

fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(four) => (u128::from(u32::from(four)), 32),
        IpAddr::V6(six) => (u128::from(six), 128),
    }
}

impl std::str::FromStr for Net {
    type Err = String;

    fn from_str(text: &str) -> Result<Net, String> {
        let wrong = || format!("`{text}` is neither an address nor a range such as 10.0.0.0/8");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().map_err(|_| wrong())?;
        let (_, width) = number(first);
        let bits = match bits {
            Some(bits) => bits
                .parse()
                .ok()
                .filter(|bits| *bits <= width)
                .ok_or_else(wrong)?,
            None => width,
        };
        Ok(Net { first, bits })
    }
}

impl std::fmt::Display for Net {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (_, width) = number(self.first);
        if self.bits == width {
            write!(out, "{}", self.first)
        } else {
            write!(out, "{}/{}", self.first, self.bits)
        }
    }
}

impl<'de> Deserialize<'de> for Net {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Net, D::Error> {
        String::deserialize(input)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Net {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_holds_what_lies_in_it_and_nothing_else() {
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.9.8.7", "11.0.0.1"),
            ("127.0.0.1", "127.0.0.1", "127.0.0.2"),
            ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
            ("2001:db8::/32", "2001:db8:1::2", "2001:db9::1"),
            ("10.0.0.0/8", "::ffff:10.0.0.1", "::ffff:11.0.0.1"),
            ("::/0", "::1", "10.0.0.1"),
        ] {
            assert!(
                net(range).holds(inside.parse().unwrap()),
                "{range} {inside}"
            );
            assert!(
                !net(range).holds(outside.parse().unwrap()),
                "{range} {outside}"
            );
            assert_eq!(net(range).to_string(), range);
        }
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0.0/",
            "proxy.example",
            "::/129",
            "1.2.3.4/-1",
        ] {
            assert!(wrong.parse::<Net>().is_err(), "{wrong}");
        }
    }
}
