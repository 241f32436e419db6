//! What coordinates and heights are measured in.
//!
//! Source: OGC 19-008r4, clauses 7.5.6 (`ProjLinearUnitsGeoKey`, `ProjLinearUnitSizeGeoKey`) and 7.6.4
//! (`VerticalUnitsGeoKey`); units and their sizes from the EPSG registry, as PROJ 9.1 carries it.

use std::fmt;

use crate::{Result, TerrainError};

/// A unit of length.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum LinearUnit {
    /// EPSG:9001; also where nothing is said.
    #[default]
    Metre,
    /// EPSG:9002, 0.3048 m.
    Foot,
    /// EPSG:9003, 1200/3937 m.
    UsSurveyFoot,
    /// Another one, of so many metres.
    Metres(f64),
    /// Another one, by its EPSG code; its size is not known here.
    Unknown(u16),
}

/// Units that systems have and that are told by name. Clarke's, Indian and German ones went out of use in the
/// twentieth century, and differ from others of the same word by less than one sees.
const NAMES: &[(u16, &str)] = &[
    (9005, "Clarke's foot"),
    (9014, "fathom"),
    (9030, "nautical mile"),
    (9031, "German legal metre"),
    (9036, "kilometre"),
    (9037, "Clarke's yard"),
    (9039, "Clarke's link"),
    (9040, "British yard (Sears 1922)"),
    (9041, "British foot (Sears 1922)"),
    (9042, "British chain (Sears 1922)"),
    (9062, "British chain (Benoit 1895 B)"),
    (9084, "Indian yard"),
    (9094, "Gold Coast foot"),
    (9098, "link"),
    (9095, "British foot (1936)"),
    (9301, "British chain (Sears 1922 truncated)"),
];

impl LinearUnit {
    /// The unit with this EPSG code.
    pub fn of_epsg(code: u16) -> Self {
        match code {
            9001 => Self::Metre,
            9002 => Self::Foot,
            9003 => Self::UsSurveyFoot,
            code => Self::Unknown(code),
        }
    }

    /// How many metres one is.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] naming a unit that is not known.
    pub fn metres(self) -> Result<f64> {
        match self {
            Self::Metre => Ok(1.0),
            Self::Foot => Ok(0.3048),
            Self::UsSurveyFoot => Ok(1200.0 / 3937.0),
            Self::Metres(metres) => Ok(metres),
            Self::Unknown(_) => Err(TerrainError::Refused(format!(
                "it is measured in {self}; expected metres, feet (EPSG:9002) or US survey feet (EPSG:9003)"
            ))),
        }
    }
}

impl fmt::Display for LinearUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metre => f.write_str("metres"),
            Self::Foot => f.write_str("feet"),
            Self::UsSurveyFoot => f.write_str("US survey feet"),
            Self::Metres(metres) => write!(f, "units of {metres} m"),
            Self::Unknown(code) => {
                let named = NAMES.iter().find(|(known, _)| known == code);
                match named {
                    Some((_, name)) => write!(f, "the unit EPSG:{code}, {name}"),
                    None => write!(f, "the unit EPSG:{code}"),
                }
            }
        }
    }
}
