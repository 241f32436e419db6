//! Pages: what stands on them, in which order, and what the file says of itself.

use report::model::{Block, Cell, Column, Document, Row, SignOff, Signature, Table, Text};

use crate::poppler::{close, read};
use crate::sample::{FIRST, bulletin, chapter, in_english, of, sections};

#[test]
fn a_bulletin_reads_whole_and_in_order() {
    let told = close(&read(&bulletin(), "bulletin").ask("pdftotext", &[], &["-"]));
    let first = close(FIRST);
    let wanted = [
        "丹江口市生态环境局文件",
        "2021年第4期",
        "丹江口水库水质月报",
        "数据截至2021-05-06",
        "一、总体状况",
        "Ⅰ～Ⅲ类断面比例",
        &first[..first.find("主要污染").unwrap()],
        "二、断面与点位",
        "总磷0.010mg/L",
        "三、趋势",
        "3个有显著趋势",
        "Ⅲ类限值",
        "编制：",
        "签发：",
        "2021年5月6日",
    ];
    let mut rest = told.as_str();
    for text in wanted {
        let Some(at) = rest.find(text) else {
            panic!("`{text}` is not in what follows: {rest}");
        };
        rest = &rest[at + text.len()..];
    }
}

#[test]
fn small_figures_and_signs_are_read_as_they_were_written() {
    let signs = "NH₃-N km² ≤ ≥ ± ×10⁻⁴ ℃ µg/L Ⅰ–Ⅵ ①②③ ‰ → α H₂O";
    let told = read(&of(vec![Block::Paragraph(signs.into())]), "signs").text();
    assert!(close(&told).contains(&close(signs)), "{told}");
}

#[test]
fn the_file_says_what_it_is() {
    let read = read(&bulletin(), "bulletin");
    assert_eq!(read.info("Title"), "丹江口水库水质月报");
    assert_eq!(read.info("Author"), "丹江口市生态环境局");
    assert!(read.info("CreationDate").starts_with("2021-05-06T"));
    assert_eq!(read.info("Tagged"), "yes");
    assert!(read.info("Page size").ends_with("(A4)"));
    assert_eq!(read.info("Pages"), read.bulletin.pages.to_string());
    let metadata = read.ask("pdfinfo", &["-meta"], &[]);
    assert!(metadata.contains("<rdf:li>zh-CN</rdf:li>"), "{metadata}");
    assert!(
        metadata.contains("<pdfaid:part>2</pdfaid:part>"),
        "{metadata}"
    );
}

#[test]
fn fonts_are_embedded_as_far_as_they_are_used() {
    let read = read(&bulletin(), "bulletin");
    let told = read.ask("pdffonts", &[], &[]);
    let fonts: Vec<&str> = told.lines().skip(2).collect();
    assert_eq!(fonts.len(), 2, "{told}");
    for font in fonts {
        // Name with the tag of a subset; then embedded, subset, with a map to Unicode.
        assert!(
            font.split('+').next().is_some_and(|tag| tag.len() == 6),
            "{font}"
        );
        assert!(font.contains("yes yes yes"), "{font}");
    }
    let bytes = read.bulletin.bytes.len();
    assert!(bytes < 300_000, "{bytes} bytes");
}

#[test]
fn equal_documents_make_equal_bytes() {
    for document in [bulletin(), in_english()] {
        let twice = [(); 2].map(|()| report::set(&document).unwrap().bytes);
        assert!(twice[0] == twice[1]);
    }
}

#[test]
fn a_long_table_loses_no_row_and_has_its_head_on_every_page() {
    let read = read(&of(vec![Block::Table(sections(60))]), "table");
    let pages = read.pages();
    assert!(pages.len() >= 3, "{} pages", pages.len());
    for page in &pages {
        assert_eq!(page.matches("定类因子及月均值").count(), 1, "{page}");
    }
    let text = read.text();
    for row in 0..60 {
        let value = format!("0.{:03} mg/L", 10 + row);
        assert_eq!(text.matches(&value).count(), 1, "row {row}: {value}");
    }
}

#[test]
fn a_row_stays_whole_and_with_its_remark() {
    let pages = read(&of(vec![Block::Table(sections(60))]), "table").pages();
    for (number, page) in pages.iter().enumerate() {
        for row in (3..60).step_by(5) {
            let value = format!("0.{:03} mg/L", 10 + row);
            let Some(at) = page.find(&value) else {
                continue;
            };
            assert!(
                close(&page[at..]).contains("其中2天缺测"),
                "row {row}, page {}",
                number + 1
            );
        }
    }
}

#[test]
fn a_row_that_is_higher_than_a_page_goes_on_over_the_next_ones() {
    let words: Vec<String> = (0..900).map(|n| format!("第{n:03}句。")).collect();
    let table = Table {
        caption: String::new(),
        columns: vec![
            Column::new("项目", report::model::Align::Start),
            Column::new("说明", report::model::Align::Start),
        ],
        rows: vec![Row {
            cells: vec![Cell::from("总磷"), Cell::from(words.concat())],
            note: None,
        }],
    };
    let read = read(&of(vec![Block::Table(table)]), "row");
    assert!(read.bulletin.pages > 1);
    let text = close(&read.ask("pdftotext", &[], &["-"]));
    for number in 0..900 {
        assert!(text.contains(&format!("第{number:03}")), "{number}");
    }
}

#[test]
fn pages_are_numbered_outside() {
    let pages = read(&of(vec![Block::Table(sections(60))]), "table").pages();
    for (index, page) in pages.iter().enumerate() {
        let number = format!("— {} —", index + 1);
        let last = page.lines().rfind(|line| !line.trim().is_empty()).unwrap();
        assert_eq!(close(last), close(&number));
        let is_left = last.len() - last.trim_start().len() < 20;
        assert_eq!(is_left, index % 2 == 1, "{last}");
    }
}

