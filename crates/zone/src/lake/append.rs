//! Appending observations, laid out as the lake keeps them: the rows of a year in files of their own.

use std::collections::BTreeMap;
use std::ops::Range;

use datafusion_ducklake::MetadataProvider;
use datafusion_ducklake::metadata_writer::WriteMode;
use jiff::tz::TimeZone;

use super::{Commit, Lake, MAIN, Month, OBSERVATIONS, options};
use crate::observation::Observation;
use crate::observation::arrow::{schema, to_batch};
use crate::{Result, ZoneError};

/// The column whose UTC year tells files apart.
const PARTITIONED_BY: &str = "time";

impl Lake {
    /// Appends `rows`, which ascend by series and time, in one commit. Gives the new snapshot.
    ///
    /// # Errors
    /// [`ZoneError::Contended`] when the observations changed since `commit.base`.
    pub async fn append_observations(
        &self,
        rows: &[&Observation],
        commit: &Commit<'_>,
    ) -> Result<i64> {
        if rows.is_empty() {
            return self.head();
        }
        // The lake's crate would look at each row to tell its year and copy it there.
        let mut groups = Vec::new();
        for (year, rows) in by_year(rows)? {
            groups.push((vec![Some(year.to_string())], vec![to_batch(&rows)?]));
        }
        let written = self
            .table_writer()
            .await?
            .write_partitioned_with_options(
                MAIN,
                OBSERVATIONS,
                &schema(),
                WriteMode::Append,
                self.partition()?,
                &[PARTITIONED_BY.to_owned()],
                groups,
                &options(commit),
            )
            .await?;
        Ok(written.snapshot_id)
    }

    /// The number under which the catalog knows how the observations are partitioned.
    fn partition(&self) -> Result<i64> {
        let head = self.head()?;
        let missing = || ZoneError::Lake("the catalog has no partitioned observations".to_owned());
        let schema = self.provider.get_schema_by_name(MAIN, head)?;
        let schema = schema.ok_or_else(missing)?;
        let table = self
            .provider
            .get_table_by_name(schema.schema_id, OBSERVATIONS, head)?
            .ok_or_else(missing)?;
        let spec = self.provider.get_partition_spec(table.table_id, head)?;
        Ok(spec.ok_or_else(missing)?.partition_id)
    }
}

/// The rows of each UTC year, in their order.
fn by_year<'o>(rows: &[&'o Observation]) -> Result<BTreeMap<i16, Vec<&'o Observation>>> {
    let mut years: BTreeMap<i16, Vec<&'o Observation>> = BTreeMap::new();
    let (mut year, mut bounds) = (0, 0..0);
    for row in rows {
        if !bounds.contains(&row.time_us) {
            (year, bounds) = year_of(row.time_us)?;
        }
        years.entry(year).or_default().push(row);
    }
    Ok(years)
}

/// The UTC year of an instant (µs UTC), and the instants that lie in it.
fn year_of(time_us: i64) -> Result<(i16, Range<i64>)> {
    let utc = TimeZone::UTC;
    let bounds = || {
        let year = i16::try_from(Month::of(time_us, &utc)?.year()).ok()?;
        let (from, _) = Month::new(year, 1).bounds(&utc)?;
        let (_, until) = Month::new(year, 12).bounds(&utc)?;
        Some((year, from..until))
    };
    bounds().ok_or_else(|| ZoneError::Lake(format!("{time_us} µs is no instant of a calendar")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_an_instant_holds_it_and_not_the_next() {
        // `date -u -d '2024-12-31T23:59:59Z' +%s`, and one second later.
        let (last, first) = (1_735_689_599_999_999, 1_735_689_600_000_000);
        let year_of = |time_us| year_of(time_us).ok();
        let year = |time_us| year_of(time_us).map(|(year, _)| year);
        assert_eq!(
            [year(last), year(first), year(-1)],
            [Some(2024), Some(2025), Some(1969)]
        );
        assert!(year_of(last).is_some_and(|(_, of)| of.contains(&last) && !of.contains(&first)));
    }
}
