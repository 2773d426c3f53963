//! The command `besa`: parse, run, exit code.

/// Memory that is given back is wiped: typed names, passphrases and rendered pages pass through
/// buffers of many libraries, and none of it may stand in a core dump after the page was sent.
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> std::process::ExitCode {
    besa::cli::run()
}
