//! A sample for each check: the skeleton of a pack with one mistake in it, and what is said of it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use packs::check::CHECKS;
use packs::{Mistake, PackError, PackSource, skeleton};
use wellkeeper_packs as packs;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check")
}

/// The skeleton with the sample's files in the place of its own.
fn sample(check: &str) -> PackSource {
    let mut source = skeleton("sample").unwrap();
    let own = PackSource::from_folder(&folder().join(check)).unwrap();
    source.files.extend(own.files);
    source
}

async fn mistakes(source: &PackSource) -> Vec<Mistake> {
    match packs::check::check(source).await {
        Ok(_) => Vec::new(),
        Err(PackError::Mistakes(mistakes)) => mistakes,
        Err(other) => panic!("{other}"),
    }
}

fn drawn(mistakes: &[Mistake]) -> String {
    let mut text = String::new();
    for mistake in mistakes {
        writeln!(text, "{mistake}\n{}", mistake.picture(false)).unwrap();
    }
    text
}

#[test]
fn the_registry_of_checks_their_files_and_the_folder_of_samples_name_the_same() {
    let listed: BTreeSet<String> = CHECKS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed.len(), CHECKS.len(), "a check is listed twice");
    let names = |folder: PathBuf| -> BTreeSet<String> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(listed, names(folder()));
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
    let mut files: BTreeSet<String> = names(sources)
        .iter()
        .map(|file| file.trim_end_matches(".rs").to_owned())
        .collect();
    assert!(files.remove("mod"));
    assert_eq!(listed, files, "src/check/ has a file a check");
}

#[tokio::test]
async fn the_skeleton_that_the_samples_are_made_of_has_no_mistake() {
    let source = skeleton("sample").unwrap();
    assert_eq!(drawn(&mistakes(&source).await), "");
    let pack = packs::Pack::load(&source).unwrap();
    for outcome in packs::golden::test(&source, &pack, None).await.unwrap() {
        assert!(outcome.holds(), "{outcome:?}");
    }
}

#[tokio::test]
async fn what_stands_twice_in_the_manifest_is_told_where_it_stands_again() {
    let mut source = skeleton("sample").unwrap();
    let manifest = Arc::make_mut(source.files.get_mut("pack.toml").unwrap());
    let title = "title = { zh = \"又\", en = \"Again\" }";
    let pack = packs::Pack::load(&skeleton("sample").unwrap()).unwrap();
    let (property, kind) = (&pack.properties[0].id, &pack.kinds[0].id);
    let setting = pack.settings.keys().next().unwrap();
    let end = manifest.matches('\n').count();
    writeln!(
        manifest,
        "[[property]]\nid = \"{property}\"\n{title}\nunit = \"m\""
    )
    .unwrap();
    writeln!(manifest, "[[kind]]\nid = \"{kind}\"\n{title}").unwrap();
    writeln!(
        manifest,
        "[[setting]]\nid = \"{setting}\"\n{title}\ndefault = 1\nsource = \"own\""
    )
    .unwrap();
    let found: Vec<String> = mistakes(&source)
        .await
        .iter()
        .map(|m| format!("{} +{}:{} {}", m.check, m.line - end, m.column, m.message))
        .collect();
    let expected = [
        format!("id +2:6 the property `{property}` stands twice"),
        format!("id +6:6 the kind `{kind}` stands twice"),
        format!("id +9:6 the setting `{setting}` stands twice"),
    ];
    assert_eq!(found[..3], expected, "{found:?}");
}

#[tokio::test]
async fn every_sample_is_found_by_its_check_and_by_no_other() {
    let mut wrong = String::new();
    let mut said = Vec::new();
    for (check, _) in CHECKS {
        let found = mistakes(&sample(check)).await;
        if found.len() != 1 || found[0].check != *check {
            let by: Vec<&str> = found.iter().map(|m| m.check).collect();
            writeln!(wrong, "{check} was found by {by:?}\n{}", drawn(&found)).unwrap();
        }
        said.push((*check, drawn(&found)));
    }
    assert!(wrong.is_empty(), "{wrong}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for (check, text) in said {
            insta::assert_snapshot!(check, text);
        }
    });
}

#[tokio::test]
async fn a_word_that_a_column_does_not_hold_is_told_on_the_board() {
    let mut source = sample("column_words");
    let table = source.files.get_mut("tables/gauge_day.toml").unwrap();
    let table = Arc::make_mut(table);
    *table = table.replace("words = { many = { zh = \"多\", en = \"many\" } }\n", "");
    let title = "title = { zh = \"月份\", en = \"Month\" }\n";
    let words =
        "words = { wet = { zh = \"雨季\", en = \"wet\" }, dry = { zh = \"\", en = \"dry\" } }\n";
    *table = table.replace(title, &format!("{title}{words}"));
    let told = |found: &[Mistake]| -> Vec<String> {
        let one = |m: &Mistake| {
            format!(
                "{} {} [{}]",
                m.check,
                m.message,
                m.help.as_deref().unwrap_or("-")
            )
        };
        found.iter().map(one).collect()
    };
    let untitled =
        "title the title of `dry` in `month` is empty in `zh`; expected both languages [-]";
    assert_eq!(told(&mistakes(&source).await), [untitled]);
    let table = Arc::make_mut(source.files.get_mut("tables/gauge_day.toml").unwrap());
    *table = table.replace("zh = \"\", en = \"dry\"", "zh = \"旱季\", en = \"dry\"");
    let board = Arc::make_mut(source.files.get_mut("board.toml").unwrap());
    *board = board.replace(
        "rows = 10\n",
        "rows = 10\nwhere = { month = [\"wet\", \"drye\"] }\n",
    );
    let expected = "column_words `month` is never `drye`; there are dry, wet [did you mean `dry`?]";
    assert_eq!(told(&mistakes(&source).await), [expected]);
}
