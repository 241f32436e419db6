//! The zones that the program can make of the data it carries.

use clap::ValueEnum;
use include_dir::{Dir, include_dir};
use zone::config::{Names, ZoneConfig};

use crate::failure::Failure;

static DANJIANGKOU: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/danjiangkou");
static CALIFORNIA_EMP: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/california_emp");
static SAN_FRANCISCO_BAY: Dir<'_> =
    include_dir!("$CARGO_MANIFEST_DIR/../../data/san_francisco_bay");

/// Which data a demo zone is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Data {
    /// 41 sections of the Yangtze basin, 2020–2021; 丹江口水库及长江流域41个断面.
    Danjiangkou,
    /// 29 stations of the Sacramento–San Joaquin Bay-Delta, 2017–2022; 加州河口三角洲29个测站.
    CaliforniaEmp,
    /// Chlorophyll at 16 stations of San Francisco Bay, 1978–2009; 旧金山湾16个测站的叶绿素.
    SanFranciscoBay,
}

impl Data {
    /// The zone that is made of it.
    pub fn zone(self) -> &'static DemoZone {
        match self {
            Self::Danjiangkou => &DANJIANGKOU_ZONE,
            Self::CaliforniaEmp => &CALIFORNIA_EMP_ZONE,
            Self::SanFranciscoBay => &SAN_FRANCISCO_BAY_ZONE,
        }
    }
}

/// A zone as the demo makes it.
pub struct DemoZone {
    /// Names, Chinese and English.
    names: [&'static str; 2],
    time_zone: &'static str,
    /// West, south, east, north of all its sections.
    bounds: [f64; 4],
    /// The pack's `complete_days`, where the pack's own number is not meant.
    complete_days: Option<i64>,
    /// The folder it stands in when none is named.
    pub folder: &'static str,
    /// Its files.
    pub data: &'static Dir<'static>,
    /// Those with readings.
    pub observations: &'static [DemoFile],
    /// What it prints in the end.
    pub shows: Shows,
    /// What a reader must know of that, Chinese and English.
    pub caveat: Option<[&'static str; 2]>,
}

/// One file of readings and how it is read.
pub struct DemoFile {
    /// Its name.
    pub name: &'static str,
    /// Whom it speaks for.
    pub source: &'static str,
    /// The year of stamps that have none.
    pub year: Option<i16>,
}

/// What a demo prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The report of the newest month.
    Report,
    /// The chlorophyll of each section: GB 3838 has no limit for it, and so there is no class.
    Chlorophyll,
}

impl DemoZone {
    /// Its name in `zone.toml`.
    pub fn names(&self) -> Names {
        let [zh, en] = self.names.map(str::to_owned);
        Names { zh, en }
    }

    /// Its `zone.toml`.
    pub fn config(&self) -> Result<ZoneConfig, Failure> {
        let packs = ["water-quality", "instruments"].map(str::to_owned).to_vec();
        let mut config = ZoneConfig::new(self.names(), self.time_zone, packs)?;
        config.bounds = Some(self.bounds);
        if let Some(days) = self.complete_days {
            let settings = toml::Table::from_iter([("complete_days".to_owned(), days.into())]);
            config.settings.insert("water-quality".to_owned(), settings);
        }
        Ok(config)
    }
}

static DANJIANGKOU_ZONE: DemoZone = DemoZone {
    names: ["丹江口水库（演示）", "Danjiangkou Reservoir (demo)"],
    time_zone: "Asia/Shanghai",
    bounds: [90.0, 24.0, 122.5, 36.0],
    complete_days: None,
    folder: "demo-zone",
    data: &DANJIANGKOU,
    observations: &[
        DemoFile {
            name: "feed_2021_04.csv",
            source: "cnemc_feed",
            year: Some(2021),
        },
        DemoFile {
            name: "yangtze18_daily_2020_2021.csv",
            source: "cnemc_daily_pages",
            year: None,
        },
    ],
    shows: Shows::Report,
    caveat: None,
};

static CALIFORNIA_EMP_ZONE: DemoZone = DemoZone {
    names: [
        "萨克拉门托-圣华金河口三角洲（演示）",
        "Sacramento–San Joaquin Bay-Delta (demo)",
    ],
    time_zone: "America/Los_Angeles",
    bounds: [-122.5, 37.5, -121.0, 38.5],
    // One sample a month, taken by people: a month with it is as complete as it gets.
    complete_days: Some(1),
    folder: "demo-california-emp",
    data: &CALIFORNIA_EMP,
    observations: &[DemoFile {
        name: "observations_2017_2022.csv",
        source: "dwr_emp",
        year: None,
    }],
    shows: Shows::Report,
    caveat: Some([
        "说明：本区是美国加利福尼亚州的河口，当地不执行 GB 3838-2002；此处定类只演示方法，且只有 pH、溶解氧、氨氮、总磷四项参评，每月一次采样（complete_days = 1）。",
        "Note: these are waters of an estuary in California, where GB 3838-2002 does not apply. The classes demonstrate the method, on four items only (pH, dissolved oxygen, ammonia nitrogen, total phosphorus) and one sample a month (complete_days = 1).",
    ]),
};

static SAN_FRANCISCO_BAY_ZONE: DemoZone = DemoZone {
    names: ["旧金山湾（演示）", "San Francisco Bay (demo)"],
    time_zone: "America/Los_Angeles",
    bounds: [-122.6, 37.3, -121.9, 37.9],
    complete_days: Some(1),
    folder: "demo-san-francisco-bay",
    data: &SAN_FRANCISCO_BAY,
    observations: &[DemoFile {
        name: "observations_1978_2009.csv",
        source: "usgs_sf_bay",
        year: None,
    }],
    shows: Shows::Chlorophyll,
    caveat: Some([
        "说明：本区只有叶绿素a，GB 3838-2002 没有它的限值，因此不定类；每个值是某月 0–5 米水层的平均值，记在该月1日。",
        "Note: chlorophyll a is all there is here, and GB 3838-2002 has no limit for it: there are no classes. Each value is the mean of a month over the upper 5 m, kept under the month's first day.",
    ]),
};
