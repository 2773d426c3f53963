//! The command `besa`: parse, run, exit code.

fn main() -> std::process::ExitCode {
    besa::cli::run()
}
