//! A small book in a temporary folder.

use std::collections::BTreeMap;
use std::path::Path;

use packs::session::Session;
use packs::{Pack, embedded, vocabulary};
use wellkeeper_packs as packs;
use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};
use zone::import::{ImportOptions, Quiet, import_observations, import_things};

/// 2026-01-01T00:00:00Z: later than any reading of these tests.
const NOW_US: i64 = 1_767_225_600_000_000;

// The lake's crate waits for its catalog inside synchronous calls: on a single-threaded runtime that
// waits for itself.
pub struct Book {
    pub folder: tempfile::TempDir,
    pub zone: Zone,
    pub packs: Vec<Pack>,
}

pub type Row = BTreeMap<String, String>;

impl Book {
    pub async fn with_settings(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let packs = vec![Pack::load(&embedded()["water-quality"]).unwrap()];
        let names = Names {
            zh: "试验".into(),
            en: "test".into(),
        };
        let mut config =
            ZoneConfig::new(names, "Asia/Shanghai", vec!["water-quality".into()]).unwrap();
        if !settings.is_empty() {
            config
                .settings
                .insert("water-quality".into(), toml::from_str(settings).unwrap());
        }
        let clock = Clock::fixed(NOW_US);
        Zone::init(folder.path(), &config, clock, "test")
            .await
            .unwrap();
        let zone = Zone::open(folder.path(), vocabulary(&packs).unwrap(), clock)
            .await
            .unwrap();
        Self {
            folder,
            zone,
            packs,
        }
    }

    pub async fn new() -> Self {
        Self::with_settings("").await
    }

    pub fn write(&self, name: &str, text: &str) -> std::path::PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub async fn things(&self, text: &str) -> &Self {
        let path = self.write("things.csv", text);
        import_things(&self.zone, &path, "test").await.unwrap();
        self
    }

    pub async fn readings(&self, text: &str) -> &Self {
        let path = self.write("readings.csv", text);
        let options = ImportOptions {
            create_things: Some("section".into()),
            ..ImportOptions::default()
        };
        let done = import_observations(&self.zone, Path::new(&path), &options, "test", &Quiet)
            .await
            .unwrap();
        assert!(done.rejects.is_empty(), "{:?}", done.rejects);
        self
    }

    pub async fn rows(&self, table: &str, order: &str) -> Vec<Row> {
        let asked = [format!("water_quality.{table}")];
        packs::run::run(&self.zone, &self.packs, &asked, "test", |_| {})
            .await
            .unwrap();
        let session = Session::open(&self.zone, &self.packs).await.unwrap();
        let sql = format!("select * from water_quality.{table} order by {order}");
        let mut rows = Vec::new();
        for batch in session.query(&sql).await.unwrap() {
            for i in 0..batch.num_rows() {
                let cell = |c: usize| packs::cell::cell(batch.column(c), i, self.zone.tz()).text();
                let schema = batch.schema();
                rows.push(
                    schema
                        .fields()
                        .iter()
                        .enumerate()
                        .map(|(c, f)| (f.name().clone(), cell(c)))
                        .collect(),
                );
            }
        }
        rows
    }
}
