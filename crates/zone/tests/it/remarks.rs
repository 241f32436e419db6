//! What people note, and that it is never deleted.

use wellkeeper_zone as zone;
use zone::ZoneError;
use zone::limits::REMARK_CHARS_MAX;
use zone::remark::{About, Remark, RemarksAsked, remarks, withdraw, write};

use crate::NOW_US;
use crate::decisions::with_readings;
use crate::verify::{execute_on_state, findings};

fn april() -> About {
    About::Month {
        thing: 1,
        month: "2021-04".into(),
    }
}

fn asked() -> RemarksAsked {
    RemarksAsked {
        most: 10,
        ..RemarksAsked::default()
    }
}

async fn words_of(zone: &zone::Zone, asked: &RemarksAsked) -> Vec<String> {
    let found: Vec<Remark> = remarks(zone.state(), asked, |_| true).await.unwrap();
    found.into_iter().map(|remark| remark.words).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_on_a_reading_a_thing_and_a_month_are_found_by_what_they_are_about() {
    let (_folder, zone) = with_readings().await;
    let reading = About::Reading {
        series: 1,
        time_us: NOW_US,
    };
    for (about, words) in [
        (reading, "施工"),
        (april(), "四月"),
        (About::Thing { thing: 2 }, "新址"),
    ] {
        write(&zone, &about, words, "zhao").await.unwrap();
    }
    assert_eq!(words_of(&zone, &asked()).await, ["新址", "四月", "施工"]);
    let of_series = RemarksAsked {
        series: Some(1),
        ..asked()
    };
    assert_eq!(words_of(&zone, &of_series).await, ["施工"]);
    let of_thing = RemarksAsked {
        thing: Some(1),
        ..asked()
    };
    assert_eq!(words_of(&zone, &of_thing).await, ["四月", "施工"]);
    let later = RemarksAsked {
        from_us: Some(NOW_US + 24 * 3_600_000_000),
        ..asked()
    };
    assert_eq!(words_of(&zone, &later).await, ["四月"], "a month goes on");
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_is_withdrawn_by_its_author_or_a_keeper_and_stays() {
    let (folder, zone) = with_readings().await;
    let first = write(&zone, &april(), "写错了", "zhao").await.unwrap();
    let second = write(&zone, &april(), "也写错了", "zhao").await.unwrap();
    let error = withdraw(&zone, first.id, "wang", false).await.unwrap_err();
    assert!(matches!(error, ZoneError::NotAllowed(_)), "{error}");
    withdraw(&zone, first.id, "zhao", false).await.unwrap();
    withdraw(&zone, second.id, "keeper", true).await.unwrap();
    let error = withdraw(&zone, first.id, "zhao", false).await.unwrap_err();
    assert!(matches!(error, ZoneError::Outdated(_)), "{error}");
    assert!(words_of(&zone, &asked()).await.is_empty());
    let all = RemarksAsked {
        with_withdrawn: true,
        ..asked()
    };
    assert_eq!(words_of(&zone, &all).await, ["也写错了", "写错了"]);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
    execute_on_state(
        folder.path(),
        "update remark set words = '别的' where id = 1",
    )
    .await;
    assert_eq!(findings(&zone).await.len(), 1, "what was said is sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remark_says_something_on_something_that_is_there() {
    let (_folder, zone) = with_readings().await;
    let say = |about: About, words: String| {
        let zone = zone.clone();
        async move {
            write(&zone, &about, &words, "zhao")
                .await
                .map_err(|e| e.to_string())
        }
    };
    let told = say(april(), "  ".into()).await.unwrap_err();
    assert!(told.contains("0 characters"), "{told}");
    let told = say(april(), "井".repeat(REMARK_CHARS_MAX + 1)).await;
    assert!(told.unwrap_err().contains("expected 1 to 2000"));
    assert!(say(april(), "井".repeat(REMARK_CHARS_MAX)).await.is_ok());
    let no_reading = About::Reading {
        series: 1,
        time_us: NOW_US + 1,
    };
    let no_month = About::Month {
        thing: 1,
        month: "2021-13".into(),
    };
    for (about, says) in [
        (no_reading, "there is no reading"),
        (no_month, "is no month"),
        (About::Thing { thing: 9 }, "there is no thing"),
    ] {
        let told = say(about, "x".into()).await.unwrap_err();
        assert!(told.contains(says), "{told}");
    }
}
