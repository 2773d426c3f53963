//! HTTPS, proxies, settings, and the word to stop.

use crate::bench::{Running, besa, deployment, done, program, refused, said, settings, text};
use crate::browser::Browser;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// Writes a certificate for this machine; a client that knows it is handed back.
fn certificate(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

/// What `/health` answers by HTTPS to somebody who trusts this certificate alone.
fn health(address: &str, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(address)?);
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn https_is_served_and_a_renewed_certificate_is_taken_without_a_restart() {
    let (_, data) = deployment();
    let first = certificate(data.path());
    let tls = format!(
        "[tls]\ncert = '{0}/cert.pem'\nkey = '{0}/key.pem'\n",
        text(data.path())
    );
    let server = Running::start(&["--config", text(&settings(data.path(), &tls))]);
    let answer = health(&server.address, &first).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"),
        "{answer}"
    );
    assert!(answer.contains("strict-transport-security: max-age=63072000"));
    // Somebody who never finishes a handshake, and one who speaks plain HTTP, hold up nobody.
    let _silent = TcpStream::connect(&server.address).unwrap();
    let mut plain = TcpStream::connect(&server.address).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let second = certificate(data.path());
    server.signal("-HUP");
    let renewed = (0..50).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        health(&server.address, &second).is_ok()
    });
    assert!(renewed && health(&server.address, &first).is_err());
    std::fs::write(data.path().join("key.pem"), "broken").unwrap();
    server.signal("-HUP");
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        health(&server.address, &second).is_ok(),
        "the one before stays"
    );
    server.stop();
    let start = besa(&["serve", "--config", text(&data.path().join("besa.toml"))]);
    refused(&start, "key.pem could not be read");
}

#[test]
fn plain_http_is_spoken_to_this_machine_or_behind_a_named_proxy_only() {
    let (_, data) = deployment();
    let file = settings(data.path(), "listen = '0.0.0.0:0'\n");
    refused(&besa(&["serve", "--config", text(&file)]), "plain HTTP");
    let file = settings(
        data.path(),
        "listen = '0.0.0.0:0'\ntrusted_proxies = ['127.0.0.1']\n",
    );
    let server = Running::start(&["--config", text(&file)]);
    let address = server.address.replace("0.0.0.0", "127.0.0.1");
    let ask = |more: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        let request = format!("GET /health HTTP/1.1\r\nHost: b\r\n{more}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let strict = "strict-transport-security";
    assert!(!ask("").contains(strict));
    assert!(!ask("X-Forwarded-Proto: http\r\n").contains(strict));
    assert!(ask("X-Forwarded-Proto: https\r\n").contains(strict));
    server.stop();
    let server = Running::start(&["--config", text(&settings(data.path(), ""))]);
    let address = server.address.clone();
    let page = Browser::at(&address).get("/sign-in");
    assert_eq!(page.status, 200);
    server.stop();
}

/// Whether a line gives a field its value; a sentence has spaces before its equals sign.
fn is_field(line: &str) -> bool {
    line.split_once(" = ")
        .is_some_and(|(name, _)| name.chars().all(|c| c.is_lowercase() || c == '_'))
}

#[test]
fn settings_are_printed_with_their_meaning_and_checked() {
    let printed = done(&besa(&["config"]));
    for field in [
        "data",
        "key_file",
        "database",
        "listen",
        "node",
        "trusted_proxies",
        "tls",
        "recipients",
    ] {
        assert!(printed.contains(field), "{field}");
    }
    let (_, data) = deployment();
    let file = data.path().join("besa.toml");
    std::fs::write(&file, &printed).unwrap();
    assert!(done(&besa(&["config", "--check", text(&file)])).contains("are right"));
    // Every line that is commented out is right too.
    let all: String = printed
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.starts_with('[') || is_field(rest) => format!("{rest}\n"),
            Some(_) | None => format!("{line}\n"),
        })
        .collect();
    let key = besa_vault::BackupKey::generate().recipient().to_string();
    std::fs::write(&file, all.replace("age1…", &key)).unwrap();
    assert!(done(&besa(&["config", "--check", text(&file)])).contains("are right"));
    for (wrong, words) in [
        ("port = 3", "port"),
        ("trusted_proxies = ['proxy.example']", "neither an address"),
        ("listen = '0.0.0.0:80'", "plain HTTP"),
        ("[backup]\nrecipients = ['age1wrong']", "age1wrong"),
    ] {
        std::fs::write(&file, format!("data = 'x'\n{wrong}\n")).unwrap();
        let output = besa(&["config", "--check", text(&file)]);
        refused(&output, words);
        assert!(!said(&output).contains("are right"));
    }
}

#[test]
fn a_word_to_stop_ends_well_and_the_service_manager_hears_of_it() {
    let (_, data) = deployment();
    let socket = data.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let heard = || {
        let mut word = [0; 64];
        let length = manager.recv(&mut word).unwrap();
        String::from_utf8_lossy(&word[..length]).into_owned()
    };
    let mut told = Command::new(program());
    told.env("NOTIFY_SOCKET", &socket);
    let server = Running::begin(told, &["--config", text(&settings(data.path(), ""))]);
    assert_eq!(heard(), "READY=1");
    assert_eq!(Browser::at(&server.address).get("/health").status, 200);
    // A request that never ends does not keep the server from ending.
    let mut half = TcpStream::connect(&server.address).unwrap();
    half.write_all(b"GET /health HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n")
        .unwrap();
    server.stop();
    assert_eq!(heard(), "STOPPING=1");
    let mut answer = String::new();
    half.read_to_string(&mut answer).unwrap();
    assert!(
        answer.ends_with("ok\n"),
        "what was asked was answered: {answer}"
    );
}
