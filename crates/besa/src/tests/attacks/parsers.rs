//! Every parser of bytes from outside under mutation: whatever comes, it answers, soon and in little
//! memory. `cargo xtask fuzz` runs the same for as long as asked.

use super::fuzz::Dice;
use crate::config::Config;
use crate::tests::kit::{World, nine_o_clock};
use crate::web::{is_own, read_form};
use besa_domain::{RuleRow, Rules, parse_date, parse_time};
use besa_ledger::{Checkpoint, Entry, Frontier};
use besa_vault::{
    CircleCard, Cookie, Erasure, InstitutionCard, KeyFile, LetterEnd, MemberCard, OsChance,
    RecoveryCode, Statement, TotpSecret,
};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// What a run of one parser may take at most beyond what the program has, in KiB.
const MOST_MEMORY: u64 = 64 * 1024;

/// Takes bytes or refuses them.
type Feed = Box<dyn Fn(&[u8]) -> bool>;

/// A parser, what it is fed with, and one feeding: whether the bytes were taken.
struct Parser {
    name: &'static str,
    samples: Vec<Vec<u8>>,
    feed: Feed,
}

impl Parser {
    fn of(
        name: &'static str,
        samples: Vec<Vec<u8>>,
        feed: impl Fn(&[u8]) -> bool + 'static,
    ) -> Parser {
        let feed = Box::new(feed);
        Parser {
            name,
            samples,
            feed,
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The bytes of a committed vector of the vault.
fn vector(name: &str) -> Vec<Vec<u8>> {
    let path = root().join(format!("crates/vault/vectors/{name}.json"));
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let bytes = json["bytes"].as_str().unwrap();
    vec![data_encoding::HEXLOWER.decode(bytes.as_bytes()).unwrap()]
}

/// Every shipped rule file.
fn rule_files() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for folder in ["rules", "rules/forms"] {
        for file in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|it| it == "toml") {
                files.push(std::fs::read(path).unwrap());
            }
        }
    }
    files.sort();
    files
}

fn bytes(of: &[&str]) -> Vec<Vec<u8>> {
    of.iter().map(|it| it.as_bytes().to_vec()).collect()
}

/// A tree of 300 leaves out of one tile, whatever the tile holds.
/// Codes as they are printed, and as somebody types them who misreads letters.
fn codes() -> Vec<Vec<u8>> {
    let printed = |_| RecoveryCode::draw(&mut OsChance).print().to_string();
    let codes: Vec<String> = (0..4).map(printed).collect();
    let typed = codes[0].to_lowercase().replace('-', " ").replace('0', "o");
    let misread = codes[1].replace('1', "l").replace('-', "");
    [codes, vec![typed, misread]]
        .concat()
        .into_iter()
        .map(String::into_bytes)
        .collect()
}

/// A code that is taken is the one that was typed, whatever was typed around it.
fn recovers(typed: &str) -> bool {
    RecoveryCode::parse(typed).is_ok_and(|code| {
        let read = typed
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            });
        assert_eq!(code.print().replace('-', ""), read.collect::<String>());
        true
    })
}

#[test]
fn codes_that_were_printed_are_taken_and_nearly_all_others_are_not() {
    let samples = codes();
    assert!(samples.iter().all(|code| recovers(&text(code))));
    let mut dice = Dice(20_261_124);
    let (mut changed, mut taken) = (0, 0);
    while changed < 20_000 {
        let bytes = mutated(&mut dice, &samples);
        let known = |code: &Vec<u8>| RecoveryCode::parse(&text(code)).map(|it| it.print()).ok();
        let one = known(&bytes);
        if one.is_some() && samples.iter().any(|code| known(code) == one) {
            continue;
        }
        changed += 1;
        taken += u32::from(one.is_some());
    }
    // A check character lets every thirty-second of what has the right length through.
    assert!(taken < changed / 32, "{taken} of {changed}");
}

fn restores(bytes: &[u8]) -> bool {
    Frontier::restore(300, &mut |_, _| Some(bytes.to_vec())).is_ok()
}

/// A rule file among all others: its row is read, and so are the rules that hold together.
fn rules(bytes: &[u8], shipped: &[RuleRow]) -> bool {
    let Ok(row) = RuleRow::read(&text(bytes)) else {
        return false;
    };
    let all: Vec<RuleRow> = shipped.iter().cloned().chain([row]).collect();
    Rules::at(&all, nine_o_clock().date()).is_ok()
}

