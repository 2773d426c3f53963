//! Where a request comes from: the connection's other end, or what a trusted proxy says of it.

use crate::config::Net;
use crate::web::door::TlsDoor;
use crate::web::patience::Patient;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY};
use axum::middleware::Next;
use axum::response::Response;
use axum::serve::IncomingStream;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The other end of a connection, and whether the connection is HTTPS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    address: SocketAddr,
    secure: bool,
}

impl Connected<IncomingStream<'_, Patient<TcpListener>>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Patient<TcpListener>>) -> Peer {
        Peer {
            address: *stream.remote_addr(),
            secure: false,
        }
    }
}

impl Connected<IncomingStream<'_, Patient<TlsDoor>>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Patient<TlsDoor>>) -> Peer {
        Peer {
            address: *stream.remote_addr(),
            secure: true,
        }
    }
}

/// Browsers that came by HTTPS once come by nothing else for two years (security.md 2.19).
const STRICT: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Puts the client's own address where the throttle looks for it, and HSTS on what goes by HTTPS.
pub(crate) async fn recognised(
    State(proxies): State<Arc<Vec<Net>>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let trusted = |address: IpAddr| proxies.iter().any(|net| net.holds(address));
    let by_proxy = trusted(peer.address.ip());
    let address = if by_proxy {
        client(request.headers(), trusted).unwrap_or(peer.address.ip())
    } else {
        peer.address.ip()
    };
    let secure = peer.secure
        || by_proxy
            && last(request.headers(), "x-forwarded-proto")
                .is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    let client = SocketAddr::new(address, peer.address.port());
    request.extensions_mut().insert(ConnectInfo(client));
    let mut response = next.run(request).await;
    if secure {
        response
            .headers_mut()
            .insert(STRICT_TRANSPORT_SECURITY, STRICT);
    }
    response
}

/// The last hop that is no proxy of ours: what stands before it anybody may have written.
fn client(headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let name = HeaderName::from_static("x-forwarded-for");
    let hops: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut seen = None;
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        seen = Some(address);
        if !trusted(address) {
            break;
        }
    }
    seen
}

fn last<'h>(headers: &'h HeaderMap, name: &'static str) -> Option<&'h str> {
    let values = headers.get_all(HeaderName::from_static(name));
    let value = values.iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(values: &[&str]) -> Option<String> {
        let ours: Net = "10.0.0.0/8".parse().unwrap();
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client(&headers, |address| ours.holds(address)).map(|address| address.to_string())
    }

    #[test]
    fn the_nearest_address_that_is_no_proxy_of_ours_is_the_client() {
        for (values, client) in [
            (&["203.0.113.7"][..], Some("203.0.113.7")),
            (
                &["198.51.100.1, 203.0.113.7, 10.0.0.2"],
                Some("203.0.113.7"),
            ),
            (&["198.51.100.1", "203.0.113.7"], Some("203.0.113.7")),
            (&["10.0.0.3, 10.0.0.2"], Some("10.0.0.3")),
            (&["203.0.113.7, unknown"], None),
            (&["unknown, 10.0.0.2"], Some("10.0.0.2")),
            (&[], None),
        ] {
            assert_eq!(said(values).as_deref(), client, "{values:?}");
        }
    }
}
