//! The closed vocabularies of an observation.

/// Declares an enum whose variants are written as fixed words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every word, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word as it is stored and printed.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The variant written as `word`.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use words as closed_words;

words! {
    /// What an instrument says of its own value: the letters of HJ 212, and `L`.
    ///
    /// Source: HJ 212-2017 table 8 (data flags); `L` as laboratories write it.
    Flag {
        /// Normal.
        Normal = "N",
        /// Out of operation.
        Stopped = "F",
        /// Under maintenance.
        Maintenance = "M",
        /// Entered by hand.
        Manual = "S",
        /// Faulty.
        Fault = "D",
        /// Calibrating.
        Calibration = "C",
        /// Beyond the measuring range.
        OverRange = "T",
        /// Communication broken.
        Broken = "B",
        /// Below the detection limit.
        BelowDetection = "L",
    }
}

words! {
    /// What was judged of a value.
    Quality {
        /// It may be used.
        Valid = "valid",
        /// It is to be looked at.
        Doubtful = "doubtful",
        /// It may not be used.
        Invalid = "invalid",
    }
}

words! {
    /// How far the judgement of a value went.
    Level {
        /// As received.
        Raw = "raw",
        /// Passed through the automatic checks.
        AutoChecked = "auto_checked",
        /// Looked at by a person.
        Reviewed = "reviewed",
        /// Confirmed by a second person.
        Approved = "approved",
    }
}

words! {
    /// What kind of sample a value comes from.
    SampleKind {
        /// The water itself.
        Routine = "routine",
        /// A second sample beside the first.
        Duplicate = "duplicate",
        /// Pure water, to see what handling adds.
        Blank = "blank",
        /// A known amount added, to see what is found again.
        Spike = "spike",
        /// A standard solution.
        Standard = "standard",
    }
}

impl Flag {
    /// The flag for a station's state as people write it: 正常, 维护, 停站 …, or a letter of HJ 212.
    pub fn from_status(written: &str) -> Option<Self> {
        let lower = written.trim().to_lowercase();
        Some(match lower.as_str() {
            "正常" | "normal" | "n" | "ok" => Self::Normal,
            "维护" | "检修" | "maintenance" | "m" => Self::Maintenance,
            "停站" | "停运" | "停机" | "停用" | "stopped" | "f" => Self::Stopped,
            "故障" | "异常" | "fault" | "d" => Self::Fault,
            "校准" | "质控" | "calibration" | "c" => Self::Calibration,
            "手工" | "人工" | "manual" | "s" => Self::Manual,
            "超量程" | "超上限" | "over_range" | "t" => Self::OverRange,
            "通讯中断" | "通信中断" | "离线" | "断线" | "offline" | "b" => Self::Broken,
            "未检出" | "l" => Self::BelowDetection,
            _ => return None,
        })
    }
}
