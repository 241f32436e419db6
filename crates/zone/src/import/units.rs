//! Units as people write them, and the power of ten between two of them.

use super::cell::plain;

/// What a unit measures, and its size as a power of ten of the dimension's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    dimension: &'static str,
    power_of_ten: i32,
}

/// Reads a unit, `None` when it is not known here.
pub fn parse_unit(written: &str) -> Option<Unit> {
    let text: String = plain(written)
        .trim_matches(['(', ')', '[', ']', ' '])
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            'μ' | 'µ' => 'u',
            '³' => '3',
            other => other,
        })
        .collect();
    let (dimension, power_of_ten) = match text.to_lowercase().as_str() {
        "g/l" | "克/升" => ("mass concentration", 0),
        "mg/l" | "毫克/升" | "g/m3" => ("mass concentration", -3),
        "ug/l" | "微克/升" | "mg/m3" => ("mass concentration", -6),
        "ng/l" | "纳克/升" => ("mass concentration", -9),
        "/l" | "个/l" | "个/升" | "cells/l" | "cell/l" | "mpn/l" | "cfu/l" => {
            ("count concentration", 0)
        }
        "个/ml" | "cells/ml" | "cell/ml" | "/ml" => ("count concentration", 3),
        "万个/l" | "万个/升" => ("count concentration", 4),
        "s/m" => ("conductivity", 0),
        "ms/cm" => ("conductivity", -1),
        "ms/m" => ("conductivity", -3),
        "us/cm" => ("conductivity", -4),
        "us/m" => ("conductivity", -6),
        "m" | "米" => ("length", 0),
        "cm" | "厘米" => ("length", -2),
        "mm" | "毫米" => ("length", -3),
        "°c" | "℃" | "degc" | "摄氏度" => ("temperature", 0),
        "ntu" | "fnu" | "度" => ("turbidity", 0),
        // No megawatt: without capitals it cannot be told from a milliwatt.
        "w" | "瓦" => ("power", 0),
        "kw" | "千瓦" => ("power", 3),
        "a" | "安" | "安培" => ("current", 0),
        "ma" | "毫安" => ("current", -3),
        "ka" => ("current", 3),
        "v" | "伏" | "伏特" => ("voltage", 0),
        "kv" | "千伏" => ("voltage", 3),
        "wh" | "瓦时" => ("energy", 0),
        "kwh" | "kw·h" | "千瓦时" => ("energy", 3),
        "m3/s" | "立方米/秒" => ("volume flow by the second", 0),
        "l/s" | "升/秒" => ("volume flow by the second", -3),
        // An hour is no power of ten of seconds: a flow by the hour stays one.
        "m3/h" | "立方米/小时" => ("volume flow by the hour", 0),
        "m3" | "立方米" => ("volume", 0),
        "l" | "升" => ("volume", -3),
        "g" | "克" => ("mass", 0),
        "kg" | "千克" => ("mass", 3),
        "t" | "吨" => ("mass", 6),
        "min" | "分钟" => ("minutes", 0),
        "h" | "小时" => ("hours", 0),
        "1" | "无量纲" | "-" | "" | "ph" => ("ratio", 0),
        "%" => ("ratio", -2),
        _ => return None,
    };
    Some(Unit {
        dimension,
        power_of_ten,
    })
}

/// The power of ten that turns a value in `from` into one in `to`; `None` between dimensions.
pub fn power_of_ten_between(from: Unit, to: Unit) -> Option<i32> {
    (from.dimension == to.dimension).then_some(from.power_of_ten - to.power_of_ten)
}

#[cfg(test)]
mod tests {
    use super::{parse_unit, power_of_ten_between};

    fn between(from: &str, to: &str) -> Option<i32> {
        power_of_ten_between(parse_unit(from)?, parse_unit(to)?)
    }

    #[test]
    fn chlorophyll_in_milligrams_becomes_micrograms_by_three_places() {
        assert_eq!(between("mg/L", "µg/L"), Some(3));
        assert_eq!(between("mg/m³", "μg/L"), Some(0));
        assert_eq!(between("毫克/升", "mg/L"), Some(0));
    }

    #[test]
    fn a_mass_never_turns_into_a_count() {
        assert_eq!(between("mg/L", "cells/L"), None);
        assert_eq!(between("furlong", "m"), None);
    }

    #[test]
    fn electric_units_are_told_apart_and_scaled() {
        // SI prefixes; 1 kW for an hour is 1 kWh, yet a power is no energy.
        assert_eq!(between("W", "kW"), Some(-3));
        assert_eq!(between("千瓦时", "kWh"), Some(0));
        assert_eq!(between("mA", "A"), Some(-3));
        assert_eq!(between("kV", "V"), Some(3));
        assert_eq!(between("kW", "kWh"), None);
        assert_eq!(between("A", "V"), None);
    }

    #[test]
    fn a_flow_by_the_second_and_one_by_the_hour_are_kept_apart() {
        assert_eq!(between("L/s", "m³/s"), Some(-3));
        assert_eq!(between("m3/h", "m3/s"), None);
        assert_eq!(between("t", "kg"), Some(3));
    }

    #[test]
    fn conductivity_scales_agree_with_their_definitions() {
        // 1 mS/cm = 1000 µS/cm; 1 mS/m = 10 µS/cm (SI prefixes).
        assert_eq!(between("mS/cm", "µS/cm"), Some(3));
        assert_eq!(between("mS/m", "µS/cm"), Some(1));
    }
}
