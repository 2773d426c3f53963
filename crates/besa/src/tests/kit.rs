//! The kit: a county founded once a run, copied for each test, and browsers in it.

use crate::accounts::{self, Loaded, Session};
use crate::app::{App, ManualClock, Start};
use crate::db::Place;
use crate::demo;
use crate::founding::{self, Founded};
use crate::web;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use besa_domain::{Date, InstitutionId, Moment};
use besa_vault::{DeploymentKind, KeyFile, Params};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// Tuesday, 24.11.2026, 09:00 in Tirana: a working day, four days before a feast.
pub(crate) fn nine_o_clock() -> Moment {
    Moment::local(Date::constant(2026, 11, 24), 9, 0)
}

/// A founded county in a test of its own.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) houses: BTreeMap<&'static str, InstitutionId>,
    pub(crate) place: Place,
    pub(crate) keys: String,
    cookies: BTreeMap<&'static str, String>,
    router: Router,
    heard: Arc<Mutex<Vec<Heard>>>,
    _folder: tempfile::TempDir,
}

/// A request as it was sent: method, path, body.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: String,
}

struct Template {
    place: Place,
    keys: String,
    houses: BTreeMap<&'static str, InstitutionId>,
    cookies: BTreeMap<&'static str, String>,
    _folder: tempfile::TempDir,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The PostgreSQL that the run was given.
#[expect(
    clippy::disallowed_methods,
    reason = "the run says which engine it tests"
)]
fn postgres() -> Option<String> {
    std::env::var("BESA_TEST_DB").ok()
}

/// Names a fresh database on the run's PostgreSQL, or files in a folder.
pub(crate) async fn fresh(folder: &Path, template: Option<&Place>) -> Place {
    match (postgres(), template) {
        (Some(url), template) => {
            let number = NUMBER.fetch_add(1, Ordering::SeqCst);
            let name = format!("besa_{}_{number}", std::process::id());
            let mut admin = PgConnection::connect(&url).await.unwrap();
            let of = match template {
                Some(Place::Postgres(of)) => format!(" TEMPLATE {}", database_of(of)),
                Some(Place::Folder(_)) | None => String::new(),
            };
            let sql = format!("CREATE DATABASE {name}{of}");
            admin.execute(AssertSqlSafe(sql)).await.unwrap();
            Place::Postgres(url.replacen("/postgres?", &format!("/{name}?"), 1))
        }
        (None, Some(Place::Folder(of))) => {
            for file in std::fs::read_dir(of).unwrap() {
                let file = file.unwrap();
                // The shared memory of a closed database may vanish while it is looked at.
                match std::fs::copy(file.path(), folder.join(file.file_name())) {
                    Ok(_) => {}
                    Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => panic!("{error}"),
                }
            }
            Place::Folder(folder.to_owned())
        }
        (None, Some(Place::Postgres(_)) | None) => Place::Folder(folder.to_owned()),
    }
}

fn database_of(url: &str) -> &str {
    let path = url.split('?').next().unwrap();
    path.rsplit('/').next().unwrap()
}

async fn template() -> &'static Template {
    TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let place = fresh(folder.path(), None).await;
            let clock = Arc::new(ManualClock::at(nine_o_clock()));
            let founded = found(&place, clock).await;
            let mut stage = demo::people(&founded).await.unwrap();
            stage.everybody_in().await.unwrap();
            let template = Template {
                place,
                keys: founded.app.keys().print().to_string(),
                houses: stage.houses.clone(),
                cookies: stage.cookies().clone(),
                _folder: folder,
            };
            founded.app.close().await;
            template
        })
        .await
}

/// A deployment founded with light locks.
pub(crate) async fn found(place: &Place, clock: Arc<ManualClock>) -> Founded {
    founding::found(
        place,
        DeploymentKind::Demo,
        Box::new(clock),
        "node-1",
        Params::kit(),
    )
    .await
    .unwrap()
}

