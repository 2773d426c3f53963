//! Laws that hold for every register: sums, orders, and that taking out undoes putting in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::{Column, Index, Kind, Level, Links, Options, Register, Schema, Stage, Stopped, link};
use proptest::prelude::*;

type Row = [String; 6];

fn schema() -> Schema {
    let kinds = [
        Kind::GivenName,
        Kind::Surname,
        Kind::FatherName,
        Kind::Date,
        Kind::Place,
        Kind::Exact,
    ];
    let column = |kind: Kind| Column {
        name: kind.as_str().to_owned(),
        kind,
    };
    Schema::new(kinds.map(column).to_vec()).unwrap()
}

fn register(rows: &[Row]) -> Register {
    let mut register = Register::new(&schema());
    for row in rows {
        register.push(&row.each_ref().map(String::as_str)).unwrap();
    }
    register
}

fn linked(a: &Register, b: Option<&Register>) -> Links {
    let options = Options {
        one_to_one: false,
        threads: 2,
    };
    link(a, b, &options, &mut |_, _, _| ControlFlow::Continue(())).unwrap()
}

fn row() -> impl Strategy<Value = Row> {
    let name = || {
        prop::sample::select(vec![
            "", "Agim", "Agimi", "Arben", "Beni", "Drita", "Shpresa", "Gjon", "Đon", "Xhemal",
            "Tzemal",
        ])
    };
    let surname = prop::sample::select(vec![
        "",
        "Hoxha",
        "Prendi",
        "Hoxha-Prendi",
        "Kola",
        "Çela",
        "Cela",
        "Agimi",
    ]);
    let day = prop_oneof![
        Just(String::new()),
        (1970..1980_u32).prop_map(|y| y.to_string()),
        (1970..1980_u32, 1..13_u32, 1..29_u32).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"))
    ];
    let place = prop::sample::select(vec!["", "Shkodër", "Scutari", "Velipojë", "Vlorë"]);
    let number = prop::sample::select(vec!["", "J00101999W", "J05115999K", "7", "J00101999A"]);
    (name(), surname, name(), day, place, number)
        .prop_map(|(g, s, f, d, p, n)| [g.into(), s.into(), f.into(), d, p.into(), n.into()])
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), 2..40)
}

/// Pairs by the content of their rows, so that two numberings can be compared.
fn by_content(links: &Links, a: &[Row], b: &[Row], turned: bool) -> BTreeMap<String, Vec<i64>> {
    let mut all = BTreeMap::<String, Vec<i64>>::new();
    for pair in &links.pairs {
        let (x, y) = (a[pair.a as usize].join("|"), b[pair.b as usize].join("|"));
        let key = if turned {
            format!("{y} {x}")
        } else {
            format!("{x} {y}")
        };
        all.entry(key)
            .or_default()
            .push((pair.weight * 1e3).round() as i64);
    }
    all.values_mut().for_each(|it| it.sort_unstable());
    all
}