async fn parsers() -> Vec<Parser> {
    let world = World::founded().await;
    let entries = world
        .stolen("SELECT body FROM ledger_entry ORDER BY idx", &[])
        .await;
    let notes = world
        .stolen("SELECT note FROM ledger_checkpoint", &[])
        .await;
    let tiles = world.stolen("SELECT bytes FROM ledger_tile", &[]).await;
    let notes: Vec<Vec<u8>> = notes.iter().map(|row| row.text(0).into_bytes()).collect();
    let key = world.app.facts().log.clone();
    let files = rule_files();
    let shipped: Vec<RuleRow> = files
        .iter()
        .map(|file| RuleRow::read(&text(file)).unwrap())
        .collect();
    let config = Config::of_folder(Path::new("/var/lib/besa")).explain();
    let forms = bytes(&[
        "_csrf=x&_key=k&a=1&a=2&name=Zamir%C3%AB+B&_lang=sq",
        "a=%41&=&b",
    ]);
    vec![
        Parser::of("card of a member", vector("member-card"), |it| {
            MemberCard::decode(it).is_ok()
        }),
        Parser::of("card of a circle", vector("circle-card"), |it| {
            CircleCard::decode(it).is_ok()
        }),
        Parser::of("card of an institution", vector("institution-card"), |it| {
            InstitutionCard::decode(it).is_ok()
        }),
        Parser::of("statement of a letter", vector("letter-statement"), |it| {
            Statement::decode(it).is_ok()
        }),
        Parser::of("end of a letter", vector("letter-end"), |it| {
            LetterEnd::decode(it).is_ok()
        }),
        Parser::of("erasure", vector("erasure"), |it| {
            Erasure::decode(it).is_ok()
        }),
        Parser::of("key file", vector("key-file"), |it| {
            KeyFile::parse(&text(it)).is_ok()
        }),
        Parser::of("cookie", bytes(&[world.cookie("elira")]), |it| {
            Cookie::parse(&text(it)).is_ok()
        }),
        Parser::of(
            "secret of digits",
            bytes(&["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"]),
            |it| TotpSecret::parse(&text(it)).is_ok(),
        ),
        Parser::of("recovery code", codes(), |it| recovers(&text(it))),
        Parser::of(
            "entry",
            entries.iter().map(|row| row.bytes(0)).collect(),
            |it| Entry::decode(it).is_ok(),
        ),
        Parser::of("checkpoint", notes.clone(), |it| {
            Checkpoint::parse(&text(it)).is_ok()
        }),
        Parser::of("signed note", notes, move |it| {
            Checkpoint::open(&text(it), &key).is_ok()
        }),
        Parser::of(
            "tile",
            tiles.iter().map(|row| row.bytes(0)).collect(),
            restores,
        ),
        Parser::of("form", forms, |it| read_form(it).is_some()),
        Parser::of("way back", bytes(&["/cases?page=2", "//evil"]), |it| {
            is_own(&text(it))
        }),
        Parser::of("date", bytes(&["24.11.2026", "1.1.2026"]), |it| {
            parse_date(&text(it)).is_ok()
        }),
        Parser::of("time", bytes(&["09:00", "23:59"]), |it| {
            parse_time(&text(it)).is_ok()
        }),
        Parser::of("settings", vec![config.into_bytes()], |it| {
            toml::from_str::<Config>(&text(it)).is_ok()
        }),
        Parser::of("rules", files, move |it| rules(it, &shipped)),
    ]
}

/// Bytes as they may come: a few blows to a sample, or none.
fn mutated(dice: &mut Dice, samples: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = dice.pick(samples).clone();
    for _ in 0..dice.roll(6) {
        let (at, to) = (dice.roll(bytes.len() + 1), dice.roll(bytes.len() + 1));
        let (from, to) = (at.min(to), at.max(to));
        match dice.roll(9) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(from..to)),
            2 => bytes.insert(at, u8::try_from(dice.roll(256)).unwrap()),
            3 => {
                let again = bytes[from..to].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let other = dice.pick(samples).clone();
                bytes.splice(from..to, other);
            }
            // Lengths and counts that promise much.
            5 => bytes[from..to]
                .iter_mut()
                .take(8)
                .for_each(|byte| *byte = 0xff),
            6 => bytes[from..to]
                .iter_mut()
                .take(4)
                .for_each(|byte| *byte = 0),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.roll(8);
                }
            }
        }
        bytes.truncate(1 << 20);
    }
    bytes
}

/// The most memory that this program ever held, in KiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// How long each parser is fed; long runs are alone in the program and measure its memory.
#[expect(clippy::disallowed_methods, reason = "the run says how long it feeds")]
fn asked() -> Option<Duration> {
    let seconds = std::env::var("BESA_FUZZ_SECONDS").ok()?;
    Some(Duration::from_secs(seconds.parse().unwrap()))
}

#[tokio::test]
async fn no_parser_panics_or_swells_under_mutation() {
    let alone = asked();
    for (n, parser) in parsers().await.iter().enumerate() {
        let mut dice = Dice(20_261_124 + u64::try_from(n).unwrap());
        for sample in &parser.samples {
            (parser.feed)(sample);
        }
        let (before, begun) = (most_memory(), Instant::now());
        let until = begun + alone.unwrap_or(Duration::from_millis(150));
        let (mut fed, mut taken) = (0_u64, 0_u64);
        while fed < 50 || Instant::now() < until {
            let bytes = mutated(&mut dice, &parser.samples);
            taken += u64::from((parser.feed)(&bytes));
            fed += 1;
        }
        // The system counts roughly, and may take some back.
        let grown = most_memory().saturating_sub(before);
        println!(
            "{:<24} {fed:>10} fed {taken:>10} taken {grown:>8} KiB",
            parser.name
        );
        assert!(
            alone.is_none() || grown < MOST_MEMORY,
            "{}: {grown} KiB",
            parser.name
        );
    }
}
