//! Slowness over a real connection: who sends drop by drop, says nothing or takes no answer is hung
//! up on, and meanwhile everybody else is answered.

use super::Book;
use crate::tests::kit::World;
use crate::web::{Limits, Patient};
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};

const LIMITS: Limits = Limits {
    request: Duration::from_millis(900),
    silence: Duration::from_millis(900),
    at_once: 6,
};
/// Long enough on a busy machine for what is to happen after the limits.
const LONG: Duration = Duration::from_secs(20);

async fn served(world: &World) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = world
        .router()
        .into_make_service_with_connect_info::<SocketAddr>();
    let listener = Patient::within(listener, LIMITS).tap_io(|_| {});
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Whatever comes until the connection ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(LONG, stream.read_to_end(&mut bytes)).await;
    assert!(read.is_ok(), "the connection stays open");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The status of a whole exchange on a connection of its own.
async fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.ok();
    let said = rest(&mut stream).await;
    said.split("\r\n").next().unwrap().to_owned()
}

/// Sends a drop at a time; whether the other end hung up before all was sent, or said a fault.
async fn drips(address: SocketAddr, begin: &str, drop: &str) -> bool {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(begin.as_bytes()).await.unwrap();
    let until = Instant::now() + LONG;
    let mut said = [0; 10];
    while Instant::now() < until {
        if stream.write_all(drop.as_bytes()).await.is_err() {
            return true;
        }
        if let Ok(read) = timeout(Duration::from_millis(60), stream.read(&mut said)).await {
            return !matches!(read, Ok(1..)) || said.starts_with(b"HTTP/1.1 4");
        }
    }
    false
}

const HEALTH: &[u8] = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn who_is_slow_is_hung_up_on_and_nobody_waits_for_it() {
    let world = World::founded().await;
    let mut book = Book::of("SLOW");
    let address = served(&world).await;
    let post = "POST /sign-in HTTP/1.1\r\nHost: x\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n";
    let chunked = "POST /sign-in HTTP/1.1\r\nHost: x\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (id, what, begin, drop) in [
        (
            "01",
            "sends a head drop by drop",
            "GET /help HTTP/1.1\r\n",
            "x",
        ),
        (
            "02",
            "sends header after header",
            "GET /help HTTP/1.1\r\n",
            "a: b\r\n",
        ),
        ("03", "sends a form drop by drop", post, "a"),
        (
            "04",
            "sends a form in chunks of a byte",
            chunked,
            "1\r\na\r\n",
        ),
        ("05", "sends line ends before a request", "", "\r\n"),
    ] {
        let slow = drips(address, begin, drop);
        let others = async {
            sleep(Duration::from_millis(200)).await;
            exchange(address, HEALTH).await
        };
        let (ended, answered) = tokio::join!(slow, others);
        assert_eq!(answered, "HTTP/1.1 200 OK", "{what}: others wait");
        book.refused(id, what, "hung up", ended);
    }
    let mut silent = TcpStream::connect(address).await.unwrap();
    book.refused(
        "06",
        "connects and says nothing",
        "hung up",
        rest(&mut silent).await.is_empty(),
    );
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let said = rest(&mut idle).await;
    book.refused(
        "07",
        "keeps a connection after its answer",
        "hung up",
        said.contains("200 OK"),
    );
    // Every place taken by somebody silent: the next one is answered when they were hung up on.
    let mut taken = Vec::new();
    for _ in 0..LIMITS.at_once {
        taken.push(TcpStream::connect(address).await.unwrap());
    }
    let answered = exchange(address, HEALTH).await == "HTTP/1.1 200 OK";
    book.refused(
        "08",
        "takes every place and says nothing",
        "hung up, others answered",
        answered,
    );
    drop(taken);
    // Many answers asked for and none taken: the window fills, then the patience ends.
    let mut greedy = TcpStream::connect(address).await.unwrap();
    let many = b"GET /help HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2_000);
    let ended = timeout(LONG, async {
        let all = greedy.write_all(&many).await;
        sleep(LIMITS.silence * 2).await;
        all.is_err() || greedy.write_all(&many).await.is_err()
    });
    book.refused(
        "09",
        "asks and takes no answer",
        "hung up",
        ended.await.unwrap(),
    );
    let wide = |count: usize| {
        let headers = "a: b\r\n".repeat(count);
        format!("GET /health HTTP/1.1\r\nHost: x\r\n{headers}\r\n").into_bytes()
    };
    let long = format!(
        "GET /health HTTP/1.1\r\nHost: x\r\na: {}\r\n\r\n",
        "a".repeat(1 << 20)
    );
    let two = post.replace(
        "Content-Length: 9000",
        "Content-Length: 1\r\nContent-Length: 2",
    );
    for (id, what, request, answer) in [
        ("10", "sends 10,000 headers", wide(10_000), "431"),
        ("11", "sends a header of 1 MB", long.into_bytes(), "431"),
        ("12", "says two lengths", two.into_bytes(), "400"),
        (
            "13",
            "says a negative length",
            post.replace("9000", "-1").into_bytes(),
            "400",
        ),
        (
            "14",
            "speaks no HTTP",
            b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n".to_vec(),
            "400",
        ),
        (
            "15",
            "speaks an unknown version",
            b"GET / HTTP/3.7\r\n\r\n".to_vec(),
            "400",
        ),
        (
            "16",
            "asks with NUL in the path",
            b"GET /\0 HTTP/1.1\r\n\r\n".to_vec(),
            "400",
        ),
        (
            "17",
            "splits a header",
            b"GET / HTTP/1.1\r\na\nb : c\r\n\r\n".to_vec(),
            "400",
        ),
    ] {
        let line = exchange(address, &request).await;
        let refused = line.is_empty() || line.contains(answer);
        assert!(refused, "{what}: {line}");
        book.refused(id, what, &format!("{answer} or hung up"), refused);
    }
    assert_eq!(exchange(address, HEALTH).await, "HTTP/1.1 200 OK");
    book.closed();
}
