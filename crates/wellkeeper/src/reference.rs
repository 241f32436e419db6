//! `wellkeeper reference`: the page of commands, written by the commands themselves.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};

use crate::cli::Cli;
use crate::output::print_bytes;

/// Prints docs/commands.md.
pub fn run() {
    print_bytes(page().as_bytes());
}

fn page() -> String {
    let mut root = Cli::command();
    root.build();
    let mut page = String::from(
        "<!-- Generated from the commands' own declarations (crates/wellkeeper/src). \
         WELLKEEPER_BLESS=1 cargo test -p wellkeeper --test it docs writes it anew. -->\n\n# Commands\n",
    );
    let about = sentence(root.get_about());
    let _ = write!(
        page,
        "\n{about} Exit codes: 0 done, 1 refused or found wanting, 2 misuse. Results go to stdout, \
         everything else to stderr.\n\n## To every command\n\n"
    );
    for argument in root.get_arguments().filter(|a| a.is_global_set()) {
        line(&mut page, argument);
    }
    for command in root.get_subcommands() {
        section(&mut page, command, "wellkeeper");
    }
    page
}

fn section(page: &mut String, command: &Command, parent: &str) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let name = format!("{parent} {}", command.get_name());
    let mut inner = command
        .get_subcommands()
        .filter(|c| c.get_name() != "help")
        .peekable();
    if inner.peek().is_some() {
        inner.for_each(|c| section(page, c, &name));
        return;
    }
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|a| {
            !a.is_global_set()
                && !a.is_hide_set()
                && a.get_id() != "help"
                && a.get_id() != "version"
        })
        .collect();
    let words: Vec<String> = own
        .iter()
        .filter(|a| a.is_positional())
        .map(|a| positional(a))
        .collect();
    let usage = std::iter::once(name)
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ");
    let about = sentence(command.get_long_about().or(command.get_about()));
    let _ = write!(page, "\n## `{usage}`\n\n{about}\n");
    if !own.is_empty() {
        page.push('\n');
    }
    for argument in own {
        line(page, argument);
    }
}

fn positional(argument: &Arg) -> String {
    let name = argument.get_id().as_str().to_uppercase();
    let takes_several = argument.get_num_args().is_some_and(|n| n.max_values() > 1);
    let more = if takes_several { "…" } else { "" };
    if argument.is_required_set() {
        format!("{name}{more}")
    } else {
        format!("[{name}{more}]")
    }
}

/// What something says of itself, with the full stop that clap takes away.
fn sentence(text: Option<&StyledStr>) -> String {
    let text = text.map(ToString::to_string).unwrap_or_default();
    let text = text.replace('\n', " ");
    if text.ends_with(['.', '。', ':']) || text.is_empty() {
        text
    } else {
        format!("{text}.")
    }
}

/// One argument as an item of a list.
fn line(page: &mut String, argument: &Arg) {
    let mut shown = match (argument.get_long(), argument.get_short()) {
        (Some(long), Some(short)) => format!("-{short}, --{long}"),
        (Some(long), None) => format!("--{long}"),
        (None, Some(short)) => format!("-{short}"),
        (None, None) => positional(argument),
    };
    let takes_value = argument.get_action().takes_values() && !argument.is_positional();
    if let (true, Some(names)) = (takes_value, argument.get_value_names()) {
        for name in names {
            let _ = write!(shown, " {name}");
        }
    }
    let help = sentence(argument.get_long_help().or(argument.get_help()));
    let _ = write!(page, "- `{shown}`: {help}");
    let words: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| takes_value || argument.is_positional())
        .map(|v| format!("`{}`", v.get_name()))
        .collect();
    if !words.is_empty() {
        let _ = write!(page, " One of {}.", words.join(", "));
    }
    let defaults: Vec<String> = argument
        .get_default_values()
        .iter()
        .filter(|_| takes_value || argument.is_positional())
        .map(|v| format!("`{}`", v.to_string_lossy()))
        .collect();
    if !defaults.is_empty() {
        let _ = write!(page, " By default {}.", defaults.join(", "));
    }
    page.push('\n');
}
