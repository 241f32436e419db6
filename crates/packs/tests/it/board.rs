//! Boards: what they say is read, and every mistake in one is found in its place.

use std::fmt::Write;
use std::sync::Arc;

use packs::board::Show;
use packs::limits::{BOARD_PARTS_MAX, BOARD_ROWS_MAX, BOARD_WORDS_MAX};
use packs::{Mistake, Pack, PackError, PackSource, embedded, skeleton};
use serde_json::{Value, json};
use wellkeeper_packs as packs;

const BOARD: &str = "board.toml";

fn water_quality() -> PackSource {
    embedded().remove("water-quality").unwrap()
}

fn with_board(text: &str) -> PackSource {
    let mut source = water_quality();
    let text = Arc::new(text.to_owned());
    source.files.insert(BOARD.to_owned(), text);
    source
}

/// The board of water quality with one text replaced by another.
fn changed(from: &str, to: &str) -> PackSource {
    let text = Arc::clone(&water_quality().files[BOARD]);
    assert!(text.contains(from), "no `{from}`");
    with_board(&text.replacen(from, to, 1))
}

/// A board of one part: `keys` after its id, titles and a blank.
fn of_one(keys: &str) -> PackSource {
    let title = "title = { zh = \"甲\", en = \"A\" }";
    with_board(&format!("{title}\n[[part]]\nid = \"a\"\n{title}\n{keys}\n"))
}

/// What the files show by themselves: all that can be wrong in a board.
fn mistakes(source: &PackSource) -> Vec<Mistake> {
    let mut mistakes = match Pack::load(source) {
        Err(PackError::Mistakes(mistakes)) => mistakes,
        Err(other) => panic!("{other}"),
        Ok(_) => Vec::new(),
    };
    mistakes.sort_by_key(|m| (m.line, m.column));
    mistakes
}

fn said(mistakes: &[Mistake]) -> Vec<String> {
    mistakes
        .iter()
        .map(|m| {
            // The names that there are change with the pack.
            let message = m.message.split("; it has").next().unwrap();
            let message = message.split("; expected one of change").next().unwrap();
            let help = m.help.as_deref().unwrap_or("-");
            format!("{}:{} {}: {message} [{help}]", m.line, m.column, m.check)
        })
        .collect()
}

/// What is written after the titles of a part, and what is said of it: the part's keys start in
/// line 5.
const PLANTED: &[(&str, &[&str])] = &[
    (
        "show = 'figure'\ntable = 'zone_moth'\ncolumn = 'judged'",
        &["6:9 board_table: `zone_moth` is no table of this pack [did you mean `zone_month`?]"],
    ),
    (
        "show = 'figure'\ntable = 'water_quality.zone_month'\ncolumn = 'judged'",
        &[
            "6:9 board_table: `water_quality.zone_month` is no table of this pack [did you mean `zone_month`?]",
        ],
    ),
    (
        "show = 'table'\ntable = 'gb3838_2002_table1'\ncolumns = ['item']",
        &["6:9 board_table: `gb3838_2002_table1` is a standard [-]"],
    ),
    (
        "show = 'line'\ntable = 'trend'\ncolumn = 'statistic'",
        &["6:9 board_table: `trend` has no period; expected a table with one below a line [-]"],
    ),
    (
        "show = 'figure'\ntable = 'zone_month'\ncolumn = 'jugded'\nby = 'mont'",
        &[
            "7:10 board_column: `jugded` is no column of `zone_month` [did you mean `judged`?]",
            "8:6 board_column: `mont` is no column of `zone_month` [did you mean `month`?]",
        ],
    ),
    (
        "show = 'figure'\ntable = 'zone_month'\ncolumn = 'quality'",
        &["7:10 board_column: `quality` is text; `figure` shows a number [-]"],
    ),
    (
        "show = 'line'\ntable = 'section_month'\ncolumn = 'meets_target'\nby = 'section'",
        &["7:10 board_column: `meets_target` is truth; `line` shows a number [-]"],
    ),
    (
        "show = 'share'\ntable = 'zone_month'\ncolumn = 'judged'",
        &["7:10 board_column: `judged` is whole number; `share` shows text or truth [-]"],
    ),
    (
        "show = 'rank'\ntable = 'river_month'\ncolumn = 'class'\ncolumns = ['rivr', 'class', 'class']\nsort = '-clas'",
        &[
            "7:10 board_column: `class` is text; `rank` shows a number [-]",
            "8:12 board_column: `rivr` is no column of `river_month` [did you mean `river`?]",
            "8:29 board_column: the column `class` stands twice [-]",
            "9:8 board_column: `clas` is no column of `river_month` [did you mean `class`?]",
        ],
    ),
    (
        "show = 'share'\ntable = 'section_month'\ncolumn = 'class'\nwhere = { water_boby = ['lake'], days = ['20'], complete = ['yes'], status = [] }",
        &[
            "8:11 board_column: `water_boby` is no column of `section_month` [did you mean `water_body`?]",
            "8:34 board_column: `days` is whole number; `where` takes text or truth [-]",
            "8:60 board_column: `complete` is never `yes`; expected `true` or `false` [-]",
            "8:78 board_key: no word of `status` is named; expected those that are shown [-]",
        ],
    ),
    (
        "show = 'rank'\ntable = 'index_month'",
        &["5:8 board_key: `rank` needs `column`, `columns`, `sort` [-]"],
    ),
    (
        "show = 'table'\ntable = 'index_month'\ncolumns = []",
        &["5:8 board_key: `table` needs `columns` [-]"],
    ),
    (
        "show = 'table'\ntable = 'index_month'\ncolumn = 'nothing'\ncolumns = ['section']\nby = 'section'",
        &[
            "7:10 board_key: `table` has no `column`; it takes `columns`, `sort`, `rows`, `where` [-]",
            "9:6 board_key: `table` has no `by`; it takes `columns`, `sort`, `rows`, `where` [-]",
        ],
    ),
    (
        "show = 'share'\ntable = 'section_month'\ncolumn = 'class'\nsort = 'class'\nrows = 5",
        &[
            "8:8 board_key: `share` has no `sort`; it takes `column`, `where` [-]",
            "9:8 board_key: `share` has no `rows`; it takes `column`, `where` [-]",
        ],
    ),
    (
        "show = 'table'\ntable = 'index_month'\ncolumns = ['section']\nrows = 0",
        &["8:8 board_size: 0 rows; expected 1 to 100 [-]"],
    ),
    (
        "show = 'pie'\ntable = 'index_month'\ncolumn = 'cwqi'",
        &["5:8 toml: unknown word `pie`; expected one of figure, share, line, rank, table [-]"],
    ),
    // What seems to lack was misspelt: it is told once.
    (
        "show = 'figure'\ntable = 'zone_month'\ncolumm = 'judged'",
        &[
            "7:1 toml: unknown key `columm`; expected one of id, title, note, show, table, column, by, columns, where, sort, rows [did you mean `column`?]",
        ],
    ),
];

