//! What a day's work leaves behind: nothing that was typed in a file, nothing in memory a minute after
//! the last one signed out.

use super::founded::{Colleagues, Founded, enrolled, found, leave, meet};
use super::machine::Machine;
use super::spellings::spellings;
use crate::load::{PLANTED, Place, Server, release};
use crate::run::{Done, Stop};
use crate::say;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// When memory is looked at after the last sign-out.
const LATER: Duration = Duration::from_secs(60);

/// Works a day under `strace`, and a second one whose memory is read.
pub(crate) fn none_left() -> Done {
    let place = Place::passing("traces")?;
    let machine = Machine::here(&release()?, &place.folder)?;
    let founded = found(&machine)?;
    let log = place.folder.join("server.log");

    let trace = place.folder.join("trace");
    let serve = machine.besa(&["serve"]);
    let mut traced = Command::new("strace");
    traced
        .args(["-D", "-f", "-y", "-xx", "-s", "1000000", "-o"])
        .arg(&trace)
        .arg("--trace=write,writev,pwrite64,pwritev,pwritev2,open,openat,creat")
        .arg(serve.get_program())
        .args(serve.get_args());
    let server = Server::serve(traced, &log)?;
    let mut colleagues = enrolled(&founded, server.address)?;
    let cookies = work(&server, &mut colleagues)?;
    server.stop()?;
    let typed = secrets(&founded, &colleagues, &cookies)?;
    in_writes(&fs::read_to_string(&trace)?, &place.folder, &typed)?;

    let server = Server::serve(machine.besa(&["serve"]), &log)?;
    let cookies = work(&server, &mut colleagues)?;
    thread::sleep(LATER);
    let typed = secrets(&founded, &colleagues, &cookies)?;
    in_memory(server.pid(), &machine.config, &typed)?;
    server.stop()
}

/// Both sign in, do their work and leave; the cookies that they had.
fn work(server: &Server, colleagues: &mut Colleagues) -> Done<[String; 2]> {
    let worker = colleagues.worker.signs_in(server.address)?;
    let desk = colleagues.desk.signs_in(server.address)?;
    meet(&worker, &desk)?;
    leave(&worker)?;
    leave(&desk)?;
    Ok([worker.cookie().to_owned(), desk.cookie().to_owned()])
}

/// What was typed, in every spelling.
type Secrets = Vec<(String, Vec<u8>)>;

fn secrets(founded: &Founded, colleagues: &Colleagues, cookies: &[String]) -> Done<Secrets> {
    let both = [&colleagues.worker, &colleagues.desk];
    let own = both.iter().flat_map(|it| [it.phrase, &it.totp, &it.paper]);
    let codes = founded.codes.iter().chain(cookies).map(String::as_str);
    let words = PLANTED.into_iter().chain(own).chain(codes);
    let raw = both.iter().map(|it| {
        let bytes = data_encoding::BASE32_NOPAD.decode(it.totp.as_bytes());
        let bytes = bytes.map_err(|error| Stop(format!("{}: {error}", it.totp)))?;
        Ok((format!("{} (raw)", it.totp), bytes))
    });
    let typed = words
        .chain([founded.passphrase.as_str()])
        .flat_map(|word| {
            let all = spellings(word).into_iter();
            all.map(move |(spelling, bytes)| (format!("{word} ({spelling})"), bytes))
        })
        .map(Ok);
    typed.chain(raw).collect()
}

/// Which of the words stand in these bytes.
fn standing<'s>(bytes: &[u8], secrets: &'s Secrets) -> Vec<&'s str> {
    let stands = |(_, word): &&(String, Vec<u8>)| memchr::memmem::find(bytes, word).is_some();
    let found = secrets.iter().filter(stands);
    found.map(|(word, _)| word.as_str()).collect()
}

/// No word in any write to a file, and no file outside the folder.
fn in_writes(trace: &str, folder: &Path, secrets: &Secrets) -> Done {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for line in trace.lines() {
        match Traced::read(line) {
            Some(Traced::Write(path, bytes)) if path.starts_with('/') => {
                for word in standing(&bytes, secrets) {
                    wrong.push(format!("{path}: {word}"));
                }
                all.extend(bytes);
            }
            Some(Traced::Open(path)) if !is_ours(&path, folder) => {
                wrong.push(format!("{path} was opened to be written"));
            }
            Some(_) | None => {}
        }
    }
    // What is written in two pieces is found where they lie one behind the other.
    wrong.extend(standing(&all, secrets).into_iter().map(str::to_owned));
    if standing(&all, &vec![(String::new(), b"SQLite format 3".to_vec())]).is_empty() {
        wrong.push("the trace does not hold what was written".to_owned());
    }
    none(wrong)?;
    say::line(&format!(
        "{} bytes were written to files, none of them a word that was typed",
        all.len()
    ));
    Ok(())
}

fn is_ours(path: &str, folder: &Path) -> bool {
    Path::new(path).starts_with(folder)
        || path.starts_with("/dev/")
        || path.starts_with("/proc/self/")
}

/// A traced call that changes files.
#[derive(Debug, PartialEq, Eq)]
enum Traced {
    /// To where, and what.
    Write(String, Vec<u8>),
    /// A file opened so that it can be written.
    Open(String),
}

