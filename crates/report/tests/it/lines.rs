//! Where lines break.

use report::model::Block;

use crate::poppler::{Read, close, read};
use crate::sample::{FIRST, bulletin, of, sections};

const FORBIDDEN_FIRST: &str = "，。、；：？！）》〉】〕」』”’…～％%℃,.;:?!)]}";
const FORBIDDEN_LAST: &str = "（《〈【〔「『“‘([{";

/// Lines of the paragraphs, without the page's number.
fn lines(read: &Read) -> Vec<String> {
    let text = read.text();
    let lines = text.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn no_line_begins_or_ends_with_what_may_not() {
    // Every shift moves the ends of all lines by one character.
    for shift in 0..40 {
        let text = format!(
            "{}{FIRST}他说：“水（库）很好！”《标准》；Ⅰ～Ⅲ类……等。",
            "水".repeat(shift)
        );
        let read = read(&of(vec![Block::Paragraph(text.as_str().into())]), "breaks");
        let lines = lines(&read);
        assert!(lines.len() > 6);
        for line in &lines {
            let first = line.chars().next().unwrap();
            let last = line.chars().last().unwrap();
            assert!(!FORBIDDEN_FIRST.contains(first), "{shift}: {line}");
            assert!(!FORBIDDEN_LAST.contains(last), "{shift}: {line}");
        }
        assert!(close(&lines.concat()).contains(&close(&text)));
    }
}

#[test]
fn nothing_reaches_beyond_the_field() {
    for (name, document) in [
        ("bulletin", bulletin()),
        ("table", of(vec![Block::Table(sections(60))])),
        (
            "wide",
            of(vec![
                Block::Paragraph("水".repeat(500).into()),
                Block::Paragraph("a".repeat(900).into()),
                Block::Paragraph("。".repeat(300).into()),
            ]),
        ),
    ] {
        let read = read(&document, name);
        let boxes = read.ask("pdftotext", &["-bbox"], &["-"]);
        let attribute = |line: &str, name: &str| -> f32 {
            let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        for word in boxes.lines().filter(|line| line.contains("<word ")) {
            assert!(attribute(word, "xMin") >= 79.0, "{word}");
            assert!(attribute(word, "xMax") <= 522.0, "{word}");
            assert!(attribute(word, "yMax") <= 780.0, "{word}");
        }
    }
}

#[test]
fn units_shares_and_dates_stay_whole() {
    for shift in 0..40 {
        let text = format!(
            "{}总磷0.025 mg/L，电导率410 µS/cm，11/12个月达标，2021年12月31日。",
            "水".repeat(shift)
        );
        let told = lines(&read(&of(vec![Block::Paragraph(text.into())]), "units"));
        for whole in ["0.025mg/L", "410µS/cm", "11/12", "2021年", "12月", "31日"] {
            assert!(
                told.iter()
                    .any(|line| line.contains(whole) || close(line).contains(whole)),
                "{shift}: {whole} in {told:?}"
            );
        }
    }
}

#[test]
fn spaces_and_marks_that_only_steer_are_not_boxes() {
    let text = "一\u{200b}二\u{feff}三\t四\u{0007}五\r\n六\u{ad}七\u{2003}八";
    let read = read(&of(vec![Block::Paragraph(text.into())]), "steering");
    assert!(
        read.bulletin.missing.is_empty(),
        "{:?}",
        read.bulletin.missing
    );
    assert_eq!(close(&read.text()), "水质月报一二三四五六七八—1—");
}
