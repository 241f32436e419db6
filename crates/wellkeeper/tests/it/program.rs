//! The built program in a folder of its own.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a zone in `zone/`.
pub struct Walk {
    folder: TempDir,
}

pub fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data/danjiangkou")
        .join(name);
    path.canonicalize().unwrap().display().to_string()
}

/// Whether the state of zones lies on a server, whose disk is its own: what befalls this machine's says nothing
/// of it.
pub fn state_is_on_a_server() -> bool {
    std::env::var_os("WELLKEEPER_TEST_POSTGRES").is_some()
}

impl Walk {
    pub fn new() -> Self {
        let walk = Self::without_zone();
        walk.init(&["init", "zone"]);
        walk
    }

    /// An empty folder.
    pub fn without_zone() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Runs a command that makes a zone. Its state lives in a file, or in a schema of its own in the
    /// cluster of `scripts/with-postgres.sh`, where the tests run with one.
    pub fn init(&self, arguments: &[&str]) -> String {
        let Ok(address) = std::env::var("WELLKEEPER_TEST_POSTGRES") else {
            return self.done(arguments);
        };
        let schema = new_schema();
        let place = ["--state", &address, "--state-schema", &schema];
        self.done(&[arguments, &place].concat())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), text).unwrap();
        name.to_owned()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wellkeeper"));
        command
            .current_dir(self.folder.path())
            .args(arguments)
            .env("LANG", "C.UTF-8")
            .env("WELLKEEPER_WHO", "tester")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    pub fn import(&self, arguments: &[&str]) -> Value {
        let whole = [
            &["--zone", "zone", "--json", "import", "observations"],
            arguments,
        ]
        .concat();
        serde_json::from_str(&self.done(&whole)).unwrap()
    }

    /// What a proof of the zone in this folder says, which must have found nothing.
    pub fn verified(&self, zone: &str) -> Value {
        let proof = self.done(&["--zone", zone, "--json", "verify"]);
        let proof: Value = serde_json::from_str(&proof).unwrap();
        assert_eq!(proof["findings"], serde_json::json!([]), "{zone}");
        proof
    }

    /// Computes the tables of months of a zone in this folder.
    pub fn run_months(&self, zone: &str) -> String {
        self.done(&[&["--zone", zone][..], &RUN_MONTHS].concat())
    }

    pub fn csv(&self, sql: &str) -> String {
        self.done(&["query", sql, "--format", "csv", "--zone", "zone"])
    }
}

/// Computes the tables of months only: the others take their time, and most tests are not about them.
pub const RUN_MONTHS: [&str; 3] = [
    "run",
    "water_quality.zone_month",
    "water_quality.feed_check",
];

/// A name that no other test takes, in whichever process it runs.
pub fn new_schema() -> String {
    format!("zone_{:x}", RandomState::new().build_hasher().finish())
}

/// What makes sections of the feed's names, and gives its stamps their year.
pub const MAKE: [&str; 4] = ["--create-things", "section", "--year", "2021"];

/// The real DuckDB, of the Python that `make test` installs.
pub fn duckdb(zone: &Path, sql: &str) -> String {
    let python = std::env::var("WELLKEEPER_DUCKDB_PYTHON")
        .expect("WELLKEEPER_DUCKDB_PYTHON is not set: run the tests through `make test`");
    let script = "\
import glob, os, sys, duckdb, duckdb_extension_ducklake as a, duckdb_extension_sqlite_scanner as b
db = duckdb.connect(config={'allow_unsigned_extensions': 'true'})
for e in (b, a):
    path = glob.glob(os.path.join(os.path.dirname(e.__file__), 'extensions', '*', '*.duckdb_extension'))[0]
    db.execute(f\"load '{path}'\")
db.execute(f\"attach 'ducklake:sqlite:{sys.argv[1]}/lake.sqlite' as lake (read_only)\")
print(db.execute(sys.argv[2]).fetchone())";
    let output = Command::new(python)
        .args(["-c", script])
        .arg(zone)
        .arg(sql)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
