use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::{Stamp, StampRules, from_serial, read_stamp};
use crate::import::sheet::Cell;

proptest! {
    #[test]
    fn a_stamp_that_is_written_reads_back_as_itself(
        second in -2_208_960_000_i64..7_289_600_000,
        micros in 0_i64..1_000_000,
        pattern in prop::sample::select(vec![
            "%Y-%m-%d %H:%M:%S%.6f", "%Y-%m-%dT%H:%M:%S%.6f%:z", "%Y-%m-%d %H:%M:%S%.f%z",
        ]),
    ) {
        let instant = jiff::Timestamp::from_microsecond(second * 1_000_000 + micros)?;
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let local = instant.to_zoned_datetime(zone.clone());
        let written = local.strftime(pattern).to_string();
        let read = read_stamp(&Cell::Text(written), &StampRules { zone: &zone, year: None });
        prop_assert_eq!(read, Ok(Stamp { instant_us: instant.as_microsecond() }));
    }

    #[test]
    fn whole_seconds_read_back_from_every_spelling_without_a_fraction(
        second in -2_208_960_000_i64..7_289_600_000,
        pattern in prop::sample::select(vec![
            "%Y%m%d%H%M%S", "%Y/%-m/%-d %-H:%M:%S", "%Y.%-m.%-d %-H:%M:%S", "%Y年%-m月%-d日%-H时%-M分%-S秒",
        ]),
    ) {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let local = jiff::Timestamp::from_second(second)?.to_zoned_datetime(zone.clone());
        let written = local.strftime(pattern).to_string();
        let read = read_stamp(&Cell::Text(written), &StampRules { zone: &zone, year: None });
        prop_assert_eq!(read, Ok(Stamp { instant_us: second * 1_000_000 }));
    }

    #[test]
    fn any_text_is_read_or_refused(
        written in prop_oneof![
            any::<String>(),
            "[0-9]{1,14}[-/.年]?[0-9]{0,2}[-/.月]?[0-9]{0,2}[ T日]?[0-9]{0,2}[:时]?[0-9]{0,2}[Z+-]?[0-9:]{0,5}",
        ],
        year in prop::option::of(any::<i16>()),
    ) {
        if let Err(error) = read_stamp(&Cell::Text(written), &StampRules { zone: &TimeZone::UTC, year }) {
            prop_assert!(error.to_string().contains("; expected "));
        }
    }

    #[test]
    fn a_serial_of_excel_reads_back_to_the_second(second in 20_000_i64 * 86_400..80_000 * 86_400) {
        let read = from_serial(second as f64 / 86_400.0).expect("in reach");
        let base = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
        prop_assert_eq!(read.duration_since(base).as_secs(), second);
    }
}
