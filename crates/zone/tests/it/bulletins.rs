//! The bulletin of a month through three hands, and that it stands once it is issued.

use wellkeeper_zone as zone;
use zone::backup::{Source, restore, write_archive};
use zone::bulletin::{
    Bulletin, BulletinsAsked, Format, Lang, Letterhead, Printed, Stage, bulletin, bulletins,
    document, draft, give_back, issue, prepare, review, withdraw,
};
use zone::clock::Clock;
use zone::compaction::compact;
use zone::lake::{Commit, Extra, MAIN, OBSERVATIONS, commits};
use zone::observation::arrow::to_batch;
use zone::{Zone, ZoneError};

use crate::NOW_US;
use crate::decisions::with_readings;
use crate::lake::observation;
use crate::verify::findings;

const MONTH: &str = "2021-04";

/// A file that says the bulletin's number.
fn printed(of: &Bulletin) -> Vec<Printed> {
    let number = of.number.as_deref().unwrap();
    [(Lang::Zh, Format::Pdf), (Lang::En, Format::Html)]
        .map(|(lang, format)| Printed {
            lang,
            format,
            name: None,
            bytes: format!("{} {} {number}", lang.as_str(), format.as_str()).into_bytes(),
        })
        .into()
}

async fn reviewed(zone: &Zone, month: &str) -> Bulletin {
    let made = draft(zone, month, "wang").await.unwrap();
    review(zone, made.id, Some(" 已核 "), "li").await.unwrap()
}

async fn issued(zone: &Zone, month: &str) -> Bulletin {
    let made = reviewed(zone, month).await;
    let prepared = prepare(zone, made.id, None, "zhao").await.unwrap();
    let files = printed(prepared.bulletin());
    issue(zone, &prepared, &files).await.unwrap()
}

