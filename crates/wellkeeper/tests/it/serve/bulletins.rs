//! The month's bulletin through three hands, over HTTP.

use serde_json::{Value, json};

use super::desk::Desk;
use super::with_tables;
use crate::program::Walk;
use crate::served::Served;

const BULLETINS: &str = "/api/bulletins";
/// A reading of Taocha that decides nothing at first, and would be far beyond every class.
const READING: (&str, &str) = ("陶岔/codmn", "2021-04-03 08:00");

/// A zone with every table, its bulletins numbered as the bureau does.
fn computed() -> Walk {
    let walk = super::of_the_feed();
    let settings = walk.path("zone").join("zone.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let head =
        "\n[bulletin]\nbureau = \"十堰市生态环境局\"\nnumber = \"十环水月〔{year}〕{n}号\"\n";
    std::fs::write(&settings, text + head).unwrap();
    walk.done(&["--zone", "zone", "run"]);
    walk
}

const PEOPLE: [(&str, &[&str]); 6] = [
    ("wang", &["--role", "editor", "--title", "王芳"]),
    ("li", &["--role", "reviewer", "--title", "李强"]),
    ("zhao", &["--role", "keeper"]),
    ("qian", &["--role", "keeper"]),
    ("he", &["--role", "keeper", "--area", "area=河南省"]),
    ("sun", &["--role", "reader"]),
];

fn april() -> Value {
    json!({ "month": "2021-04" })
}

fn path(bulletin: &Value, step: &str) -> String {
    format!("{BULLETINS}/{}/{step}", bulletin["id"])
}

/// Drafts, reviews and issues April.
fn issued(desk: &Desk) -> Value {
    let made = desk.done("wang", BULLETINS, &april());
    desk.done("li", &path(&made, "review"), &json!({}));
    desk.done("zhao", &path(&made, "issue"), &json!({}))
}

/// The four documents of a bulletin.
fn documents(desk: &Desk, who: &str, bulletin: &Value) -> Vec<Vec<u8>> {
    let all = [
        "lang=zh&format=pdf",
        "lang=zh&format=html",
        "lang=en&format=pdf",
        "lang=en&format=html",
    ];
    let read = all.iter().map(|asked| {
        let answer = desk.ask(who, &path(bulletin, &format!("document?{asked}")));
        assert_eq!(answer.status, 200, "{asked}: {}", answer.text());
        answer.body
    });
    read.collect()
}

fn correct(desk: &Desk, value: &str) {
    let (series, time) = READING;
    let walk = &desk.walk;
    walk.done(&[
        "--zone",
        "zone",
        "correct",
        series,
        time,
        value,
        "--reason",
        "录入错误",
    ]);
    walk.done(&["--zone", "zone", "run"]);
}

/// What Poppler reads in a PDF, page by page, blanks left out.
fn pages_of(walk: &Walk, pdf: &[u8]) -> Vec<String> {
    walk.write("read.pdf", pdf);
    let output = std::process::Command::new("pdftotext")
        .args(["-layout", "read.pdf", "-"])
        .current_dir(walk.path("."))
        .output()
        .expect("pdftotext of poppler-utils (scripts/tools.sh)");
    let text = String::from_utf8(output.stdout).unwrap();
    let pages = text.split('\u{c}').filter(|page| !page.trim().is_empty());
    pages
        .map(|page| page.split_whitespace().collect())
        .collect()
}

#[test]
fn a_month_is_closed_by_three_people_and_stands_byte_for_byte() {
    let desk = Desk::of(computed(), &PEOPLE);
    let made = desk.done("wang", BULLETINS, &april());
    assert_eq!(
        (&made["state"], &made["number"]),
        (&json!("drafted"), &Value::Null)
    );
    assert_eq!(made["documents"], json!([]));
    let draft = documents(&desk, "sun", &made);
    for page in pages_of(&desk.walk, &draft[0]) {
        assert_eq!(page.matches("送审稿").count(), 1, "{page}");
    }
    for page in pages_of(&desk.walk, &draft[2]) {
        assert_eq!(page.matches("DRAFT").count(), 1, "{page}");
    }
    let html = String::from_utf8(draft[1].clone()).unwrap();
    assert!(html.contains("送审稿") && html.contains("王芳") && !html.contains("李强"));

    let reviewed = desk.done("li", &path(&made, "review"), &json!({ "words": "已核" }));
    assert_eq!(reviewed["steps"][1]["words"], "已核");
    assert_eq!(reviewed["steps"][1]["name"], "李强");
    let done = desk.done(
        "zhao",
        &path(&made, "issue"),
        &json!({ "unless_changed": true }),
    );
    let number = done["number"].as_str().unwrap().to_owned();
    assert!(
        number.starts_with("十环水月〔20") && number.ends_with("〕1号"),
        "{number}"
    );
    assert_eq!(
        (&done["state"], &done["as_of"]),
        (&json!("issued"), &made["as_of"])
    );
    assert_eq!(done["steps"][2]["name"], Value::Null);

    let kept = documents(&desk, "he", &done);
    for (file, told) in kept.iter().zip(done["documents"].as_array().unwrap()) {
        assert_eq!(told["bytes"], file.len(), "{told}");
    }
    let said = pages_of(&desk.walk, &kept[0]).concat();
    for words in [
        &*number,
        "十堰市生态环境局",
        "编制：王芳",
        "审核：李强",
        "签发：zhao",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(
        !said.contains("送审稿") && !said.contains("年月日"),
        "{said}"
    );
    let answer = desk.ask("sun", &path(&done, "document?format=pdf&lang=en"));
    assert_eq!(answer.header("content-type"), "application/pdf");
    let name = "inline; filename=\"bulletin-2021-04-1-en.pdf\"";
    assert_eq!(answer.header("content-disposition"), name);

    stands_whatever_comes(desk, &done, &kept);
}

/// A correction, a run, a compaction that gives up what nobody cites, a restore: the files stay.
fn stands_whatever_comes(desk: Desk, done: &Value, kept: &[Vec<u8>]) {
    let one = format!("{BULLETINS}/{}", done["id"]);
    assert_eq!(desk.get("sun", &one)["changed"], 0);
    correct(&desk, "140");
    let later = "2200-01-01";
    desk.walk
        .done(&["--zone", "zone", "compact", "--expire-before", later]);
    assert!(documents(&desk, "sun", done) == kept);
    let changed = desk.get("sun", &one)["changed"].as_u64().unwrap();
    let told = desk.get("sun", &format!("{one}/changes"));
    let rows = told["rows"].as_array().unwrap();
    assert_eq!((rows.len() as u64, &told["more"]), (changed, &json!(false)));
    let class = rows
        .iter()
        .find(|row| row["table"] == "water_quality.section_month" && row["column"] == "class");
    let class = class.unwrap();
    assert_eq!(
        class["key"],
        json!({ "section": "陶岔", "month": "2021-04" })
    );
    assert_eq!(
        (&class["label_zh"], &class["before"]),
        (&json!("陶岔"), &json!("II"))
    );
    assert_ne!(class["after"], "II");
    for row in rows {
        let column = row["column"].as_str().unwrap_or("row");
        assert!(!column.starts_with("because") && column != "run", "{row}");
        assert_ne!(row["before"], row["after"]);
    }
    assert!(
        rows.iter()
            .any(|row| row["label_zh"] == "陶岔 · 高锰酸盐指数")
    );
    // Whoever sees Henan is told of its own changes: Taocha lies there, the zone's shares do not.
    let own = desk.get("he", &format!("{one}/changes"));
    let own = own["rows"].as_array().unwrap();
    assert!(!own.is_empty() && own.len() < rows.len());
    assert!(
        own.iter()
            .all(|row| row["table"] != "water_quality.zone_month")
    );

    corrected_issue(&desk, done);
    let walk = desk.walk;
    drop(desk.served);
    walk.verified("zone");
    walk.done(&["--zone", "zone", "backup", "zone.tar"]);
    walk.done(&["restore", "zone.tar", "restored"]);
    let id = done["id"].to_string();
    let print = [
        "--zone",
        "restored",
        "--lang",
        "zh",
        "bulletin",
        "print",
        &id,
        "--out",
        "again.pdf",
    ];
    walk.done(&print);
    assert!(std::fs::read(walk.path("again.pdf")).unwrap() == kept[0]);
}

/// The next issue lists what the first one said otherwise.
fn corrected_issue(desk: &Desk, first: &Value) {
    let second = issued(desk);
    assert_eq!(
        (&second["issue_of_month"], &second["supersedes"]),
        (&json!(2), &first["id"])
    );
    let said = pages_of(&desk.walk, &documents(desk, "sun", &second)[0]).concat();
    let number = first["number"].as_str().unwrap();
    for words in [number, "与上一期相比变化的数字", "原为"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let html = String::from_utf8(documents(desk, "sun", &second)[3].clone()).unwrap();
    let changed = html.split("id=\"changed\"").nth(1).unwrap();
    let changed = changed.split("</section>").next().unwrap();
    for words in ["Taocha", "Sections by month: Class", number] {
        assert!(changed.contains(words), "{words}: {changed}");
    }
    let one = desk.get("sun", &format!("{BULLETINS}/{}", first["id"]));
    assert_eq!(one["superseded_by"], second["id"]);
    let all = desk.get("sun", &format!("{BULLETINS}?month=2021-04&limit=1"));
    assert_eq!(all["rows"][0]["id"], second["id"]);
    let rest = format!("{BULLETINS}?after={}", all["next"].as_str().unwrap());
    assert_eq!(desk.get("sun", &rest)["rows"][0]["id"], first["id"]);
}

#[test]
fn each_step_of_a_bulletin_takes_its_role_and_another_person() {
    let desk = Desk::of(with_tables(), &PEOPLE);
    let none = json!({});
    desk.refused("sun", BULLETINS, &april(), (403, "editor"));
    desk.refused("he", BULLETINS, &april(), (403, "area=河南省"));
    for month in ["2021-06", "2021-4", "April"] {
        desk.refused(
            "wang",
            BULLETINS,
            &json!({ "month": month }),
            (400, "is computed"),
        );
    }
    let made = desk.done("wang", BULLETINS, &april());
    let (review, issue) = (path(&made, "review"), path(&made, "issue"));
    let (back, withdraw) = (path(&made, "return"), path(&made, "withdraw"));
    desk.refused("qian", BULLETINS, &april(), (409, "drafted by wang"));
    desk.refused("wang", &review, &none, (403, "reviewer"));
    desk.refused("he", &review, &none, (403, "area=河南省"));
    desk.refused(
        "zhao",
        &issue,
        &none,
        (409, "expected one that is reviewed"),
    );
    desk.refused("li", &withdraw, &Value::Null, (403, "wang's"));
    desk.refused(
        "li",
        &back,
        &json!({ "words": " " }),
        (400, "with a reason"),
    );
    desk.refused("li", &back, &none, (400, "words"));
    desk.done("li", &review, &none);
    desk.refused("qian", &review, &none, (409, "is reviewed by li"));
    desk.refused("li", &issue, &none, (403, "keeper"));
    desk.refused("li", &back, &json!({ "words": "不对" }), (403, "keeper"));
    let draft = desk.ask("he", &path(&made, "document?format=html"));
    assert_eq!(draft.status, 404, "{}", draft.text());
    let back = desk.done("zhao", &back, &json!({ "words": "缺一个断面" }));
    assert_eq!(
        (&back["state"], &back["steps"][2]["words"]),
        (&json!("returned"), &json!("缺一个断面"))
    );
    desk.refused("zhao", &issue, &none, (409, "is returned by zhao"));
}

#[test]
fn nobody_takes_two_steps_with_a_bulletin_whatever_their_role() {
    let desk = Desk::of(with_tables(), &PEOPLE);
    let none = json!({});
    let own = desk.done("zhao", BULLETINS, &april());
    desk.refused(
        "zhao",
        &path(&own, "review"),
        &none,
        (403, "drafted by you"),
    );
    desk.done("qian", &path(&own, "review"), &none);
    desk.refused(
        "qian",
        &path(&own, "issue"),
        &none,
        (403, "reviewed by you"),
    );
    desk.refused("zhao", &path(&own, "issue"), &none, (403, "drafted by you"));
    desk.done("zhao", &path(&own, "withdraw"), &Value::Null);
    desk.refused(
        "wang",
        &format!("{BULLETINS}/9/review"),
        &none,
        (403, "reviewer"),
    );
    desk.refused(
        "li",
        &format!("{BULLETINS}/9/review"),
        &none,
        (404, "bulletin"),
    );
    let asked = format!("{BULLETINS}?state=withdrawn&month=2021-04");
    assert_eq!(desk.get("he", &asked)["rows"][0]["id"], own["id"]);
    let other = format!("{BULLETINS}?month=2021-05");
    assert_eq!(desk.get("he", &other)["rows"], json!([]));
    let one = desk.get("sun", &format!("{BULLETINS}/{}", own["id"]));
    assert_eq!(one["changed"], Value::Null, "it was withdrawn");
    let odd = desk.ask("sun", &format!("{BULLETINS}?state=open"));
    assert_eq!(odd.status, 400, "{}", odd.text());
}

#[test]
fn a_figure_that_changed_since_the_draft_stops_whoever_asks_for_it() {
    let desk = Desk::of(with_tables(), &PEOPLE);
    let made = desk.done("wang", BULLETINS, &april());
    let (series, time) = READING;
    let walk = &desk.walk;
    walk.done(&[
        "--zone",
        "zone",
        "correct",
        series,
        time,
        "140",
        "--reason",
        "录入错误",
    ]);
    walk.run_months("zone");
    let careful = json!({ "unless_changed": true });
    desk.refused(
        "li",
        &path(&made, "review"),
        &careful,
        (409, "figures changed since the draft"),
    );
    desk.done("li", &path(&made, "review"), &json!({}));
    desk.refused(
        "zhao",
        &path(&made, "issue"),
        &careful,
        (409, "figures changed since the draft"),
    );
}

#[test]
fn at_an_open_door_nobody_takes_a_step_and_at_a_public_one_the_issued_are_read() {
    let walk = with_tables();
    walk.add_person(&["wang", "--role", "editor"]);
    walk.done(&["--zone", "zone", "bulletin", "draft", "--month", "2021-04"]);
    let served = Served::start(&walk);
    for step in ["", "/1/review", "/1/issue", "/1/return", "/1/withdraw"] {
        let sent = match step {
            "" => april(),
            "/1/return" => json!({ "words": "不对" }),
            _ => json!({}),
        };
        let answer = served.send("POST", &format!("{BULLETINS}{step}"), &[], &sent);
        assert_eq!(answer.status, 403, "{step}: {}", answer.text());
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.contains("person add") && detail.contains("--sign-in"),
            "{detail}"
        );
    }
    assert_eq!(served.get(BULLETINS).json()["rows"][0]["state"], "drafted");
    drop(served);
    let public = [
        "--zone",
        "zone",
        "serve",
        "--public-read",
        "--bind",
        "127.0.0.1:0",
    ];
    let served = Served::start_as(&walk, &public);
    assert_eq!(served.get(BULLETINS).json()["rows"], json!([]));
    for path in [
        "?state=drafted",
        "/1",
        "/1/changes",
        "/1/document?format=pdf",
    ] {
        assert_eq!(
            served.get(&format!("{BULLETINS}{path}")).status,
            401,
            "{path}"
        );
    }
}

#[test]
fn two_that_are_issued_at_the_same_moment_get_a_number_each() {
    let walk = super::of_the_feed();
    walk.write(
        "may.csv",
        "section,time,codmn\n陶岔,2021-05-01 08:00,2.5\n陶岔,2021-05-02 08:00,2.6\n",
    );
    walk.import(&["may.csv"]);
    walk.done(&["--zone", "zone", "run"]);
    let desk = Desk::of(walk, &PEOPLE);
    let made = ["2021-04", "2021-05"].map(|month| {
        let made = desk.done("wang", BULLETINS, &json!({ "month": month }));
        desk.done("li", &path(&made, "review"), &json!({}))
    });
    let issued: Vec<Value> = std::thread::scope(|scope| {
        let both = ["zhao", "qian"].into_iter().zip(&made).map(|(who, made)| {
            let desk = &desk;
            scope.spawn(move || desk.done(who, &path(made, "issue"), &json!({})))
        });
        let both: Vec<_> = both.collect();
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut numbers: Vec<&str> = issued
        .iter()
        .map(|b| b["number"].as_str().unwrap())
        .collect();
    numbers.sort_unstable();
    assert!(
        numbers[0].ends_with("〕1号") && numbers[1].ends_with("〕2号"),
        "{numbers:?}"
    );
    for bulletin in &issued {
        let html = documents(&desk, "sun", bulletin).remove(1);
        let html = String::from_utf8(html).unwrap();
        assert!(html.contains(bulletin["number"].as_str().unwrap()));
    }
}
