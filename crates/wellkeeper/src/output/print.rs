//! Results on stdout.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Writes a line to stdout, as `println!` does, but a reader that has seen enough (`| head`) ends
/// the program quietly.
macro_rules! say {
    ($($arguments:tt)*) => { $crate::output::print_line(format_args!($($arguments)*)) };
}

pub(crate) use say;

/// Writes a line; see [`say`].
pub fn print_line(line: Arguments<'_>) {
    print_bytes(format!("{line}\n").as_bytes());
}

/// Writes bytes as they are.
pub fn print_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => {}
        Err(e) if e.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(e) => {
            eprintln!("error: stdout: {e}");
            std::process::exit(1);
        }
    }
}
