//! ST: the kind of monitoring that a frame belongs to.

/// A code of ST. HJ 212-2017 table of systems (read); 44 and 45 are of 2025 (two public sources).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct System(pub u8);

impl System {
    /// 21: quality of surface water.
    pub const SURFACE_WATER: Self = Self(21);
    /// 31: sources of air pollution.
    pub const AIR_SOURCE: Self = Self(31);
    /// 32: sources of water pollution.
    pub const WATER_SOURCE: Self = Self(32);
    /// 91: interaction, the system of every answer.
    pub const INTERACTION: Self = Self(91);

    /// Its title in Chinese and English; none of a code that we do not know.
    pub fn titles(self) -> Option<(&'static str, &'static str)> {
        SYSTEMS
            .iter()
            .find(|(code, ..)| *code == self.0)
            .map(|(_, zh, en)| (*zh, *en))
    }
}

const SYSTEMS: [(u8, &str, &str); 22] = [
    (21, "地表水质量监测", "Quality of surface water"),
    (22, "空气质量监测", "Quality of air"),
    (23, "声环境质量监测", "Quality of the acoustic environment"),
    (24, "地下水质量监测", "Quality of groundwater"),
    (25, "土壤质量监测", "Quality of soil"),
    (26, "海水质量监测", "Quality of sea water"),
    (27, "挥发性有机物监测", "Volatile organic compounds"),
    (31, "大气环境污染源", "Sources of air pollution"),
    (
        32,
        "地表水体环境污染源",
        "Sources of surface-water pollution",
    ),
    (33, "地下水体环境污染源", "Sources of groundwater pollution"),
    (34, "海洋环境污染源", "Sources of sea pollution"),
    (35, "土壤环境污染源", "Sources of soil pollution"),
    (36, "声环境污染源", "Sources of noise"),
    (37, "振动环境污染源", "Sources of vibration"),
    (38, "放射性环境污染源", "Sources of radiation"),
    (39, "工地扬尘污染源", "Dust of building sites"),
    (41, "电磁环境污染源", "Sources of electromagnetic pollution"),
    (44, "用电监控", "Monitoring of power use"),
    (45, "关键工况", "Key production conditions"),
    (51, "烟气排放过程监控", "Process of flue gas"),
    (52, "污水排放过程监控", "Process of sewage"),
    (91, "系统交互", "Interaction"),
];
