//! As much of Rust's spelling as the rules need: where string literals are, and code without them.

/// The string literals of a source, in order, and the code with literals and comments blanked out.
pub(crate) fn split(source: &str) -> (Vec<String>, String) {
    let chars: Vec<char> = source.chars().collect();
    let (mut literals, mut code) = (Vec::new(), String::new());
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let taken = match rest {
            ['/', '/', ..] => rest.iter().take_while(|it| **it != '\n').count(),
            ['/', '*', ..] => block_comment(rest),
            ['r', '"' | '#', ..] if !follows_name(&code) && raw_hashes(rest).is_some() => {
                let hashes = raw_hashes(rest).unwrap();
                let body = hashes + 2;
                let end = (body..rest.len())
                    .find(|end| {
                        rest[*end] == '"'
                            && rest[end + 1..]
                                .iter()
                                .take(hashes)
                                .filter(|it| **it == '#')
                                .count()
                                == hashes
                    })
                    .unwrap_or(rest.len());
                literals.push(rest[body..end].iter().collect());
                code.push('"');
                (end + 1 + hashes).min(rest.len())
            }
            ['"', ..] => {
                let (literal, taken) = plain(rest);
                literals.push(literal);
                code.push('"');
                taken
            }
            ['\'', '\\', ..] => rest.iter().skip(3).take_while(|it| **it != '\'').count() + 4,
            ['\'', _, '\'', ..] => 3,
            [first, ..] => {
                code.push(*first);
                1
            }
            [] => 1,
        };
        at += taken.max(1);
    }
    (literals, code)
}

fn follows_name(code: &str) -> bool {
    code.chars()
        .last()
        .is_some_and(|it| it.is_alphanumeric() || it == '_')
}

fn raw_hashes(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|it| **it == '#').count();
    (rest.get(hashes + 1) == Some(&'"')).then_some(hashes)
}

fn block_comment(rest: &[char]) -> usize {
    let end = rest.windows(2).skip(2).position(|pair| pair == ['*', '/']);
    end.map_or(rest.len(), |end| end + 4)
}

fn plain(rest: &[char]) -> (String, usize) {
    let mut literal = String::new();
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        if rest[at] == '\\' {
            at += 1;
        }
        literal.extend(rest.get(at));
        at += 1;
    }
    (literal, at + 1)
}

#[test]
fn literals_are_told_from_code_comments_and_characters() {
    let source = r####"let a = "one \" two"; // "not"
        /* "nor" this */ let b = r#"three "3""#; let c = '"'; let d: &'static str = "four"; '\'' bar"five""####;
    let (literals, code) = split(source);
    assert_eq!(literals, ["one \" two", "three \"3\"", "four", "five"]);
    assert!(code.contains("&'static str") && !code.contains("not") && !code.contains("nor"));
}
