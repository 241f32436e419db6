//! Forms of the superior's that go with every bulletin, over HTTP.

use calamine::Data;
use serde_json::{Value, json};

use super::desk::Desk;
use crate::form::{SUPERIOR, cell};
use crate::served::encoded;

const BULLETINS: &str = "/api/bulletins";

const PEOPLE: [(&str, &[&str]); 5] = [
    ("wang", &["--role", "editor"]),
    ("li", &["--role", "reviewer"]),
    ("zhao", &["--role", "keeper"]),
    ("he", &["--role", "keeper", "--area", "area=河南省"]),
    ("sun", &["--role", "reader"]),
];

fn april() -> Value {
    json!({ "month": "2021-04" })
}

fn path(bulletin: &Value, step: &str) -> String {
    format!("{BULLETINS}/{}/{step}", bulletin["id"])
}

#[test]
fn a_form_that_goes_with_every_bulletin_is_kept_and_downloaded() {
    let walk = super::of_the_feed();
    walk.done(&["--zone", "zone", "run"]);
    let zone = walk.path("zone");
    std::fs::create_dir(zone.join("forms")).unwrap();
    std::fs::write(zone.join("forms/省厅月报.xlsx"), SUPERIOR).unwrap();
    let settings = std::fs::read_to_string(zone.join("zone.toml")).unwrap();
    let forms = "\n[bulletin]\nforms = [\"forms/省厅月报.xlsx\"]\n";
    std::fs::write(zone.join("zone.toml"), settings + forms).unwrap();
    let desk = Desk::of(walk, &PEOPLE);
    let made = desk.done("wang", BULLETINS, &april());
    let told = &made["documents"];
    assert_eq!(
        (&told[0]["format"], &told[0]["name"]),
        (&json!("xlsx"), &json!("省厅月报"))
    );
    let name = encoded("省厅月报");
    let asked = format!("document?format=xlsx&lang=zh&name={name}");
    let draft = desk.ask("sun", &path(&made, &asked));
    assert_eq!(draft.status, 200, "{}", draft.text());
    assert_eq!(draft.body.len(), told[0]["bytes"]);
    let hidden = desk.ask("he", &path(&made, &asked));
    assert_eq!(hidden.status, 404, "{}", hidden.text());
    assert_eq!(cell(&draft.body, "月报 表", (3, 6)), Data::Empty);
    desk.done("li", &path(&made, "review"), &json!({}));
    let done = desk.done("zhao", &path(&made, "issue"), &json!({}));
    let all = done["documents"].as_array().unwrap();
    assert_eq!(all.len(), 5, "{all:?}");
    let kept = desk.ask("he", &path(&done, &asked));
    assert_eq!(
        cell(&kept.body, "月报 表", (3, 6)),
        Data::String("zhao".into())
    );
    let number = done["number"].as_str().unwrap();
    assert_eq!(
        cell(&kept.body, "月报 表", (2, 5)),
        Data::String(number.into())
    );
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(kept.header("content-type"), kind);
    let saved = kept.header("content-disposition");
    assert!(saved.starts_with("inline; filename=\"bulletin-2021-04-1-zh.xlsx\"; filename*=UTF-8''bulletin-2021-04-1-zh-%E7"), "{saved}");
    let first = desk.ask("sun", &path(&done, "document?format=xlsx"));
    assert!(first.body == kept.body);
    let other = desk.ask("sun", &path(&done, "document?format=xlsx&name=x"));
    assert_eq!(other.status, 404, "{}", other.text());
    // A form that was changed for the worse stops the next draft, and says why.
    let wrong = include_bytes!("../../../../forms/tests/data/wrong.xlsx");
    std::fs::write(desk.walk.path("zone/forms/省厅月报.xlsx"), wrong).unwrap();
    desk.refused(
        "wang",
        BULLETINS,
        &april(),
        (400, "did you mean `section_month`?"),
    );
    desk.walk.verified("zone");
}
