//! Builds the stylesheet, the islands and the fonts once for all profiles, in
//! `<target>/assets/<hash of the sources>/`, and tells `web/assets.rs` where their table is.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::{env, error::Error, fs, io::Write, process::Command};

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    // Asked when it runs: a target folder may be shared by several checkouts.
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo gives CARGO_MANIFEST_DIR")?;
    let root = Path::new(&here).join("../..").canonicalize()?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR")?);
    let packages = root.join("package-lock.json");
    let lock = fs::File::open(&packages)?;
    lock.lock()?; // other builds of this tree wait here, whatever their target folder

    let stamp = root.join("node_modules/.besa-installed");
    let wanted = fs::read(&packages)?;
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        run("npm", &["ci", "--ignore-scripts"], &root)?;
        fs::write(stamp, wanted)?;
    }

    let mut sources = vec![packages, root.join("crates/besa/assets.mjs")];
    for folder in ["styles", "islands"].map(|folder| root.join(folder)) {
        for entry in fs::read_dir(&folder)? {
            sources.push(entry?.path());
        }
    }
    sources.sort();
    let mut seen = Sha256::new();
    for source in &sources {
        seen.update(fs::read(source)?);
    }
    let mut above = out.ancestors();
    let target = above.find(|up| up.join("CACHEDIR.TAG").exists());
    let cache = target.unwrap_or(&out).join("assets");
    let hash = seen.finalize();
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = cache.join(hash);
    let table = folder.join("table.rs"); // written last: where it is, the rest is whole
    if !table.exists() {
        fs::create_dir_all(&folder)?;
        let folder = folder.to_string_lossy();
        run("node", &["crates/besa/assets.mjs", &folder], &root)?;
    }

    let mut cargo = std::io::stdout();
    sources.extend([root.join("styles"), root.join("islands")]); // a file may be added or leave
    for source in sources {
        writeln!(cargo, "cargo::rerun-if-changed={}", source.display())?;
    }
    writeln!(cargo, "cargo::rustc-env=BESA_ASSETS={}", table.display())?;
    Ok(())
}

fn run(tool: &str, arguments: &[&str], root: &Path) -> Done {
    let missing = format!("Besa builds its styles with Node 20 or newer: `{tool}` does not start");
    let mut command = Command::new(tool);
    let made = command.args(arguments).current_dir(root).output();
    let made = made.map_err(|error| format!("{missing}: {error}"))?;
    if made.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&made.stderr);
    Err(format!("{tool} {arguments:?} failed:\n{said}").into())
}
