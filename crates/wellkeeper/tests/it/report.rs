//! The monthly report.

use std::collections::BTreeSet;

use crate::program::{MAKE, Walk, data};

/// A zone with the five days of April 2021, its tables computed.
fn april() -> Walk {
    let walk = Walk::new();
    walk.done(&["--zone", "zone", "import", "things", &data("sections.csv")]);
    walk.import(
        &[
            &[data("feed_2021_04.csv").as_str(), "--rejects", "r.csv"],
            &MAKE[..],
        ]
        .concat(),
    );
    walk.done(&["--zone", "zone", "run"]);
    walk
}

fn report(walk: &Walk, more: &[&str]) -> String {
    walk.done(&[&["--zone", "zone", "report"], more].concat())
}

/// What stands between `before` and `after`, each time.
fn all_between<'t>(text: &'t str, before: &str, after: &str) -> BTreeSet<&'t str> {
    let parts = text.split(before).skip(1);
    parts.filter_map(|part| part.split(after).next()).collect()
}

#[test]
fn every_figure_of_the_page_leads_to_the_command_that_follows_it_back() {
    let walk = april();
    let page = report(&walk, &["--format", "html", "--lang", "en"]);
    let cited = all_between(&page, "href=\"#row-", "\"");
    let told = all_between(&page, "id=\"row-", "\"");
    assert!(cited.len() > 100, "{}", cited.len());
    assert_eq!(cited, told);

    // As the README of the demo says: Taocha is class II by a permanganate index of 2.1 mg/L, and
    // the page leads to the very row.
    let sections = page.split("id=\"sections\"").nth(1).unwrap();
    let row = sections
        .split("Permanganate index 2.1 mg/L")
        .next()
        .unwrap();
    let number = row
        .rsplit("href=\"#row-")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let told = page.split(&format!("id=\"row-{number}\"")).nth(1).unwrap();
    let command = told
        .split("<code>")
        .nth(1)
        .unwrap()
        .split("</code>")
        .next()
        .unwrap();
    assert_eq!(
        command,
        "wellkeeper explain water_quality.section_month section=陶岔 month=2021-04"
    );
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let explained = walk.done(&[&["--zone", "zone"], &words[..]].concat());
    assert!(
        explained.contains("Its month mean (deciding_mean): 2.1"),
        "{explained}"
    );
    assert!(explained.contains("feed_2021_04.csv:"), "{explained}");
}

#[test]
fn the_page_needs_nothing_beside_it_in_either_language() {
    let walk = april();
    let languages = [
        (
            "en",
            "<html lang=\"en\">",
            "Water quality report",
            "April 2021",
            "Sections judged",
        ),
        (
            "zh",
            "<html lang=\"zh-CN\">",
            "水质月报",
            "2021年4月",
            "已评价断面",
        ),
    ];
    for (lang, root, title, month, silent) in languages {
        let page = report(&walk, &["--format", "html", "--lang", lang]);
        assert!(page.starts_with("<!DOCTYPE html>"));
        for said in [root, title, month, silent, "@media print"] {
            assert!(page.contains(said), "{lang}: {said}");
        }
        for outside in [
            "http:", "https:", "src=", "<script", "<link", "url(", "@import",
        ] {
            assert!(!page.contains(outside), "{lang}: {outside}");
        }
        let text = report(&walk, &["--lang", lang]);
        assert!(text.contains(title) && text.contains(month), "{text}");
    }
}

#[test]
fn a_month_without_data_says_so_and_which_months_the_book_has() {
    let walk = april();
    let text = report(&walk, &["--month", "2021-06", "--lang", "en"]);
    let said =
        "No section has data in June 2021. The book has figures from April 2021 to April 2021.";
    assert!(text.contains(said), "{text}");
    let page = report(
        &walk,
        &["--month", "2021-06", "--lang", "zh", "--format", "html"],
    );
    assert!(page.contains("2021年6月没有任何断面的数据。本册有2021年4月至2021年4月的结果。"));

    let strange = walk.run(&["--zone", "zone", "report", "--month", "April"]);
    assert_eq!(strange.status.code(), Some(2));
    let said = String::from_utf8(strange.stderr).unwrap();
    assert!(
        said.contains("--month April: expected a month such as 2021-04"),
        "{said}"
    );
}

