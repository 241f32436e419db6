//! The state on a server and in a file are one book: what is copied from either to either holds.

use serde_json::json;
use wellkeeper_zone as zone;
use zone::clock::Clock;
use zone::state::{AuditEntry, PostgresAddress, State};
use zone::{Zone, thing};

use crate::state::draft;
use crate::verify::{book, execute_on_state, filled};
use crate::{NOW_US, empty_zone_at, new_schema, words};

/// Copies the state of a zone at `from` to `to`, writes on, and proves all of it.
async fn copied(from: Option<PostgresAddress>, to: Option<PostgresAddress>) {
    let (_folder, zone) = filled(empty_zone_at(from).await).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = State::create(folder.path(), to.as_ref(), Clock::fixed(NOW_US))
        .await
        .unwrap();
    zone.state().copy_to(&copy).await.unwrap();
    let log = zone.state().audit().await.unwrap();
    assert_eq!(log.len(), 4);
    assert_eq!(copy.audit().await.unwrap(), log);
    assert_eq!(
        thing::all(&copy).await.unwrap(),
        thing::all(zone.state()).await.unwrap()
    );
    assert_eq!(copy.verify().await.unwrap().1, []);

    let mut change = copy.change("tester").await.unwrap();
    assert!(change.at_us() > log[3].at_us);
    thing::put(&mut change, &draft("丙", "lake")).await.unwrap();
    let entry = AuditEntry::new("put_thing", "丙", &json!({}));
    change.commit(entry).await.unwrap();
    assert_eq!(copy.verify().await.unwrap().1, []);
    assert_eq!(zone.state().audit().await.unwrap(), log);

    let error = zone.state().copy_to(&copy).await.unwrap_err().to_string();
    assert!(error.contains("must be empty"), "{error}");
    assert_eq!(copy.verify().await.unwrap().1, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_from_a_file_to_a_file_holds_and_goes_on() {
    copied(None, None).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the cluster of scripts/with-postgres.sh"]
async fn a_copy_from_a_file_to_a_server_holds_and_goes_on() {
    copied(None, Some(new_schema().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the cluster of scripts/with-postgres.sh"]
async fn a_copy_from_a_server_to_a_file_holds_and_goes_on() {
    copied(Some(new_schema().unwrap()), None).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the cluster of scripts/with-postgres.sh"]
async fn a_copy_from_a_server_to_a_server_holds_and_goes_on() {
    copied(new_schema(), Some(new_schema().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_of_another_layout_is_not_opened() {
    let (folder, zone) = book().await;
    zone.state().close().await;
    execute_on_state(folder.path(), "update book set layout = 99").await;
    let error = Zone::open(folder.path(), words(), Clock::fixed(NOW_US))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("has layout 99; this program reads layout 3"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the cluster of scripts/with-postgres.sh"]
async fn a_schema_that_has_a_book_is_not_made_one_again_and_one_without_is_not_opened() {
    let address = new_schema().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::fixed(NOW_US);
    let open = State::open(folder.path(), Some(&address), clock).await;
    let error = open.unwrap_err().to_string();
    assert!(error.contains("there is no book at postgres://"), "{error}");
    for expected in [None, Some("has a book already")] {
        let made = State::create(folder.path(), Some(&address), clock).await;
        let error = made.err().map(|error| error.to_string());
        assert_eq!(error.is_some(), expected.is_some(), "{error:?}");
        assert!(
            error
                .unwrap_or_default()
                .contains(expected.unwrap_or_default())
        );
    }
}

#[test]
fn an_address_is_shown_without_its_password() {
    for (given, shown) in [
        (
            "postgres://keeper:p%40ss@db.example:5433/wells",
            "postgres://keeper@db.example:5433/wells",
        ),
        (
            "postgresql://keeper:a@b@db.example/wells?sslmode=disable&password=secret",
            "postgresql://keeper@db.example/wells?sslmode=disable",
        ),
        (
            "postgres:///wells?user=keeper",
            "postgres:///wells?user=keeper",
        ),
    ] {
        let address = PostgresAddress::given(given, None).unwrap();
        assert_eq!(address.to_string(), shown);
        assert_eq!(address.has_password(), given != shown);
        let told = format!("{address:?}");
        assert!(
            !told.contains("p%40ss") && !told.contains("secret"),
            "{told}"
        );
    }
    for (given, schema, expected) in [
        (
            "mysql://root@db.example/wells",
            None,
            "is no address of a state",
        ),
        (
            "postgres://db.example/wells",
            Some("Wells; drop"),
            "is no name of a schema",
        ),
    ] {
        let error = PostgresAddress::given(given, schema)
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_password_in_the_settings_is_refused() {
    let text = "time_zone = 'Asia/Shanghai'\n[name]\nzh = '井'\nen = 'well'\n[state]\n";
    let with = |address: &str| {
        let text = format!("{text}postgres = '{address}'\n");
        zone::config::ZoneConfig::parse(&text)
    };
    assert!(with("postgres://keeper@db.example/wells").is_ok());
    let error = with("postgres://keeper:secret@db.example/wells")
        .unwrap_err()
        .to_string();
    assert!(error.contains("WELLKEEPER_STATE_PASSWORD"), "{error}");
    assert!(!error.contains("secret"), "{error}");
}