#[test]
fn every_mistake_of_a_part_is_found_in_its_place_and_no_other() {
    let mut wrong = String::new();
    for (keys, expected) in PLANTED {
        let found = said(&mistakes(&of_one(keys)));
        if found != *expected {
            writeln!(wrong, "{keys}\n  {}", found.join("\n  ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_language_that_a_title_or_a_note_lacks_is_told_each_time() {
    let source = with_board(
        "title = { zh = '一览' }\n\n[[part]]\nid = 'a'\ntitle = { en = 'A' }\n\
         note = { zh = '注', en = ' ' }\nshow = 'figure'\ntable = 'zone_month'\ncolumn = 'judged'\n",
    );
    assert_eq!(
        said(&mistakes(&source)),
        [
            "1:9 title: the title of the board is empty in `en`; expected both languages [-]",
            "5:9 title: the title of `a` is empty in `zh`; expected both languages [-]",
            "6:8 title: the note of `a` is empty in `en`; expected both languages [-]",
        ]
    );
}

#[test]
fn an_id_is_an_identifier_and_stands_once() {
    let found = mistakes(&changed("id = \"classes\"", "id = \"Klassen\""));
    assert_eq!((found.len(), found[0].check), (1, "id"), "{}", found[0]);
    assert!(found[0].message.contains("is no id"), "{}", found[0]);
    let found = mistakes(&changed("id = \"classes\"", "id = \"judged\""));
    assert_eq!((found.len(), found[0].check), (1, "id"), "{}", found[0]);
    assert!(found[0].message.contains("stands twice"), "{}", found[0]);
}

#[test]
fn a_board_has_so_many_parts_rows_and_words_and_no_more() {
    let part = |n: usize, rows: usize, words: usize| {
        let words = vec!["'a'"; words].join(", ");
        format!(
            "[[part]]\nid = 'p{n}'\ntitle = {{ zh = '甲', en = 'A' }}\nshow = 'table'\n\
             table = 'river_month'\ncolumns = ['river']\nrows = {rows}\nwhere = {{ river = [{words}] }}\n"
        )
    };
    let board = |parts: usize, rows: usize, words: usize| {
        let parts: String = (0..parts).map(|n| part(n, rows, words)).collect();
        with_board(&format!("title = {{ zh = '甲', en = 'A' }}\n{parts}"))
    };
    let full = board(BOARD_PARTS_MAX, BOARD_ROWS_MAX, BOARD_WORDS_MAX);
    assert_eq!(said(&mistakes(&full)), Vec::<String>::new());
    let found = mistakes(&board(BOARD_PARTS_MAX + 1, 1, 1));
    assert_eq!(
        said(&found),
        ["194:1 board_size: 25 parts; a board has at most 24 [-]"]
    );
    let found = mistakes(&board(1, BOARD_ROWS_MAX + 1, BOARD_WORDS_MAX + 1));
    assert_eq!(
        said(&found),
        [
            "8:8 board_size: 101 rows; expected 1 to 100 [-]",
            "9:19 board_size: 101 words; a part names at most 100 [-]",
        ]
    );
}

#[tokio::test]
async fn a_board_and_a_statement_are_found_wrong_in_one_go() {
    let mut source = of_one(
        "show = 'figure'\ntable = 'zone_moth'\ncolumn = 'judged'\nnote = { zh = '注', en = '' }",
    );
    let path = "tables/zone_month.sql";
    let text = source.files[path].replacen("count(rank)", "cuont(rank)", 1);
    source.files.insert(path.to_owned(), Arc::new(text));
    let Err(PackError::Mistakes(found)) = packs::check::check(&source).await else {
        panic!("nothing was found");
    };
    let checks: Vec<&str> = found.iter().map(|m| m.check).collect();
    assert_eq!(checks, ["board_table", "title", "unknown_function"]);
}

#[test]
fn a_table_that_cannot_be_read_is_not_told_again_by_the_board() {
    let mut source = water_quality();
    let path = "tables/zone_month.toml";
    let text = source.files[path].replacen("id = \"share_good\"", "di = \"share_good\"", 1);
    source.files.insert(path.to_owned(), Arc::new(text));
    let found = mistakes(&source);
    assert!(!found.is_empty());
    assert!(found.iter().all(|m| !m.path.ends_with(BOARD)), "{found:?}");
    source.files.remove(path);
    let found = mistakes(&source);
    assert!(!found.is_empty());
    assert!(found.iter().all(|m| !m.path.ends_with(BOARD)), "{found:?}");
}

#[test]
fn the_board_of_water_quality_is_told_as_the_page_reads_it() {
    let pack = Pack::load(&water_quality()).unwrap();
    let board = pack.board.unwrap();
    let told = serde_json::to_value(&board).unwrap();
    assert_eq!(
        told["title"],
        json!({ "zh": "水质一览", "en": "Water quality at a glance" })
    );
    let part = |id: &str| {
        let at = board.parts.iter().position(|part| part.id == id);
        told["parts"][at.unwrap()].clone()
    };
    let without_words = |mut part: Value| {
        let part = part.as_object_mut().unwrap();
        assert!(part.remove("title").unwrap()["zh"].is_string());
        assert!(part.remove("note").unwrap()["en"].is_string());
        Value::Object(part.clone())
    };
    assert_eq!(
        without_words(part("share_good")),
        json!({
            "id": "share_good", "show": "figure", "table": "water_quality.zone_month",
            "column": "share_good", "by": null, "columns": [], "where": {}, "sort": null, "rows": null,
        })
    );
    assert_eq!(
        without_words(part("missed")),
        json!({
            "id": "missed", "show": "table", "table": "water_quality.section_month",
            "column": null, "by": null,
            "columns": ["section", "class", "target_class", "main_pollutants", "status"],
            "where": { "meets_target": ["false"] }, "sort": "-class_rank", "rows": 50,
        })
    );
    for show in [
        Show::Figure,
        Show::Share,
        Show::Line,
        Show::Rank,
        Show::Table,
    ] {
        assert!(
            board.parts.iter().any(|part| part.show == show),
            "{show:?} is not shown"
        );
    }
}

#[test]
fn a_pack_without_a_board_has_none_and_a_changed_board_changes_its_hash() {
    let source = skeleton("rain-watch").unwrap();
    let pack = Pack::load(&source).unwrap();
    assert_eq!(pack.board.as_ref().unwrap().parts.len(), 2);
    let mut without = source.clone();
    without.files.remove(BOARD);
    let without = Pack::load(&without).unwrap();
    assert!(without.board.is_none());
    let mut changed = source.clone();
    let text = source.files[BOARD].replacen("rows = 10", "rows = 11", 1);
    changed.files.insert(BOARD.to_owned(), Arc::new(text));
    let changed = Pack::load(&changed).unwrap();
    assert!(pack.hash != without.hash && pack.hash != changed.hash);
    // What was kept gives the same board again.
    let kept = PackSource::from_text("packs/rain-watch", &pack.text).unwrap();
    assert_eq!(Pack::load(&kept).unwrap().board, pack.board);
}

#[test]
fn a_zone_does_not_take_a_board_that_names_what_is_not_there() {
    let source = changed("table = \"zone_month\"", "table = \"zone_moth\"");
    let error = Pack::load(&source).unwrap_err();
    assert!(error.to_string().contains("zone_moth"), "{error}");
}
