//! What a column can be, and the words by which people name it.

/// A role of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The section, or another place.
    Section,
    /// When it was taken.
    Time,
    /// The province of the section.
    Province,
    /// The station's word on itself.
    Status,
    /// What was measured, where a row holds one value.
    Property,
    /// The value, where a row holds one.
    Value,
    /// The value's unit.
    Unit,
    /// The method's detection limit.
    DetectionLimit,
    /// The method of analysis.
    Method,
    /// A sign beside the value.
    Qualifier,
    /// What kind of sample it is.
    SampleKind,
}

impl Role {
    /// Every role; of two that a header could be, the first is meant.
    pub const ALL: [Self; 11] = [
        Self::Section,
        Self::Time,
        Self::Province,
        Self::Status,
        Self::Property,
        Self::Value,
        Self::Unit,
        Self::DetectionLimit,
        Self::Method,
        Self::Qualifier,
        Self::SampleKind,
    ];

    /// The role as mapping files name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Time => "time",
            Self::Province => "province",
            Self::Status => "status",
            Self::Property => "property",
            Self::Value => "value",
            Self::Unit => "unit",
            Self::DetectionLimit => "detection_limit",
            Self::Method => "method",
            Self::Qualifier => "qualifier",
            Self::SampleKind => "sample_kind",
        }
    }

    /// The role that mapping files name so.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The headers by which it is known in both languages, the first being the one that templates
    /// print.
    pub const fn words(self) -> &'static [&'static str] {
        WORDS[self as usize]
    }
}

/// The words of each role, in the order of [`Role::ALL`].
const WORDS: [&[&str]; Role::ALL.len()] = [
    // Section
    &[
        "断面名称",
        "断面",
        "点位名称",
        "点位",
        "站点名称",
        "站点",
        "站名",
        "测站",
        "测点",
        "测点名称",
        "设施名称",
        "设施",
        "排污口名称",
        "排污口",
        "排口",
        "section",
        "section_name",
        "station",
        "station_name",
        "site",
        "facility",
        "outfall",
        "thing",
        "code",
    ],
    // Time
    &[
        "监测时间",
        "时间",
        "采样时间",
        "监测日期",
        "采样日期",
        "日期",
        "time",
        "datetime",
        "date",
        "sampled_at",
        "sample_time",
        "sample_date",
        "timestamp",
    ],
    // Province
    &["省份", "省", "province"],
    // Status
    &[
        "站点情况",
        "站点状态",
        "运行状态",
        "状态",
        "station_status",
        "status",
        "flag",
        "数据标记",
        "标记",
    ],
    // Property
    &[
        "监测项目",
        "项目",
        "指标",
        "监测指标",
        "监测因子",
        "因子",
        "参数",
        "property",
        "parameter",
        "item",
        "indicator",
        "analyte",
    ],
    // Value
    &[
        "监测值",
        "数值",
        "值",
        "结果",
        "监测结果",
        "浓度",
        "value",
        "result",
    ],
    // Unit
    &["单位", "unit", "units"],
    // DetectionLimit
    &["检出限", "detection_limit", "mdl", "limit"],
    // Method
    &["分析方法", "监测方法", "方法", "method"],
    // Qualifier
    &["限定符", "符号", "qualifier", "sign"],
    // SampleKind
    &["样品类型", "样品类别", "sample_kind", "sample_type"],
];
