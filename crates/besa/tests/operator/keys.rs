//! A key file lost: the way back by the root, and by the codes on paper.

use crate::bench::{Running, besa, deployment, done, refused, settings, text, typed};
use crate::browser::{Browser, Person, handed};

#[test]
fn with_a_new_key_file_only_the_codes_on_paper_enter_and_the_record_goes_on() {
    let (founded, data) = deployment();
    let config = settings(data.path(), "");
    let server = Running::start(&["--config", text(&config)]);
    let mut drita = Person::enrols(&server.address, "drita", &founded.drita);
    let (mut before, page) = drita.signs_in(&server.address);
    assert_eq!(page.status, 303);
    server.stop();
    let (file, root) = (data.path().join("key-file.txt"), founded.root());
    let words = [
        "key",
        "replace",
        "--config",
        text(&config),
        "--root",
        text(&root),
    ];
    let lost = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    refused(
        &besa(&["serve", "--config", text(&config)]),
        "could not be read",
    );
    refused(&typed(&words, "another phrase\n"), "did not open");
    assert!(!file.exists());
    let passphrase = format!("{}\n", founded.passphrase);
    let said = done(&typed(&words, &passphrase));
    assert!(said.contains("signed by the root"), "{said}");
    let print = done(&besa(&["key", "print", "--config", text(&config)]));
    assert!(said.contains(print.trim()), "{print}");
    let secret = std::fs::read_to_string(&file).unwrap();
    for line in secret.lines().filter(|line| line.len() > 60) {
        assert!(!print.contains(line.split(' ').nth(1).unwrap()), "{line}");
    }

    let server = Running::start(&["--config", text(&config)]);
    before.address = server.address.clone();
    assert_eq!(
        before.get("/tasks").location,
        "/sign-in",
        "every session ended"
    );
    let sign_in = Browser::at(&server.address).get("/sign-in").html;
    let root_key = print
        .lines()
        .find_map(|line| line.strip_prefix("Root key      "));
    assert!(
        sign_in.contains(root_key.unwrap()),
        "the root is shown to compare"
    );
    let (_, page) = drita.signs_in(&server.address);
    assert_eq!(page.status, 422, "{}", page.html);
    std::thread::sleep(std::time::Duration::from_secs(1));
    let mut browser = Browser::at(&server.address);
    let paper = drita.paper.clone();
    let fields = [("login", "drita"), ("code", paper.as_str())];
    let page = browser.fill("/recover", "/recover", &fields);
    assert_eq!(page.location, "/recover/new", "{}", page.html);
    let fields = [("passphrase", drita.phrase), ("again", drita.phrase)];
    let page = browser.fill("/recover/new", "/recover/new", &fields);
    (drita.totp, drita.paper) = handed(&page);
    let (mut browser, page) = drita.signs_in(&server.address);
    assert_eq!((page.status, page.location.as_str()), (303, "/tasks"));
    assert!(browser.get("/me").html.contains("Drita Prova"));
    server.stop();
    let verified = besa(&["verify", "--config", text(&config)]);
    assert!(done(&verified).starts_with("Clean"));

    // The old file is no key any more, and the old key alone no longer vouches for the record.
    std::fs::write(&file, lost).unwrap();
    refused(&besa(&["serve", "--config", text(&config)]), "not the one");
    std::fs::write(&file, secret).unwrap();
    let keys = std::fs::read_to_string(data.path().join("record.pub")).unwrap();
    assert_eq!(keys.lines().count(), 2);
    let old = data.path().join("old.pub");
    std::fs::write(&old, keys.lines().next().unwrap()).unwrap();
    let verified = besa(&["verify", "--config", text(&config), "--key", text(&old)]);
    assert_eq!(verified.status.code(), Some(1));
    // A second loss is survived like the first.
    done(&typed(&words, &passphrase));
    assert!(done(&besa(&["verify", "--config", text(&config)])).starts_with("Clean"));
}