#[test]
fn a_zone_without_figures_is_told_what_to_do() {
    let walk = Walk::new();
    let said = walk.refused(&["--zone", "zone", "report"]);
    assert!(said.contains("wellkeeper run"), "{said}");
}

#[test]
fn a_name_with_markup_in_it_stays_a_name() {
    let walk = Walk::new();
    walk.write(
        "sections.csv",
        "kind,code,name_zh,name_en,water_body\nsection,S1,<b>甲&乙</b>,<i>A&B</i>,river\n",
    );
    walk.write(
        "readings.csv",
        "section,time,codmn\nS1,2021-04-01 08:00,2.5\nS1,2021-04-02 08:00,2.6\n",
    );
    walk.done(&["--zone", "zone", "import", "things", "sections.csv"]);
    walk.import(&["readings.csv"]);
    walk.done(&["--zone", "zone", "run"]);
    let page = report(&walk, &["--format", "html", "--lang", "en"]);
    assert!(page.contains("&lt;i&gt;A&amp;B&lt;/i&gt;") && !page.contains("<i>"));
}

/// What Poppler reads in the bulletin that is made with `args`.
fn read_back(walk: &Walk, args: &[&str]) -> String {
    let said = report(
        walk,
        &[args, &["--format", "pdf", "--out", "a.pdf"]].concat(),
    );
    assert_eq!(said.trim(), "a.pdf");
    let output = std::process::Command::new("pdftotext")
        .args(["-layout", "a.pdf", "-"])
        .current_dir(walk.path("."))
        .output()
        .expect("pdftotext of poppler-utils (scripts/tools.sh)");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_bulletin_is_a_pdf_that_says_what_the_report_says() {
    let walk = april();
    for (lang, wanted) in [
        ("zh", ["断面与点位", "陶岔", "签发", "附录一"]),
        (
            "en",
            [
                "Sections and points",
                "Permanganate index",
                "Issued by",
                "Annex 1",
            ],
        ),
    ] {
        let text = read_back(&walk, &["--lang", lang, "--bureau", "丹江口市生态环境局"]);
        // Numbers and Chinese stand apart on the page.
        let close = |text: &str| text.split_whitespace().collect::<String>();
        for words in wanted.into_iter().chain(["丹江口市生态环境局"]) {
            assert!(
                close(&text).contains(&close(words)),
                "{lang}: {words}: {text}"
            );
        }
    }
}

#[test]
fn remarks_about_the_month_stand_in_its_report() {
    let walk = april();
    assert!(!report(&walk, &["--lang", "en"]).contains("Remarks"));
    let config = zone::config::ZoneConfig::read(&walk.path("zone")).unwrap();
    assert_eq!(config.time_zone, "Asia/Shanghai");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let clock = zone::clock::Clock::system();
        let words = zone::schema::Vocabulary::default();
        let open = zone::Zone::open(&walk.path("zone"), words, clock).await;
        let zone = open.unwrap();
        for (month, words) in [("2021-04", "换了电极"), ("2021-05", "别的月份")] {
            let about = zone::remark::About::Month {
                thing: 1,
                month: month.to_owned(),
            };
            zone::remark::write(&zone, &about, words, "zhao")
                .await
                .unwrap();
        }
        zone.state().close().await;
    });
    for (lang, heading) in [("en", "Remarks"), ("zh", "备注")] {
        for format in ["text", "html"] {
            let told = report(&walk, &["--lang", lang, "--format", format]);
            for words in [heading, "换了电极", "zhao"] {
                assert!(told.contains(words), "{lang} {format}: {words}");
            }
            assert!(!told.contains("别的月份"), "{lang} {format}");
        }
        let told = read_back(&walk, &["--lang", lang]);
        assert!(told.contains("换了电极"), "{lang}: {told}");
    }
}