/// The same, whichever row of a pair comes first.
fn unordered(links: &Links, rows: &[Row]) -> BTreeMap<String, Vec<i64>> {
    let mut all = BTreeMap::<String, Vec<i64>>::new();
    for pair in &links.pairs {
        let (x, y) = (
            rows[pair.a as usize].join("|"),
            rows[pair.b as usize].join("|"),
        );
        let key = if x < y {
            format!("{x} {y}")
        } else {
            format!("{y} {x}")
        };
        all.entry(key)
            .or_default()
            .push((pair.weight * 1e3).round() as i64);
    }
    all.values_mut().for_each(|it| it.sort_unstable());
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn contributions_sum_to_the_weight(rows in rows()) {
        let links = linked(&register(&rows), None);
        for pair in &links.pairs {
            let contributions = links.explain(pair);
            prop_assert_eq!(contributions.len(), 6);
            let sum: f64 = contributions.iter().map(|it| it.weight).sum();
            prop_assert!((sum - pair.weight).abs() < 1e-9);
            for it in contributions {
                prop_assert!(it.level != Level::Missing || it.weight == 0.0, "{:?}", it);
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(rows in rows(), turn in 1..39_usize) {
        let mut other = rows.clone();
        other.reverse();
        other.rotate_left(turn % rows.len());
        let (one, two) = (linked(&register(&rows), None), linked(&register(&other), None));
        prop_assert_eq!(unordered(&one, &rows), unordered(&two, &other));
        prop_assert!((one.threshold - two.threshold).abs() < 1e-3);
    }

    #[test]
    fn the_order_of_registers_does_not_matter(a in rows(), b in rows()) {
        let (one, two) = (register(&a), register(&b));
        let (there, back) = (linked(&one, Some(&two)), linked(&two, Some(&one)));
        prop_assert_eq!(by_content(&there, &a, &b, false), by_content(&back, &b, &a, true));
        prop_assert!((there.threshold - back.threshold).abs() < 1e-3);
    }

    #[test]
    fn adding_and_removing_leaves_the_index_as_it_was(rows in rows(), more in rows(), asked in row()) {
        let mut index = Index::new(&schema());
        let cells = |row: &Row| row.each_ref().map(|it| it.as_str().to_owned());
        for (id, row) in (0..).zip(&rows) {
            index.add(id, &cells(row).each_ref().map(String::as_str)).unwrap();
        }
        let asked = asked.each_ref().map(String::as_str);
        let before = index.query(&asked, 50).unwrap();
        for (id, row) in (1000..).zip(&more) {
            index.add(id, &cells(row).each_ref().map(String::as_str)).unwrap();
        }
        for id in 1000..1000 + more.len() as u64 {
            prop_assert!(index.remove(id));
        }
        prop_assert!(!index.remove(1000));
        prop_assert_eq!(index.len(), rows.len());
        prop_assert_eq!(index.query(&asked, 50).unwrap(), before.clone());
        for hit in before {
            let sum: f64 = hit.contributions.iter().map(|it| it.weight).sum();
            prop_assert!((sum - hit.weight).abs() < 1e-9);
        }
    }

    #[test]
    fn two_valid_national_numbers_are_never_a_match(rows in rows()) {
        let links = linked(&register(&rows), None);
        let valid = |row: u32| ["J00101999W", "J05115999K"].contains(&rows[row as usize][5].as_str());
        let kept = rows.iter().filter(|row| row[5].len() == 10).count() as f64;
        let right = (0..rows.len() as u32).filter(|row| valid(*row)).count() as f64;
        // a register in which most letters are wrong does not keep them
        prop_assume!(kept >= 2.0 && right >= 0.8 * kept);
        for pair in links.pairs.iter().filter(|pair| pair.weight >= links.threshold) {
            let (x, y) = (&rows[pair.a as usize][5], &rows[pair.b as usize][5]);
            prop_assert!(x == y || !valid(pair.a) || !valid(pair.b), "{} {}", x, y);
        }
    }
}

/// Fifty rows: forty people of whom ten come again, as another clerk wrote them.
fn fifty() -> Vec<Row> {
    let given = [
        "Agim", "Arben", "Drita", "Shpresa", "Gjon", "Xhemal", "Teuta", "Ilir",
    ];
    let surnames = ["Hoxha", "Prendi", "Kola", "Çela", "Marku"];
    let fathers = ["Ndue", "Ramadan", "Petro", "Qemal", "Mark", "Sokol", "Ali"];
    let person = |at: usize| -> Row {
        [
            given[at % 8].to_owned(),
            surnames[at % 5].to_owned(),
            fathers[at % 7].to_owned(),
            format!(
                "{}-{:02}-{:02}",
                1960 + at * 7 % 40,
                1 + at % 12,
                1 + at * 5 % 28
            ),
            ["Shkodër", "Vlorë", "Tiranë"][at % 3].to_owned(),
            String::new(),
        ]
    };
    let again = |at: usize| -> Row {
        let [
            mut given,
            mut surname,
            mut father,
            mut date,
            mut place,
            number,
        ] = person(at);
        match at % 5 {
            0 => given.push('i'),
            1 => surname = surname.replace('Ç', "C"),
            2 => father.clear(),
            3 => date.truncate(4),
            _ => {
                place = place
                    .replace("Tiranë", "Tirana")
                    .replace("Shkodër", "Scutari")
            }
        }
        if at.is_multiple_of(4) {
            father.clear();
        }
        if at % 4 == 1 {
            given = given
                .replace("Xh", "Dž")
                .replace("Gj", "Đ")
                .replace("Sh", "S");
        }
        [given, surname, father, date, place, number]
    };
    (0..40)
        .map(person)
        .chain((0..10).map(|at| again(at * 4)))
        .collect()
}

#[test]
fn fifty_rows_are_enough() {
    let rows = fifty();
    let links = linked(&register(&rows), None);
    let found: Vec<(u32, u32)> = links
        .pairs
        .iter()
        .filter(|pair| pair.weight >= links.threshold)
        .map(|pair| (pair.a, pair.b))
        .collect();
    let right = (0..10)
        .filter(|at| found.contains(&(at * 4, 40 + at)))
        .count();
    assert!(right >= 9, "{right} of 10 were found: {found:?}");
    assert!(found.len() <= right + 1, "{found:?}");
}

#[test]
fn a_register_without_doubles_has_no_links() {
    let rows: Vec<Row> = fifty().into_iter().take(40).collect();
    let links = linked(&register(&rows), None);
    let found = links
        .pairs
        .iter()
        .filter(|pair| pair.weight >= links.threshold && pair.probability > 0.5)
        .count();
    assert!(found <= 1, "{found}");
}

#[test]
fn whoever_asks_to_stop_is_heard() {
    let rows = register(&fifty());
    let options = Options {
        one_to_one: false,
        threads: 1,
    };
    for stop in [Stage::Pairing, Stage::Comparing, Stage::Learning] {
        let outcome = link(&rows, None, &options, &mut |stage, _, _| {
            if stage == stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(outcome.err(), Some(Stopped));
    }
}

#[test]
fn empty_registers_link_to_nothing() {
    assert!(linked(&register(&[]), None).pairs.is_empty());
    assert!(
        linked(&register(&[]), Some(&register(&fifty())))
            .pairs
            .is_empty()
    );
}
