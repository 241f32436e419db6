//! The book from inside: what is committed stays, what is corrected stays readable, and nothing is
//! written without its audit entry.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]

mod bulletins;
mod decisions;
mod devices;
mod diary;
mod directions;
mod given_up;
mod inbox;
mod lake;
mod latest;
mod layers;
mod lines;
mod marks;
mod people;
mod postgres;
mod postgres_lake;
mod power;
mod remarks;
mod state;
mod verify;

use std::hash::{BuildHasher, Hasher, RandomState};

use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};
use zone::schema::{Field, FieldShape, Kind, MarkAbout, MarkReason, Vocabulary};
use zone::state::PostgresAddress;

/// 2021-04-01T00:00:00Z.
pub const NOW_US: i64 = 1_617_235_200_000_000;

/// A kind with a word that has a default, a date and former names.
pub fn words() -> Vocabulary {
    let field = |id: &str, shape, default: Option<&str>| Field {
        id: id.into(),
        title: Names::default(),
        shape,
        required: false,
        default: default.map(str::to_owned),
    };
    let bodies = FieldShape::OneOf(vec!["river".into(), "lake".into()]);
    let kind = Kind {
        id: "section".into(),
        title: Names::default(),
        fields: vec![
            field("water_body", bodies, Some("river")),
            field("expected_from", FieldShape::Date, None),
            field("former_names", FieldShape::FormerNames, None),
        ],
    };
    Vocabulary {
        kinds: [(kind.id.clone(), kind)].into(),
        properties: Vec::new(),
        mark_reasons: vec![
            reason("monitor_maintenance", MarkAbout::Monitor),
            reason("start_up", MarkAbout::Facility),
        ],
    }
}

fn reason(id: &str, about: MarkAbout) -> MarkReason {
    MarkReason {
        id: id.to_owned(),
        title: Names::default(),
        about,
        flag: None,
    }
}

/// A schema of its own in the cluster of `scripts/with-postgres.sh`, where the tests run with one.
#[allow(clippy::missing_panics_doc, reason = "it is a fixture")]
pub fn new_schema() -> Option<PostgresAddress> {
    let address = std::env::var("WELLKEEPER_TEST_POSTGRES").ok()?;
    // A name that no other test takes, in whichever process it runs.
    let schema = format!("zone_{:x}", RandomState::new().build_hasher().finish());
    Some(PostgresAddress::given(&address, Some(&schema)).unwrap())
}

/// An empty zone whose clock stands still.
#[allow(clippy::missing_panics_doc, reason = "it is a fixture")]
pub async fn empty_zone() -> (TempDir, Zone) {
    empty_zone_at(new_schema()).await
}

/// The same, with its state at `address` or in a file.
#[allow(clippy::missing_panics_doc, reason = "it is a fixture")]
pub async fn empty_zone_at(address: Option<PostgresAddress>) -> (TempDir, Zone) {
    let folder = tempfile::tempdir().unwrap();
    let names = Names {
        zh: "试验".into(),
        en: "test".into(),
    };
    let mut config = ZoneConfig::new(names, "Asia/Shanghai", Vec::new()).unwrap();
    config.state = address;
    let clock = Clock::fixed(NOW_US);
    Zone::init(folder.path(), &config, clock, "tester")
        .await
        .unwrap();
    let zone = Zone::open(folder.path(), words(), clock).await.unwrap();
    (folder, zone)
}
