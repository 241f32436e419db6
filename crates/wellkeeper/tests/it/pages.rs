//! Pages whose examples are run: what stands in a box is typed in one folder, from top to bottom.
//!
//! A `console` box has commands after `$` and what they print, `…` for anything. A box with a path
//! after its language is a file.

use std::path::Path;

use crate::program::Walk;

/// The boxes of a page: what stands after the opening fence, and the text.
fn boxes(page: &str) -> Vec<(String, String)> {
    let mut boxes = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.to_owned(), String::new())),
            (Some(_), Some(_)) => boxes.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    boxes
}

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    std::fs::read_to_string(path).unwrap()
}

/// The words of a command, `"` around those with blanks.
fn words(command: &str) -> Vec<String> {
    command
        .split('"')
        .enumerate()
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// What a command prints, errors too.
fn typed(walk: &Walk, command: &str) -> String {
    let words = words(command);
    let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    match words[0].as_str() {
        "rm" => {
            std::fs::remove_file(walk.path(arguments[0])).unwrap();
            String::new()
        }
        "wellkeeper" if arguments[0] == "init" => walk.init(&arguments),
        "wellkeeper" => {
            let output = walk.run(&arguments);
            let said = [output.stdout, output.stderr].concat();
            String::from_utf8(said).unwrap()
        }
        other => panic!("`{other}` is not typed in the pages"),
    }
}

fn run_console(walk: &Walk, text: &str) {
    for piece in text.split("$ ").skip(1) {
        let (command, expected) = piece.split_once('\n').unwrap();
        let found = typed(walk, command);
        if expected.trim() == "…" {
            assert!(!found.contains("error"), "$ {command}\n{found}");
        } else {
            assert_eq!(found.trim_end(), expected.trim_end(), "$ {command}");
        }
    }
}

#[test]
fn every_example_of_docs_packs_gives_what_it_says() {
    let walk = Walk::without_zone();
    for (info, text) in boxes(&page("packs.md")) {
        match info.split_once(' ') {
            None if info == "console" => run_console(&walk, &text),
            Some((_, path)) => {
                let file = walk.path(path);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, text).unwrap();
            }
            _ => panic!("a box of `{info}` is neither a console nor a file"),
        }
    }
}

#[test]
fn the_chinese_page_of_packs_has_the_same_examples() {
    assert_eq!(boxes(&page("packs.zh-CN.md")), boxes(&page("packs.md")));
}
