//! HTTPS by rustls: handshakes beside each other, certificates read again while it runs.

use crate::app::Unopened;
use crate::config::Tls;
use axum::serve::Listener;
use std::net::SocketAddr;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many handshakes may be under way at once.
const AT_ONCE: usize = 256;

/// The certificate in force, shared with whoever renews it.
#[derive(Clone)]
pub(crate) struct Certificate(Arc<RwLock<Arc<ServerConfig>>>);

impl Certificate {
    /// Reads the two files.
    pub(crate) fn read(tls: &Tls) -> Result<Certificate, Unopened> {
        Ok(Certificate(Arc::new(RwLock::new(config(tls)?))))
    }

    /// Reads them again; what was in force stays where they are not right.
    pub(crate) fn renew(&self, tls: &Tls) -> Result<(), Unopened> {
        let config = config(tls)?;
        match self.0.write() {
            Ok(mut held) => *held = config,
            Err(poisoned) => *poisoned.into_inner() = config,
        }
        Ok(())
    }

    fn acceptor(&self) -> TlsAcceptor {
        let held = match self.0.read() {
            Ok(held) => held.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        };
        TlsAcceptor::from(held)
    }
}

fn config(tls: &Tls) -> Result<Arc<ServerConfig>, Unopened> {
    let cert = tls.cert.display();
    let chain = CertificateDer::pem_file_iter(&tls.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| Unopened(format!("The certificate {cert} could not be read: {error}")))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| {
        Unopened(format!(
            "The key {} could not be read: {error}",
            tls.key.display()
        ))
    })?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| Unopened(format!("The certificate {cert} cannot be used: {error}")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// A listener whose connections have finished their handshake.
pub(crate) struct TlsDoor {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: std::io::Result<SocketAddr>,
}

impl TlsDoor {
    /// Begins to take connections; a slow handshake holds up nobody else's.
    pub(crate) fn open(listener: TcpListener, certificate: Certificate) -> TlsDoor {
        let address = listener.local_addr();
        let (sender, ready) = mpsc::channel(AT_ONCE);
        tokio::spawn(take(listener, certificate, sender));
        TlsDoor { ready, address }
    }
}

async fn take(
    mut listener: TcpListener,
    certificate: Certificate,
    ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        // The trait's own accept goes on after a failed one.
        let (stream, from) = tokio::select! {
            taken = Listener::accept(&mut listener) => taken,
            () = ready.closed() => return,
        };
        let (acceptor, ready) = (certificate.acceptor(), ready.clone());
        tokio::spawn(async move {
            let _place = place;
            if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await {
                ready.send((stream, from)).await.ok();
            }
        });
    }
}

impl Listener for TlsDoor {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The taking task ends only with this listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        match &self.address {
            Ok(address) => Ok(*address),
            Err(error) => Err(error.kind().into()),
        }
    }
}