impl World {
    /// The county with its people, everybody signed in, no case yet.
    pub(crate) async fn founded() -> World {
        let template = template().await;
        let folder = tempfile::tempdir().unwrap();
        let place = fresh(folder.path(), Some(&template.place)).await;
        let clock = Arc::new(ManualClock::at(nine_o_clock()));
        clock.forward(60);
        let app = open(&place, &template.keys, clock.clone()).await;
        World {
            router: web::router(app.clone()),
            heard: Arc::default(),
            app,
            clock,
            houses: template.houses.clone(),
            place,
            keys: template.keys.clone(),
            cookies: template.cookies.clone(),
            _folder: folder,
        }
    }

    /// The same people before another opening of the deployment.
    pub(crate) fn moved_to(&mut self, app: App) {
        self.router = web::router(app.clone());
        self.app = app;
    }

    /// The same world with another application behind its browsers.
    pub(crate) fn on(mut self, router: Router) -> World {
        self.router = router;
        self
    }

    /// The folder of this world; holds the database only on SQLite.
    pub(crate) fn folder(&self) -> PathBuf {
        self._folder.path().to_owned()
    }

    /// The session of a player, opened anew from the cookie.
    pub(crate) async fn session(&self, login: &str) -> Arc<Session> {
        match accounts::load(&self.app, &self.cookies[login])
            .await
            .unwrap()
        {
            Loaded::Open(session) => session,
            Loaded::Covered | Loaded::Gone => panic!("{login} is not signed in"),
        }
    }

    /// The session of somebody who just signed in.
    pub(crate) async fn session_after(&self, page: &Page) -> Arc<Session> {
        let set = page.headers[header::SET_COOKIE].to_str().unwrap();
        match accounts::load(&self.app, set.split(['=', ';']).nth(1).unwrap())
            .await
            .unwrap()
        {
            Loaded::Open(session) => session,
            Loaded::Covered | Loaded::Gone => panic!("not signed in"),
        }
    }

    /// A browser in which this player is signed in.
    pub(crate) fn as_(&self, login: &str) -> Browser {
        Browser {
            router: self.router.clone(),
            heard: self.heard.clone(),
            cookie: Some(format!("__Host-besa={}", self.cookies[login])),
            lang: "sq",
        }
    }

    /// The cookie of a player, for a real browser.
    pub(crate) fn cookie(&self, login: &str) -> &str {
        &self.cookies[login]
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn nobody(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            heard: self.heard.clone(),
            cookie: None,
            lang: "sq",
        }
    }

    /// Every request that was sent to this world, in order.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The router, for a listener of a test's own.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Serves this world on a loopback port, for a real browser.
    pub(crate) async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        format!("http://{address}")
    }
}

/// Opens a founded deployment.
pub(crate) async fn open(place: &Place, keys: &str, clock: Arc<ManualClock>) -> App {
    let start = Start {
        keys: KeyFile::parse(keys).unwrap(),
        clock: Box::new(clock),
        node: "node-1".to_owned(),
        params: Params::kit(),
    };
    App::open(place, start).await.unwrap()
}

/// A browser without script: it keeps its cookie and sends forms as they were rendered.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    heard: Arc<Mutex<Vec<Heard>>>,
    cookie: Option<String>,
    lang: &'static str,
}

/// A page as it came, already checked for what every page must have.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

impl Browser {
    /// The same browser in English.
    pub(crate) fn in_english(mut self) -> Browser {
        self.lang = "en";
        self
    }

    /// The same browser with the cookie that an answer set.
    pub(crate) fn keeping(mut self, page: &Page) -> Browser {
        let set = page.headers.get_all(header::SET_COOKIE).iter();
        let session = set
            .filter_map(|value| value.to_str().ok())
            .find(|it| it.starts_with("__Host-"));
        self.cookie = session
            .and_then(|it| it.split(';').next())
            .map(str::to_owned);
        self
    }

    /// The same browser with this cookie.
    pub(crate) fn with_cookie(mut self, cookie: &str) -> Browser {
        self.cookie = Some(cookie.to_owned());
        self
    }

    /// Sends a request with headers of its own.
    pub(crate) async fn ask(&self, mut request: Request<Body>) -> Page {
        let cookies = self.cookies().parse().unwrap();
        request.headers_mut().insert(header::COOKIE, cookies);
        self.send(request).await
    }

