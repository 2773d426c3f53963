//! Writings that must meet and writings that must stay apart, each with its story.

use std::ops::ControlFlow;

use crate::{Column, Contribution, Options, Register, Schema, link};

/// What two cells say about two people who share all else.
fn evidence(kind: &str, one: &str, other: &str) -> Contribution {
    let column = |name: &str, kind: &str| Column {
        name: name.to_owned(),
        kind: kind.parse().unwrap(),
    };
    let anchors = (0..4).map(|at| column(&format!("anchor {at}"), "exact"));
    let columns = std::iter::once(column("asked", kind))
        .chain(anchors)
        .collect();
    let schema = Schema::new(columns).unwrap();
    let register = |cell: &str| {
        let mut register = Register::new(&schema);
        register
            .push(&[cell, "one", "two", "three", "four"])
            .unwrap();
        register
    };
    let (a, b) = (register(one), register(other));
    let options = Options {
        one_to_one: false,
        threads: 1,
    };
    let links = link(&a, Some(&b), &options, &mut |_, _, _| {
        ControlFlow::Continue(())
    })
    .unwrap();
    match links.pairs.first() {
        Some(pair) => links.explain(pair).swap_remove(0),
        // four equal codes did not outweigh what the two cells say
        None => Contribution {
            column: "asked".to_owned(),
            level: crate::Level::TwoNumbers,
            weight: -96.0,
        },
    }
}

#[test]
fn every_pair_meets_or_stays_apart_as_its_story_says() {
    let (mut meet, mut apart, mut wrong) = (0, 0, Vec::new());
    let lines = include_str!("../data/stories.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    for line in lines {
        let [verdict, kind, one, other, story] = line
            .split('\t')
            .collect::<Vec<_>>()
            .try_into()
            .unwrap_or_else(|_| panic!("{line}"));
        let found = evidence(kind, one, other);
        let right = match verdict {
            "meet" => {
                meet += 1;
                found.weight > 0.0
            }
            "apart" => {
                apart += 1;
                found.weight < 0.0
            }
            _ => panic!("{line}"),
        };
        if !right {
            wrong.push(format!(
                "{one} / {other} ({story}): {} {:.1}",
                found.level.as_str(),
                found.weight
            ));
        }
        assert_eq!(
            evidence(kind, other, one).level,
            found.level,
            "{line}: both ways"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(meet >= 40 && apart >= 40, "{meet} {apart}");
}
