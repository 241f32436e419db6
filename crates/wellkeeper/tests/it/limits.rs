//! Files that would fill the memory are refused in little of it, and a large one is taken in as
//! little.

use std::io::Write;
use std::process::{Command, Output};

use crate::program::Walk;

/// Address space of the program in these tests: its own code, threads and libraries take most of
/// it. What it holds of a file has to fit in the rest.
const SPACE_KIB: u32 = 1_400_000;

fn in_little_space(walk: &Walk, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_wellkeeper");
    let script = format!("ulimit -v {SPACE_KIB}; exec \"$0\" --zone zone \"$@\"");
    Command::new("sh")
        .args(["-c", &script, program])
        .args(arguments)
        .current_dir(walk.path(""))
        .env("WELLKEEPER_WHO", "tester")
        .env("LANG", "C.UTF-8")
        // The allocator lays claim to address space by the gigabyte, which the limit would count
        // although nothing of it is used yet.
        .env("MIMALLOC_ARENA_RESERVE", "65536")
        .output()
        .unwrap()
}

fn refused(walk: &Walk, arguments: &[&str], expected: &[&str]) {
    let output = in_little_space(walk, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    for words in expected {
        assert!(said.contains(words), "expected `{words}` in: {said}");
    }
    assert_eq!(walk.csv("select count(*) as n from batches"), "n\n0\n");
}

/// A file of zeros that takes no room on the disk.
fn sparse(walk: &Walk, name: &str, head: &[u8], bytes: u64) {
    let mut file = std::fs::File::create(walk.path(name)).unwrap();
    file.write_all(head).unwrap();
    file.set_len(bytes).unwrap();
}

#[test]
fn files_that_would_fill_the_memory_are_refused() {
    let walk = Walk::new();
    let import = |name| ["import", "observations", name, "--create-things", "section"];
    // 10 GB of which nothing is text after the first line.
    sparse(
        &walk,
        "zeros.csv",
        "断面名称,监测时间,氨氮\n".as_bytes(),
        10 << 30,
    );
    refused(&walk, &import("zeros.csv"), &["zeros.csv", "binary data"]);
    // One line without an end: of one cell, of many cells, within a quotation mark.
    for (name, part) in [
        ("cell.csv", "x"),
        ("cells.csv", "x,"),
        ("quote.csv", "\"x\n"),
    ] {
        let mut file = std::io::BufWriter::new(std::fs::File::create(walk.path(name)).unwrap());
        file.write_all("断面名称,监测时间,氨氮\n甲,2021-04-01,\"".as_bytes())
            .unwrap();
        let part = part.repeat(1 << 16);
        for _ in 0..(30 << 20) / part.len() {
            file.write_all(part.as_bytes()).unwrap();
        }
    }
    refused(
        &walk,
        &import("cell.csv"),
        &["cell.csv:2", "quotation mark"],
    );
    refused(&walk, &import("cells.csv"), &["cells.csv:2"]);
    refused(&walk, &import("quote.csv"), &["quote.csv:2"]);
    let line = [b"a,".repeat(3_000_000), b"\n".to_vec()].concat();
    walk.write("wide.csv", line);
    refused(&walk, &import("wide.csv"), &["wide.csv:1", "4096 cells"]);
    // What never ends, and what waits for ever.
    refused(
        &walk,
        &import("/dev/zero"),
        &["/dev/zero", "a pipe or a device"],
    );
    assert!(
        Command::new("mkfifo")
            .arg(walk.path("pipe.csv"))
            .status()
            .unwrap()
            .success()
    );
    refused(
        &walk,
        &import("pipe.csv"),
        &["pipe.csv", "a pipe or a device"],
    );
    refused(&walk, &import("zone"), &["zone", "a folder"]);
    // Things are held whole.
    sparse(&walk, "large.geojson", b"{", 80 << 20);
    refused(
        &walk,
        &["import", "things", "large.geojson"],
        &["large.geojson", "67108864"],
    );
    let deep = format!("{{\n\"type\": {}", "[".repeat(2_000_000));
    walk.write("deep.geojson", deep);
    refused(
        &walk,
        &["import", "things", "deep.geojson"],
        &["deep.geojson:2:40", "32 deep"],
    );
}

/// A workbook whose parts are `parts`, packed.
fn workbook(walk: &Walk, name: &str, parts: &[(&str, &str, u64)]) {
    let file = std::fs::File::create(walk.path(name)).unwrap();
    let mut archive = zip::ZipWriter::new(file);
    let options = zip::write::SimpleFileOptions::default();
    for (part, text, more) in parts {
        archive.start_file(*part, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
        let blank = vec![b' '; 1 << 16];
        for _ in 0..more / blank.len() as u64 {
            archive.write_all(&blank).unwrap();
        }
    }
    archive.finish().unwrap();
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_refused() {
    let walk = Walk::new();
    let import = |name| ["import", "observations", name];
    let book = ("xl/workbook.xml", "<workbook/>", 0);
    workbook(
        &walk,
        "bomb.xlsx",
        &[
            book,
            ("xl/worksheets/sheet1.xml", "<worksheet>", 1100 << 20),
        ],
    );
    assert!(std::fs::metadata(walk.path("bomb.xlsx")).unwrap().len() < 4 << 20);
    refused(
        &walk,
        &import("bomb.xlsx"),
        &["bomb.xlsx", "bytes when it is unpacked"],
    );
    workbook(
        &walk,
        "texts.xlsx",
        &[book, ("xl/sharedStrings.xml", "<sst>", 130 << 20)],
    );
    refused(
        &walk,
        &import("texts.xlsx"),
        &["texts.xlsx", "bytes of text"],
    );
}

#[test]
fn a_large_file_is_taken_in_the_memory_of_a_small_one() {
    let walk = Walk::new();
    let mut file = std::io::BufWriter::new(std::fs::File::create(walk.path("large.csv")).unwrap());
    writeln!(file, "section,time,property,value").unwrap();
    // The last line of a section and time stands, in whatever piece the first one was.
    let mut rows = 0_u32;
    for minute in 0..60_000_u32 {
        let (day, hour) = (minute / 1440 % 28 + 1, minute / 60 % 24);
        let (month, year) = (minute / 40_320 + 1, 2021);
        for section in ["Taocha", "Langhe", "Qingshan"] {
            let stamp = format!("{year}-{month:02}-{day:02} {hour:02}:{:02}", minute % 60);
            let blanks = " ".repeat(120);
            writeln!(
                file,
                "{section},{stamp},codmn,{blanks}{}.{:02}",
                minute % 7,
                minute % 100
            )
            .unwrap();
            rows += 1;
        }
    }
    writeln!(file, "Taocha,2021-01-01 00:00,codmn,99").unwrap();
    writeln!(file, "Taocha,2021-01-01 00:01,codmn,1.01").unwrap();
    writeln!(file, "Taocha,2021-01-01,nonsense,1").unwrap();
    drop(file);
    let bytes = std::fs::metadata(walk.path("large.csv")).unwrap().len();
    assert!(bytes > 25 << 20, "{bytes}: more than a piece");
    let output = in_little_space(
        &walk,
        &[
            "--json",
            "import",
            "observations",
            "large.csv",
            "--create-things",
            "section",
        ],
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let done: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(done["rows"], rows + 3);
    assert_eq!(done["added"], rows);
    assert_eq!(
        (&done["superseded"], &done["repeated"]),
        (&1.into(), &1.into())
    );
    assert_eq!(done["rejected"], 1);
    let rejects = std::fs::read_to_string(walk.path("large.csv.rejects.csv")).unwrap();
    assert!(
        rejects.contains(&format!("large.csv,{},3,property,nonsense", rows + 4)),
        "{rejects}"
    );
    let ends = walk.csv(
        "select value, line from observations where thing = 'Taocha' and time <= '2021-01-01T00:01:00+08:00' order by time",
    );
    assert_eq!(
        ends,
        format!("value,line\n99,{}\n1.01,{}\n", rows + 2, rows + 3)
    );
    assert_eq!(
        walk.csv("select count(*) as n from observations"),
        format!("n\n{rows}\n")
    );
    // The same file again is no news.
    let again = walk.import(&["large.csv", "--create-things", "section"]);
    assert_eq!(again["added"], 0);
}