    /// Sends a request exactly as it is, without a cookie of ours.
    pub(crate) async fn raw(&self, request: Request<Body>) -> Page {
        self.send(request).await
    }

    fn cookies(&self) -> String {
        let language = format!("besa-lang={}", self.lang);
        self.cookie
            .iter()
            .cloned()
            .chain([language])
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str) -> Page {
        let request = Request::get(path).header(header::COOKIE, self.cookies());
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends fields as they are, nothing added.
    pub(crate) async fn post_raw(&self, path: &str, body: String) -> Page {
        let request = Request::post(path)
            .header(header::COOKIE, self.cookies())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form of this page: its hidden fields and these.
    pub(crate) async fn post(&self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let hidden = page.hidden(path);
        let hidden = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
        self.post_raw(path, form(&all)).await
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let what = format!("{} {}", request.method(), request.uri());
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        self.heard.lock().unwrap().push(Heard {
            method: parts.method.to_string(),
            path: parts.uri.to_string(),
            body: String::from_utf8_lossy(&body).into_owned(),
        });
        let request = Request::from_parts(parts, Body::from(body));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let html = String::from_utf8_lossy(&bytes).into_owned();
        let page = Page {
            status: parts.status,
            headers: parts.headers,
            html,
        };
        page.check(&what);
        page
    }
}

/// Percent encoding of form fields.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                b' ' => "+".to_owned(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    pairs.join("&")
}

impl Page {
    /// Where the browser is sent on to.
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Whether the page says this.
    pub(crate) fn has(&self, words: &str) -> bool {
        self.html.contains(words) || self.said().contains(words)
    }

    /// The page without the marks that keep a code or a number on one line.
    pub(crate) fn said(&self) -> String {
        let mut pieces = self.html.split("<span class=\"b-num\">");
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |said, piece| {
            said + &piece.replacen("</span>", "", 1)
        })
    }

    /// The hidden fields of the form with this action.
    pub(crate) fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let mark = format!("action=\"{action}\"");
        let Some((_, rest)) = self.html.split_once(&mark) else {
            return Vec::new();
        };
        let form = rest.split("</form>").next().unwrap();
        form.split("<input")
            .filter(|input| input.contains("type=\"hidden\""))
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect()
    }

    /// The addresses of links and forms on the page.
    pub(crate) fn addresses(&self) -> BTreeSet<String> {
        ["href=\"", "action=\""]
            .iter()
            .flat_map(|mark| self.html.split(mark).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .filter(|path| path.starts_with('/') && !path.starts_with("/assets/"))
            .map(str::to_owned)
            .collect()
    }

    /// What every page must have: one heading, a title, a language, unique ids, words and no keys.
    fn check(&self, what: &str) {
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
        ] {
            assert!(self.headers.contains_key(name), "{what}: no {name}");
        }
        let html = self
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"));
        if !html || what.starts_with("HEAD ") {
            return;
        }
        assert_eq!(self.headers[header::CACHE_CONTROL], "no-store", "{what}");
        assert_eq!(
            self.html.matches("<h1").count(),
            1,
            "{what}: not one heading\n{}",
            self.html
        );
        assert!(self.html.contains("<title>"), "{what}: no title");
        assert!(self.html.contains("<html lang=\""), "{what}: no language");
        let mut ids = BTreeSet::new();
        for id in self
            .html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(ids.insert(id), "{what}: the id {id} stands twice");
        }
        for text in self
            .html
            .split('>')
            .skip(1)
            .filter_map(|rest| rest.split('<').next())
        {
            let text = text.trim();
            let key = text.contains('-')
                && text.contains(|c: char| c.is_ascii_lowercase())
                && text
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(!key, "{what}: the key {text} has no sentence");
        }
        for tag in self.html.split("<script").skip(1) {
            assert!(
                tag.trim_start().starts_with("type=\"module\" src="),
                "{what}: inline script"
            );
        }
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"')
        .next()
        .map(|value| value.replace("&amp;", "&").replace("&quot;", "\""))
}
