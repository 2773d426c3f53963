//! Trouble that is nobody's fault in here: a full disk, a clock that is wrong, a database that is gone.

use crate::bench::{Running, besa, deployment, done, found, program, refused, settings, text};
use crate::browser::{Browser, Person};
use crate::postgres::Postgres;
use std::process::Command;
use std::time::Duration;

/// Tries a code that is wrong; each try is counted in the database.
fn try_code(browser: &mut Browser, login: &str) -> (u16, String) {
    let code = besa_vault::RecoveryCode::draw(&mut besa_vault::OsChance);
    let code = code.print().to_string();
    let fields = [("login", login), ("code", code.as_str())];
    let page = browser.fill("/recover", "/recover", &fields);
    (page.status, page.html)
}

#[test]
fn a_disk_that_takes_no_more_is_said_and_what_was_answered_stays() {
    let (founded, data) = deployment();
    let config = settings(data.path(), "trusted_proxies = ['127.0.0.1']\n");
    let largest = std::fs::read_dir(data.path())
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len());
    let blocks = largest.max().unwrap() / 512 + 64;
    // No file may grow beyond this: to the database a disk that refuses a write.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let mut limited = Command::new("sh");
    limited.args(["-c", &script, "sh"]).arg(program());
    let server = Running::begin(limited, &["--config", text(&config)]);
    let mut browser = Browser::at(&server.address);
    let refusal = (0..3_000).find_map(|n| {
        browser.from = format!("198.51.{}.{}", n / 250, n % 250 + 1);
        let (status, html) = try_code(&mut browser, &format!("askush.{n}"));
        assert!(status == 422 || status == 503, "{status} {html}");
        (status == 503).then_some(html)
    });
    let html = refusal.expect("the disk never filled");
    assert!(html.contains("cannot save now"), "{html}");
    // Reading goes on.
    assert_eq!(browser.get("/help").status, 200);
    assert_eq!(browser.get("/health").status, 200);
    server.stop();
    assert!(done(&besa(&["verify", "--data", text(data.path())])).starts_with("Clean"));
    // With room again everything goes on.
    let server = Running::start(&["--config", text(&config)]);
    Person::enrols(&server.address, "drita", &founded.drita);
    server.stop();
    assert!(done(&besa(&["verify", "--data", text(data.path())])).starts_with("Clean"));
}

#[test]
fn a_clock_before_the_record_is_refused_until_the_operator_says_it_is_right() {
    let (_, data) = deployment();
    let config = settings(data.path(), "");
    let ahead = |sql: &'static str| {
        let db = rusqlite::Connection::open(data.path().join("besa.db")).unwrap();
        assert_eq!(db.execute(sql, []).unwrap(), 1);
    };
    // A line that was written while the clock stood a day ahead.
    ahead(
        "UPDATE ledger_entry SET at = at + 86400000000 WHERE idx = (SELECT MAX(idx) FROM ledger_entry)",
    );
    let start = ["serve", "--config", text(&config)];
    refused(&besa(&start), "Set the clock");
    let server = Running::start(&["--config", text(&config), "--clock-is-right"]);
    assert_eq!(Browser::at(&server.address).get("/health").status, 200);
    server.stop();
}

#[test]
fn a_database_that_is_gone_is_said_and_comes_back_with_everything_acknowledged() {
    // A machine without PostgreSQL cannot show it; the whole proof installs it before.
    let Some(mut postgres) = Postgres::fresh() else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let config = settings(&data, &format!("database = '{}'\n", postgres.url()));
    let founded = found(home.path(), ["--config", text(&config)]);
    let server = Running::start(&["--config", text(&config)]);
    let drita = Person::enrols(&server.address, "drita", &founded.drita);
    let (mut tasks, entered) = drita.signs_in(&server.address);
    assert_eq!(entered.status, 303, "{}", entered.html);
    let mut enrols = Browser::at(&server.address);
    let form = enrols.get("/enrol");
    let phrase = "guri lumi dielli bora era";
    let fields = [
        ("login", "besa.p"),
        ("code", founded.besa_p.as_str()),
        ("passphrase", phrase),
        ("again", phrase),
    ];

    postgres.go();
    for (lang, words) in [
        ("en", "The system does not answer now"),
        ("sq", "Sistemi nuk përgjigjet tani"),
    ] {
        (tasks.lang, enrols.lang) = (lang, lang);
        for page in [tasks.get("/tasks"), enrols.submit(&form, "/enrol", &fields)] {
            assert_eq!(page.status, 503, "{}", page.html);
            assert!(page.html.contains(words), "{}", page.html);
        }
    }
    let mut anybody = Browser::at(&server.address);
    assert_eq!(anybody.get("/health").status, 503);
    // The numbers to call stand on a page that needs no database.
    assert_eq!(anybody.get("/help").status, 200);

    postgres.come();
    let well = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        anybody.get("/health").status == 200
    });
    assert!(well, "the server did not find its database again");
    assert_eq!(tasks.get("/tasks").status, 200, "the session goes on");
    let page = enrols.submit(&form, "/enrol", &fields);
    assert_eq!(page.status, 200, "the same form is done now: {}", page.html);
    server.stop();
    assert!(done(&besa(&["verify", "--config", text(&config)])).starts_with("Clean"));
}
