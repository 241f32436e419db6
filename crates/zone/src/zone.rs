//! Opening and making a zone.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::config::{self, ZoneConfig};
use crate::lake::{Lake, log_new_commits};
use crate::schema::Vocabulary;
use crate::state::{AuditEntry, State};
use crate::{Result, ZoneError};

/// An open zone.
#[derive(Debug, Clone)]
pub struct Zone {
    dir: PathBuf,
    config: ZoneConfig,
    tz: TimeZone,
    clock: Clock,
    state: State,
    lake: Lake,
    vocabulary: Vocabulary,
}

impl Zone {
    /// Makes a zone in `dir`, which must not be one yet.
    ///
    /// # Errors
    /// [`ZoneError::AlreadyAZone`], or what the disk says.
    pub async fn init(dir: &Path, config: &ZoneConfig, clock: Clock, who: &str) -> Result<()> {
        let file = dir.join(config::FILE_NAME);
        if file.exists() {
            return Err(ZoneError::AlreadyAZone(dir.to_owned()));
        }
        std::fs::create_dir_all(dir).map_err(ZoneError::io(dir))?;
        for taken in [crate::state::FILE_NAME, crate::lake::FILE_NAME] {
            let path = dir.join(taken);
            if path.exists() {
                return Err(ZoneError::Refused(format!(
                    "{} stands there without a zone.toml; move it away or choose another folder",
                    path.display()
                )));
            }
        }
        let state = State::create(dir, config.state.as_ref(), clock).await?;
        let lake = Lake::create(dir).await?;
        let mut change = state.change(who).await?;
        log_new_commits(&mut change, &lake).await?;
        let detail = serde_json::json!({ "name_zh": config.name.zh, "name_en": config.name.en });
        change
            .commit(AuditEntry::new("init", "zone", &detail))
            .await?;
        // Written last: a folder without it is no zone, so an interrupted `init` leaves none.
        std::fs::write(&file, config.to_text()?).map_err(ZoneError::io(&file))
    }

    /// Opens the zone in `dir`; `vocabulary` is what its packs declare.
    ///
    /// # Errors
    /// [`ZoneError::NotAZone`], or what is wrong with its files.
    pub async fn open(dir: &Path, vocabulary: Vocabulary, clock: Clock) -> Result<Self> {
        Self::open_with(dir, ZoneConfig::read(dir)?, vocabulary, clock).await
    }

    /// Opens the zone in `dir`, whose `zone.toml` was read already.
    ///
    /// # Errors
    /// What is wrong with its files.
    pub async fn open_with(
        dir: &Path,
        config: ZoneConfig,
        vocabulary: Vocabulary,
        clock: Clock,
    ) -> Result<Self> {
        let tz = config.tz()?;
        let state = State::open(dir, config.state.as_ref(), clock).await?;
        let lake = Lake::open(dir).await?;
        Ok(Self {
            dir: dir.to_owned(),
            config,
            tz,
            clock,
            state,
            lake,
            vocabulary,
        })
    }

    /// The same zone, seen with the settings and the packs' words of another time.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when the settings' time zone is not known.
    pub fn seen_with(&self, config: ZoneConfig, vocabulary: Vocabulary) -> Result<Self> {
        Ok(Self {
            tz: config.tz()?,
            config,
            vocabulary,
            ..self.clone()
        })
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Its `zone.toml`.
    pub fn config(&self) -> &ZoneConfig {
        &self.config
    }

    /// Its time zone.
    pub fn tz(&self) -> &TimeZone {
        &self.tz
    }

    /// Its clock.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Its state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Its lake.
    pub fn lake(&self) -> &Lake {
        &self.lake
    }

    /// What its packs declare.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}
