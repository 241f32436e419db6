//! The walls of the house, as ARCHITECTURE.md draws them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Code lines that one function may have; comments are free.
const FUNCTION_LINES_MAX: usize = 70;
/// Lines that one file may have. The record must be lowered when it can be.
const FILE_LINES_MAX: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

fn architecture() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// Crate → crates of ours that it depends on, by cargo's own word.
fn crate_graph() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let short = |name: &str| name.strip_prefix("wellkeeper-").unwrap_or(name).to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeSet<&str> = packages
        .iter()
        .map(|p| p["name"].as_str().unwrap())
        .collect();
    packages
        .iter()
        .map(|package| {
            let needs = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|d| d["kind"].is_null())
                .map(|d| d["name"].as_str().unwrap())
                .filter(|name| ours.contains(name))
                .map(short)
                .collect();
            (short(package["name"].as_str().unwrap()), needs)
        })
        .collect()
}

/// The same graph, read from the lines `` `a` → `b`, `c` `` of ARCHITECTURE.md.
fn drawn_graph() -> BTreeMap<String, BTreeSet<String>> {
    let names = |text: &str| -> BTreeSet<String> {
        text.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    architecture()
        .lines()
        .filter_map(|line| line.strip_prefix("- ")?.split_once(" → "))
        .filter_map(|(from, to)| {
            let from = names(from).into_iter().next()?;
            Some((from, names(to)))
        })
        .collect()
}

#[test]
fn crate_graph_is_the_one_that_architecture_draws() {
    assert_eq!(crate_graph(), drawn_graph());
}

#[test]
fn crate_graph_points_one_way_from_program_to_methods() {
    let order = [
        "methods",
        "report",
        "forms",
        "layers",
        "terrain",
        "zone",
        "gateway",
        "packs",
        "server",
        "wellkeeper",
    ];
    let place = |name: &str| order.iter().position(|n| *n == name).unwrap();
    for (from, needs) in crate_graph() {
        for to in needs {
            assert!(
                place(&to) < place(&from),
                "`{from}` imports `{to}`: the wall is wrong"
            );
        }
    }
}

#[test]
fn codecs_know_no_socket_and_no_book() {
    let room = root().join("crates/gateway/src");
    for file in rust_files(&room) {
        if file.starts_with(room.join("door")) || file.ends_with("limits.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for word in ["tokio::", "zone::", "std::net"] {
            assert!(!text.contains(word), "{} names {word}", file.display());
        }
    }
}

#[test]
fn every_test_that_architecture_names_exists() {
    let sources: String = rust_files(&root().join("crates"))
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let text = architecture();
    let named: Vec<&str> = text
        .split('[')
        .skip(1)
        .filter_map(|rest| rest.split_once(']'))
        .filter(|(_, after)| !after.starts_with('('))
        .map(|(name, _)| name)
        .filter(|name| {
            name.contains('_')
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit())
        })
        .collect();
    assert!(
        named.len() >= 8,
        "ARCHITECTURE.md names only {} tests",
        named.len()
    );
    for name in named {
        assert!(
            sources.contains(&format!("fn {name}(")),
            "ARCHITECTURE.md names the test `{name}`, which is nowhere"
        );
    }
}

#[test]
fn no_room_is_called_utils_or_the_like() {
    let banned = [
        "util", "utils", "common", "helper", "helpers", "misc", "manager",
    ];
    for file in rust_files(&root().join("crates")) {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = file
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert!(!banned.contains(&stem.as_str()), "{}", file.display());
        assert!(!banned.contains(&folder.as_str()), "{}", file.display());
    }
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    for file in rust_files(&root().join("crates")) {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(
            lines <= FILE_LINES_MAX,
            "{} has {lines} lines",
            file.display()
        );
    }
}

#[test]
fn no_function_is_longer_than_seventy_code_lines() {
    for file in rust_files(&root().join("crates")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (name, lines) in function_lengths(&text) {
            assert!(
                lines <= FUNCTION_LINES_MAX,
                "{}: `{name}` has {lines} code lines",
                file.display()
            );
        }
    }
}

/// Functions with their code lines, by the indentation that rustfmt gives them.
fn function_lengths(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let indent = &line[..line.len() - trimmed.len()];
        let Some(at) = trimmed.find("fn ").filter(|at| {
            trimmed[..*at].split_whitespace().all(|w| {
                matches!(w, "pub" | "async" | "const" | "unsafe" | "extern")
                    || w.starts_with("pub(")
            })
        }) else {
            continue;
        };
        let name: String = trimmed[at + 3..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        let end = format!("{indent}}}");
        let body = lines[start..].iter().take_while(|l| **l != end);
        let code = body
            .filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with("//"))
            .count();
        if lines[start..].contains(&end.as_str()) && !line.ends_with(';') && !line.ends_with('}') {
            found.push((name, code + 1));
        }
    }
    found
}

#[test]
fn versions_of_the_engine_resolve_once_each() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for name in ["arrow", "parquet", "datafusion", "object_store", "sqlx"] {
        let entry = format!("name = \"{name}\"\n");
        assert_eq!(
            lock.matches(&entry).count(),
            1,
            "`{name}` is in Cargo.lock more than once"
        );
    }
}

#[test]
fn catalogue_and_data_folder_name_the_same_files() {
    let root = root();
    let text = std::fs::read_to_string(root.join("data/catalogue.toml")).unwrap();
    let catalogue: toml::Table = toml::from_str(&text).unwrap();
    let listed: BTreeSet<String> = catalogue["file"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["path"].as_str().unwrap().to_owned())
        .collect();
    let mut there = BTreeSet::new();
    for folder in std::fs::read_dir(root.join("data")).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root.join("data")).unwrap();
            there.insert(name.to_string_lossy().into_owned());
        }
    }
    assert_eq!(listed, there);
}

#[test]
fn catalogue_counts_the_rows_of_every_file() {
    let data = root().join("data");
    let text = std::fs::read_to_string(data.join("catalogue.toml")).unwrap();
    let catalogue: toml::Table = toml::from_str(&text).unwrap();
    for file in catalogue["file"].as_array().unwrap() {
        let path = data.join(file["path"].as_str().unwrap());
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        let rows = usize::try_from(file["rows"].as_integer().unwrap()).unwrap();
        assert_eq!(lines, rows + 1, "{}", path.display());
    }
}

#[test]
fn every_source_key_that_packs_and_functions_cite_is_in_the_bibliography() {
    let root = root();
    let text = std::fs::read_to_string(root.join("docs/sources.toml")).unwrap();
    let known: toml::Table = toml::from_str(&text).unwrap();
    for source in packs::embedded().values() {
        let pack = packs::Pack::load(source).unwrap();
        for (name, standard) in &pack.standards {
            let column = standard.rows.column_by_name("source").unwrap();
            for row in 0..standard.rows.num_rows() {
                let key = packs::cell::cell(column, row, &jiff::tz::TimeZone::UTC).text();
                assert!(
                    known.contains_key(&key),
                    "{name}: `{key}` is not in docs/sources.toml"
                );
            }
        }
        for (id, setting) in &pack.settings {
            assert!(
                known.contains_key(&setting.source),
                "setting `{id}`: `{}` is not in docs/sources.toml",
                setting.source
            );
        }
    }
    for function in packs::functions::scalars(&jiff::tz::TimeZone::UTC) {
        let (key, _) = function.source;
        assert!(
            key == "own" || known.contains_key(key),
            "{}: `{key}` is not in docs/sources.toml",
            function.name
        );
    }
}
