//! Pages that are generated: stale is red. `WELLKEEPER_BLESS=1` writes them anew.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::tz::TimeZone;
use packs::functions::{Kind, aggregates, scalars};

const BLESS: &str = "WELLKEEPER_BLESS";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

fn head(from: &str) -> String {
    format!(
        "<!-- Generated from {from}. \
         {BLESS}=1 cargo test -p wellkeeper --test it docs writes it anew. -->\n\n"
    )
}

/// Compares a page with the one that stands, or writes it.
fn fresh(path: &str, page: &str) {
    let file = root().join(path);
    if std::env::var_os(BLESS).is_some() {
        std::fs::write(&file, page).unwrap();
        return;
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = there
        .lines()
        .zip(page.lines())
        .find(|(old, new)| old != new);
    assert!(
        there == page,
        "{path} is stale, first here: {differs:?}\n{BLESS}=1 cargo test -p wellkeeper --test it docs"
    );
}

#[test]
fn docs_commands_is_what_the_commands_say_of_themselves() {
    let output = Command::new(env!("CARGO_BIN_EXE_wellkeeper"))
        .arg("reference")
        .output()
        .unwrap();
    assert!(output.status.success());
    fresh(
        "docs/commands.md",
        &String::from_utf8(output.stdout).unwrap(),
    );
}

#[test]
fn docs_openapi_is_what_the_server_describes() {
    let described = server::openapi().to_pretty_json().unwrap();
    fresh("docs/openapi.json", &format!("{described}\n"));
}

/// What a function declares.
struct Declared {
    syntax: String,
    says: &'static str,
    takes: Vec<(&'static str, Kind)>,
    gives: Kind,
    source: (&'static str, &'static str),
    examples: Vec<(&'static str, &'static str)>,
}

fn section(page: &mut String, function: &Declared) {
    let takes: Vec<String> = function
        .takes
        .iter()
        .map(|(name, kind)| format!("`{name}` {}", kind.in_words()))
        .collect();
    let source = match function.source {
        (key, "") => key.to_owned(),
        (key, clause) => format!("{key}, {clause}"),
    };
    let gives = match function.gives {
        Kind::Fields(fields) => {
            let names: Vec<String> = fields.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!(
                "{}, each by its name, as in `x['{}']`",
                names.join(", "),
                fields[0].0
            )
        }
        other => other.in_words().to_owned(),
    };
    write!(
        page,
        "\n### `{}`\n\n{}\n\n- takes {}\n- gives {gives}\n- source: {source}\n\n```sql\n",
        function.syntax,
        function.says,
        takes.join(", "),
    )
    .unwrap();
    for (call, gives) in &function.examples {
        writeln!(page, "select {call}  -- {gives}").unwrap();
    }
    page.push_str("```\n");
}

#[test]
fn docs_sql_functions_is_what_the_functions_declare() {
    let mut page = head("the declarations in crates/packs/src/functions");
    page.push_str(
        "# SQL functions\n\n\
         Beside those of DataFusion. Where an argument is missing the result is missing, unless the \
         function says otherwise. Every example is run by the tests.\n\n\
         ## Of a row\n",
    );
    for f in scalars(&TimeZone::UTC) {
        let (syntax, says, takes, gives) = (f.syntax(), f.says, f.takes, f.gives);
        let (source, examples) = (f.source, f.examples);
        section(
            &mut page,
            &Declared {
                syntax,
                says,
                takes,
                gives,
                source,
                examples,
            },
        );
    }
    page.push_str("\n## Of a group\n");
    for f in aggregates(&TimeZone::UTC) {
        let (syntax, says, takes, gives) = (f.syntax(), f.says, f.takes, f.gives);
        let (source, examples) = (f.source, f.examples);
        section(
            &mut page,
            &Declared {
                syntax,
                says,
                takes,
                gives,
                source,
                examples,
            },
        );
    }
    fresh("docs/sql-functions.md", &page);
}

#[test]
fn docs_packs_lists_every_check() {
    let mut table = String::from("\n| check | finds |\n|---|---|\n");
    for (name, finds) in packs::check::CHECKS {
        writeln!(table, "| `{name}` | {finds} |").unwrap();
    }
    for path in ["docs/packs.md", "docs/packs.zh-CN.md"] {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        let (before, rest) = text.split_once("<!-- checks -->").unwrap();
        let (_, after) = rest.split_once("<!-- /checks -->").unwrap();
        let page = format!("{before}<!-- checks -->\n{table}\n<!-- /checks -->{after}");
        fresh(path, &page);
    }
}

#[test]
fn docs_limits_lists_the_limits_of_every_room() {
    let mut page = head("limits.rs of every room");
    page.push_str("# Limits\n\nWhat is accepted at most, and why that much.\n");
    for room in [
        "methods", "report", "gateway", "forms", "layers", "terrain", "zone", "packs", "server",
    ] {
        let file = root().join(format!("crates/{room}/src/limits.rs"));
        let text = std::fs::read_to_string(file).unwrap();
        write!(
            page,
            "\n## {room}\n\n| limit | value | why |\n|---|---|---|\n"
        )
        .unwrap();
        let mut why = Vec::new();
        let mut count = 0;
        for line in text.lines() {
            if let Some(doc) = line.strip_prefix("///") {
                why.push(doc.trim());
                continue;
            }
            if let Some((name, rest)) = line
                .strip_prefix("pub const ")
                .and_then(|l| l.split_once(": "))
            {
                let (_, value) = rest.split_once(" = ").unwrap();
                let value = value.trim_end_matches(';').replace('_', " ");
                // The first paragraph says why; what follows is for those who read the code.
                let why: Vec<&str> = why.iter().copied().take_while(|l| !l.is_empty()).collect();
                writeln!(page, "| `{name}` | {value} | {} |", why.join(" ")).unwrap();
                count += 1;
            }
            why.clear();
        }
        assert!(count > 0, "{room} has no limits");
    }
    fresh("docs/limits.md", &page);
}