fn numbered(zone: &Zone) -> Zone {
    let mut config = zone.config().clone();
    config.bulletin = Some(Letterhead {
        bureau: Some("十堰市生态环境局".into()),
        number: "十环水月〔{year}〕{n}号".into(),
        forms: Vec::new(),
    });
    zone.seen_with(config, zone.vocabulary().clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulletin_goes_through_three_hands_and_gets_its_number_and_files() {
    let (_folder, zone) = with_readings().await;
    let zone = numbered(&zone);
    let done = issued(&zone, MONTH).await;
    assert_eq!(done.stage, Stage::Issued);
    assert_eq!(done.number.as_deref(), Some("十环水月〔2021〕1号"));
    assert_eq!(done.bureau.as_deref(), Some("十堰市生态环境局"));
    assert_eq!((done.issue_of_month, done.supersedes), (1, None));
    let steps: Vec<(&str, &str, Option<&str>)> = done
        .steps
        .iter()
        .map(|s| (s.stage.as_str(), s.who.as_str(), s.words.as_deref()))
        .collect();
    let expected = [
        ("drafted", "wang", None),
        ("reviewed", "li", Some("已核")),
        ("issued", "zhao", None),
    ];
    assert_eq!(steps, expected);
    assert_eq!(done.as_of_us, done.steps[0].at_us);
    let files: Vec<Vec<u8>> = done
        .documents
        .iter()
        .map(|kept| document(&zone, kept).unwrap())
        .collect();
    assert_eq!(files[0], "zh pdf 十环水月〔2021〕1号".as_bytes());
    assert_eq!(files.len(), 2);
    let log = zone.state().audit().await.unwrap();
    let told: Vec<(&str, &str)> = log[log.len() - 3..]
        .iter()
        .map(|row| (row.action.as_str(), row.who.as_str()))
        .collect();
    let expected = [
        ("draft_bulletin", "wang"),
        ("review_bulletin", "li"),
        ("issue_bulletin", "zhao"),
    ];
    assert_eq!(told, expected);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_two_steps_with_a_bulletin() {
    let (_folder, zone) = with_readings().await;
    let made = draft(&zone, MONTH, "wang").await.unwrap();
    let own = [
        review(&zone, made.id, None, "wang").await.unwrap_err(),
        give_back(&zone, made.id, "不对", "wang").await.unwrap_err(),
        withdraw(&zone, made.id, "li").await.unwrap_err(),
    ];
    review(&zone, made.id, None, "li").await.unwrap();
    let mut later = Vec::new();
    for who in ["wang", "li"] {
        later.push(prepare(&zone, made.id, None, who).await.unwrap_err());
        later.push(give_back(&zone, made.id, "不对", who).await.unwrap_err());
    }
    for error in own.into_iter().chain(later) {
        assert!(matches!(error, ZoneError::NotAllowed(_)), "{error}");
    }
    let wordless = give_back(&zone, made.id, " ", "zhao").await.unwrap_err();
    assert!(matches!(wordless, ZoneError::Refused(_)), "{wordless}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_is_not_next_is_refused() {
    let (_folder, zone) = with_readings().await;
    let made = draft(&zone, MONTH, "wang").await.unwrap();
    let early = prepare(&zone, made.id, None, "zhao").await.unwrap_err();
    assert!(matches!(early, ZoneError::Outdated(_)), "{early}");
    let second = draft(&zone, MONTH, "qian").await.unwrap_err();
    assert!(matches!(second, ZoneError::Outdated(_)), "{second}");
    let told = second.to_string();
    assert!(
        told.contains("bulletin 1 of 2021-04, drafted by wang"),
        "{told}"
    );
    for month in ["2021-4", "2021-13", "April", ""] {
        let error = draft(&zone, month, "wang").await.unwrap_err();
        assert!(matches!(error, ZoneError::Refused(_)), "{month}: {error}");
    }
    let unknown = review(&zone, 9, None, "li").await.unwrap_err();
    assert!(matches!(unknown, ZoneError::Unknown { .. }), "{unknown}");
    withdraw(&zone, made.id, "wang").await.unwrap();
    let gone = review(&zone, made.id, None, "li").await.unwrap_err();
    assert!(gone.to_string().contains("is withdrawn by wang"), "{gone}");
    let again = draft(&zone, MONTH, "wang").await.unwrap();
    let back = give_back(&zone, again.id, "缺一个断面", "li")
        .await
        .unwrap();
    assert_eq!(back.stage, Stage::Returned);
    assert_eq!(issued(&zone, MONTH).await.issue_of_month, 1);
    let all = BulletinsAsked {
        month: Some(MONTH.into()),
        most: 10,
        ..BulletinsAsked::default()
    };
    let stages: Vec<Stage> = bulletins(zone.state(), &all)
        .await
        .unwrap()
        .iter()
        .map(|b| b.stage)
        .collect();
    assert_eq!(stages, [Stage::Issued, Stage::Returned, Stage::Withdrawn]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_given_once_and_counts_within_its_year() {
    let (_folder, zone) = with_readings().await;
    let april = reviewed(&zone, MONTH).await;
    let may = reviewed(&zone, "2021-05").await;
    let first = prepare(&zone, april.id, None, "zhao").await.unwrap();
    let second = prepare(&zone, may.id, None, "qian").await.unwrap();
    assert_eq!(first.bulletin().number, second.bulletin().number);
    let files = printed(first.bulletin());
    let both = tokio::join!(issue(&zone, &first, &files), issue(&zone, &second, &files));
    let lost = match both {
        (Ok(_), Err(error)) => (may.id, error),
        (Err(error), Ok(_)) => (april.id, error),
        other => panic!("one of the two gets the number: {other:?}"),
    };
    assert!(matches!(lost.1, ZoneError::Contended), "{}", lost.1);
    let anew = prepare(&zone, lost.0, None, "zhao").await.unwrap();
    let files = printed(anew.bulletin());
    let done = issue(&zone, &anew, &files).await.unwrap();
    assert_eq!(done.number.as_deref(), Some("水月〔2021〕2号"));
    let twice = issue(&zone, &anew, &files).await.unwrap_err();
    assert!(matches!(twice, ZoneError::Outdated(_)), "{twice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_issue_names_the_one_before_which_stays() {
    let (_folder, zone) = with_readings().await;
    let first = issued(&zone, MONTH).await;
    let draft_of_second = draft(&zone, MONTH, "wang").await.unwrap();
    assert_eq!(
        (draft_of_second.issue_of_month, draft_of_second.supersedes),
        (2, Some(first.id))
    );
    let before = bulletin(zone.state(), first.id).await.unwrap();
    assert_eq!(before.superseded_by, None, "the second is not issued yet");
    withdraw(&zone, draft_of_second.id, "wang").await.unwrap();
    let second = issued(&zone, MONTH).await;
    assert_eq!(second.number.as_deref(), Some("水月〔2021〕2号"));
    let before = bulletin(zone.state(), first.id).await.unwrap();
    assert_eq!(before.superseded_by, Some(second.id));
    assert_eq!(before.documents, first.documents);
}

/// A commit that no history is told by.
async fn commit_of_a_run(zone: &Zone, hour: i64) {
    let commit = Commit {
        who: "tester",
        reason: "run",
        extra: Extra {
            kind: "run".into(),
            ..Extra::default()
        },
        base: None,
    };
    let batch = to_batch(&[observation(1, hour, Some(1.0), 3)]).unwrap();
    zone.lake()
        .append(MAIN, OBSERVATIONS, &[batch], &commit)
        .await
        .unwrap();
    drop(zone.write("tester", "test").await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_snapshot_of_a_bulletin_stays_when_others_are_given_up() {
    let (_folder, zone) = with_readings().await;
    commit_of_a_run(&zone, 20).await;
    let made = issued(&zone, MONTH).await;
    commit_of_a_run(&zone, 21).await;
    let back = draft(&zone, "2021-05", "wang").await.unwrap();
    withdraw(&zone, back.id, "wang").await.unwrap();
    commit_of_a_run(&zone, 22).await;
    compact(&zone, Some(i64::MAX), "tester").await.unwrap();
    let log = commits(zone.state()).await.unwrap();
    let is_kept = |snapshot| {
        let found = log.iter().find(|c| c.snapshot == snapshot);
        found.unwrap().expired_us.is_none()
    };
    assert!(is_kept(made.snapshot));
    assert!(!is_kept(back.snapshot), "nobody shows it any more");
    let read = bulletin(zone.state(), made.id).await.unwrap();
    assert_eq!(read, made);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_was_changed_or_lost_is_named_and_a_backup_brings_it_back() {
    let (folder, zone) = with_readings().await;
    let made = issued(&zone, MONTH).await;
    let beside = tempfile::tempdir().unwrap();
    let archive = beside.path().join("zone.tar");
    write_archive(&zone, &archive, false, "tester")
        .await
        .unwrap();

    let files: Vec<_> = made
        .documents
        .iter()
        .map(|kept| folder.path().join(zone::bulletin::FOLDER).join(&kept.hash))
        .collect();
    std::fs::write(&files[0], "another number").unwrap();
    std::fs::remove_file(&files[1]).unwrap();
    let told = findings(&zone).await;
    assert_eq!(told.len(), 2, "{told:?}");
    for kept in &made.documents {
        assert!(told.iter().any(|t| t.contains(&kept.hash)), "{told:?}");
        assert!(document(&zone, kept).is_err());
    }

    let target = beside.path().join("restored");
    let clock = Clock::fixed(NOW_US);
    let source = Source::Archive(archive);
    restore(&source, &target, None, clock, "tester")
        .await
        .unwrap();
    let again = Zone::open(&target, crate::words(), clock).await.unwrap();
    let read = bulletin(again.state(), made.id).await.unwrap();
    assert_eq!(read, made);
    assert_eq!(
        document(&again, &read.documents[1]).unwrap(),
        "en html 水月〔2021〕1号".as_bytes()
    );
}