impl Traced {
    /// A line of `strace -f -y -xx`: number of the process, call, descriptor with its path, texts in
    /// hexadecimal.
    fn read(line: &str) -> Option<Traced> {
        let (_, call) = line.split_once(' ')?;
        let (name, rest) = call.trim_start().split_once('(')?;
        if name.contains("write") {
            let (path, rest) = rest.split_once('<')?.1.split_once(">,")?;
            let texts = rest.split('"').skip(1).step_by(2);
            return Some(Traced::Write(
                String::from_utf8_lossy(&plain(path)).into_owned(),
                texts.flat_map(plain).collect(),
            ));
        }
        let is_open = ["open", "openat", "creat"].contains(&name);
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"]
            .iter()
            .any(|it| rest.contains(it));
        let path = rest
            .split('"')
            .nth(1)
            .filter(|_| is_open && (writes || name == "creat"))?;
        Some(Traced::Open(
            String::from_utf8_lossy(&plain(path)).into_owned(),
        ))
    }
}

/// A text as strace prints it, `\x62` or as it is.
fn plain(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let coded = rest.strip_prefix("\\x").and_then(|hex| {
            let byte = u8::from_str_radix(hex.get(..2)?, 16).ok()?;
            Some((byte, hex.get(2..)?))
        });
        match coded {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => {
                bytes.extend(first.to_string().bytes());
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    bytes
}

/// No word in the memory of a process: all that it may write to, as a core dump would hold it.
fn in_memory(pid: u32, known: &str, secrets: &Secrets) -> Done {
    let memory = File::open(format!("/proc/{pid}/mem"))?;
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let (mut size, mut knows, mut wrong) = (0_usize, false, Vec::new());
    for map in maps.lines().filter_map(Map::read) {
        let mut bytes = vec![0; map.size];
        memory.read_exact_at(&mut bytes, map.from)?;
        size = size.saturating_add(map.size);
        knows |= memchr::memmem::find(&bytes, known.as_bytes()).is_some();
        for word in standing(&bytes, secrets) {
            wrong.push(format!("{}: {word}", map.name));
        }
    }
    if !knows {
        wrong.push("what must stand in memory was not found".to_owned());
    }
    none(wrong)?;
    let mb = size.div_euclid(1_000_000);
    say::line(&format!("{mb} MB of memory hold no word that was typed"));
    Ok(())
}

/// A part of a process's memory.
struct Map {
    from: u64,
    size: usize,
    name: String,
}

impl Map {
    /// A line of `/proc/PID/maps`, where the process may write.
    fn read(line: &str) -> Option<Map> {
        let mut words = line.split_whitespace();
        let (from, to) = words.next()?.split_once('-')?;
        words.next().filter(|rights| rights.starts_with("rw"))?;
        let (from, to) = (
            u64::from_str_radix(from, 16).ok()?,
            u64::from_str_radix(to, 16).ok()?,
        );
        Some(Map {
            from,
            size: usize::try_from(to.checked_sub(from)?).ok()?,
            name: words.nth(3).unwrap_or("heap of a thread").to_owned(),
        })
    }
}

fn none(mut wrong: Vec<String>) -> Done {
    wrong.sort();
    wrong.dedup();
    match wrong.as_slice() {
        [] => Ok(()),
        wrong => Err(Stop(format!("left behind:\n{}", wrong.join("\n")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = r#"12 pwrite64(9<\x2f\x74\x2f\x62>, "\x53\x51\x4c\x69\x74\x65\x20\x66\x6f\x72\x6d\x61\x74\x20\x33", 15, 0) = 15
13 writev(3</t/log>, [{iov_base="\x61", iov_len=1}, {iov_base="\x62\x63", iov_len=2}], 2 <unfinished ...>
14 write(4<socket:[77]>, "\x6b", 1) = 1
15 openat(AT_FDCWD</>, "\x2f\x6f", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 5</o>
16 openat(AT_FDCWD</>, "\x2f\x72", O_RDONLY|O_CLOEXEC) = 6</r>
17 +++ exited with 0 +++"#;

    #[test]
    fn a_trace_is_read_call_by_call() {
        let read: Vec<_> = TRACE.lines().filter_map(Traced::read).collect();
        assert_eq!(
            read,
            [
                Traced::Write("/t/b".to_owned(), b"SQLite format 3".to_vec()),
                Traced::Write("/t/log".to_owned(), b"abc".to_vec()),
                Traced::Write("socket:[77]".to_owned(), b"k".to_vec()),
                Traced::Open("/o".to_owned()),
            ]
        );
    }

    #[test]
    fn a_word_in_a_write_and_a_file_elsewhere_are_found() {
        let secret = |word: &str| vec![(word.to_owned(), word.as_bytes().to_vec())];
        let inside = TRACE.lines().take(3).collect::<Vec<_>>().join("\n");
        let folder = Path::new("/t");
        assert!(in_writes(&inside, folder, &secret("k")).is_ok());
        let found = in_writes(&inside, folder, &secret("bc")).unwrap_err();
        assert!(found.0.contains("/t/log: bc"), "{}", found.0);
        let found = in_writes(TRACE, folder, &secret("zzz")).unwrap_err();
        assert!(found.0.contains("/o was opened"), "{}", found.0);
        assert!(in_writes("", folder, &secret("zzz")).is_err());
    }

    #[test]
    fn a_word_in_our_own_memory_is_found() {
        let word = format!("fjalë-{}", std::process::id());
        let secrets = vec![(word.clone(), word.as_bytes().to_vec())];
        let found = in_memory(std::process::id(), &word, &secrets).unwrap_err();
        assert!(found.0.contains(&word), "{}", found.0);
    }
}