#[test]
fn headings_are_bookmarks_within_each_other() {
    let read = read(&bulletin(), "bulletin");
    let told = read.ask("pdftohtml", &["-xml", "-i", "-stdout"], &[]);
    let (_, outline) = told.split_once("<outline>").unwrap();
    let outline = close(outline);
    let wanted = [
        "<itempage=\"1\">一、总体状况</item>",
        "<itempage=\"2\">二、断面与点位</item>",
        "<itempage=\"3\">三、趋势</item><outline><itempage=\"3\">（一）总磷</item></outline>",
    ];
    assert!(outline.starts_with(&wanted.concat()), "{outline}");
}

#[test]
fn headings_are_headings_for_readers_that_speak() {
    let structure = read(&bulletin(), "bulletin").ask("pdfinfo", &["-struct-text"], &[]);
    for text in ["一、总体状况", "二、断面与点位", "三、趋势"] {
        assert!(structure.contains(text), "{structure}");
    }
}

#[test]
fn tables_keep_their_structure_for_readers_that_speak() {
    let read = read(&of(vec![Block::Table(sections(60))]), "table");
    let structure = read.ask("pdfinfo", &["-struct"], &[]);
    let count = |name: &str| {
        structure
            .lines()
            .filter(|l| l.split_whitespace().next().map(|n| n.trim_end_matches(':')) == Some(name))
            .count()
    };
    assert_eq!(
        (count("Table"), count("THead"), count("TBody")),
        (1, 1, 1),
        "{structure}"
    );
    assert_eq!((count("TR"), count("TH"), count("TD")), (61, 9, 540));
}

#[test]
fn figures_lead_to_their_addresses() {
    let read = read(&of(vec![Block::Table(sections(3))]), "links");
    let told = read.ask("pdfinfo", &["-url"], &[]);
    assert_eq!(
        told.matches("https://book.example/why?row=1").count(),
        3,
        "{told}"
    );
}

#[test]
fn a_character_that_the_fonts_lack_is_a_box_that_is_told_of() {
    let text = Text::plain("断面㳇湖、𬒈石、一二三😀");
    let document = of(vec![
        Block::Paragraph(text),
        Block::Paragraph("陶岔".into()),
    ]);
    let read = read(&document, "missing");
    assert_eq!(read.bulletin.missing, ['㳇', '😀', '𬒈']);
    // The box says which character it stands for.
    assert!(
        close(&read.text()).contains("断面㳇湖、𬒈石、一二三😀"),
        "{}",
        read.text()
    );
}

#[test]
fn a_heading_stands_with_what_it_is_over() {
    for lines in 20..34 {
        let mut blocks = vec![Block::Paragraph("水。\n".repeat(lines).into())];
        blocks.push(chapter("二、断面与点位"));
        blocks.push(Block::Table(sections(4)));
        let pages = read(&of(blocks), "heading").pages();
        let page = pages.iter().find(|p| p.contains("二、断面与点位")).unwrap();
        assert!(page.contains("0.010 mg/L"), "{lines} lines: {page}");
    }
}

#[test]
fn the_bulletin_in_english_reads_whole() {
    let read = read(&in_english(), "english");
    let told = read.ask("pdftotext", &[], &["-"]);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [
        "No. 4 of 2021",
        "conductivity from 230 to 410 µS/cm; no section was of class inferior V.",
        "Issued by",
    ] {
        assert!(told.contains(text), "`{text}`: {told}");
    }
    assert!(
        read.ask("pdfinfo", &["-meta"], &[])
            .contains("<rdf:li>en</rdf:li>")
    );
}

#[test]
fn annexes_begin_on_a_new_page_after_the_signatures() {
    let document = Document {
        annexes: vec![chapter("附录一：月均值"), Block::Table(sections(3))],
        ..bulletin()
    };
    let pages = read(&document, "annexes").pages();
    let last = pages.last().unwrap();
    assert!(last.trim_start().starts_with("附录一"), "{last}");
    assert!(pages[pages.len() - 2].contains("签发"));
}

#[test]
fn what_is_not_final_says_so_on_every_page() {
    let document = Document {
        mark: Some("送审稿".to_owned()),
        annexes: vec![chapter("附录一：月均值"), Block::Table(sections(60))],
        ..bulletin()
    };
    let pages = read(&document, "mark").pages();
    assert!(pages.len() > 4, "{} pages", pages.len());
    for page in &pages {
        assert_eq!(close(page).matches("送审稿").count(), 1, "{page}");
    }
}

#[test]
fn whoever_signed_in_the_book_stands_on_the_line_with_the_day() {
    let signed = |role: &str, name: &str, date: &str| Signature {
        role: role.to_owned(),
        name: name.to_owned(),
        date: date.to_owned(),
    };
    let document = Document {
        sign_off: Some(SignOff {
            roles: vec![
                signed("编制：", "王芳", "2021-05-06"),
                signed("审核：", "李强", "2021-05-07"),
                "签发：".into(),
            ],
            seal: "（盖章）".to_owned(),
            date: String::new(),
        }),
        ..bulletin()
    };
    let told = read(&document, "signed").text();
    let line = told.lines().find(|line| line.contains("编制：")).unwrap();
    assert!(close(line).contains("编制：王芳审核：李强签发："), "{line}");
    for day in ["2021-05-06", "2021-05-07"] {
        assert!(told.contains(day), "{told}");
    }
}
