//! Reading observations back, for those who decide what a new row means.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::ScalarValue;
use datafusion::prelude::{DataFrame, Expr, SessionConfig, SessionContext, col, lit};

use super::correct::{physical, with_keys, within_bounds};
use super::{Lake, MAIN, OBSERVATIONS, full_name, lake_table};
use crate::Result;
use crate::observation::{Observation, arrow::from_batch};

impl Lake {
    /// The observations of `series` between two instants, both included, as known at `snapshot`.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn observations_of(
        &self,
        series: &[i64],
        from_us: i64,
        to_us: i64,
        snapshot: i64,
    ) -> Result<Vec<Observation>> {
        let (Some(first), Some(last)) = (series.iter().min(), series.iter().max()) else {
            return Ok(Vec::new());
        };
        let filter = col("series")
            .between(lit(*first), lit(*last))
            .and(col("series").in_list(series.iter().map(|id| lit(*id)).collect(), false))
            .and(col("time").between(instant(from_us), instant(to_us)));
        self.observations_where(filter, snapshot).await
    }

    /// The first observations of one series between two instants, both included, as known at
    /// `snapshot`; at most `most`, in the order of their time.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn first_observations(
        &self,
        series: i64,
        (from_us, to_us): (i64, i64),
        most: usize,
        snapshot: i64,
    ) -> Result<Vec<Observation>> {
        let filter = col("series")
            .eq(lit(series))
            .and(col("time").between(instant(from_us), instant(to_us)));
        let frame = self.observations(snapshot).await?.filter(filter)?;
        let frame = frame.sort(vec![col("time").sort(true, false)])?;
        let mut rows = Vec::new();
        for batch in frame.limit(0, Some(most))?.collect().await? {
            rows.extend(from_batch(&batch)?);
        }
        Ok(rows)
    }

    /// The observations of `keys` (series, µs UTC) that the book has at `snapshot`.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn observations_by_key(
        &self,
        keys: impl Iterator<Item = (i64, i64)>,
        snapshot: i64,
    ) -> Result<HashMap<(i64, i64), Observation>> {
        let keys: Vec<(i64, i64)> = keys.collect();
        if keys.is_empty() || !self.may_hold(&keys, snapshot).await? {
            return Ok(HashMap::new());
        }
        let found = self.observations_where(with_keys(&keys)?, snapshot).await?;
        Ok(found
            .into_iter()
            .map(|o| ((o.series, o.time_us), o))
            .collect())
    }

    /// Whether any file reaches between the first and the last of `keys`: news mostly lies behind them
    /// all.
    async fn may_hold(&self, keys: &[(i64, i64)], snapshot: i64) -> Result<bool> {
        let session = self.session(snapshot)?;
        let provider = session
            .table_provider(full_name(MAIN, OBSERVATIONS))
            .await?;
        let predicate = physical(&session, within_bounds(keys), &provider.schema())?;
        let table = lake_table(provider.as_ref(), OBSERVATIONS)?;
        Ok(!table.files_matching(&predicate)?.is_empty())
    }

    /// The observations that stand with `batch` as their origin at `snapshot`.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn observations_of_batch(
        &self,
        batch: i64,
        snapshot: i64,
    ) -> Result<Vec<Observation>> {
        self.observations_where(col("batch").eq(lit(batch)), snapshot)
            .await
    }

    async fn observations_where(&self, filter: Expr, snapshot: i64) -> Result<Vec<Observation>> {
        let frame = self.observations(snapshot).await?.filter(filter)?;
        let mut rows = Vec::new();
        for batch in frame.collect().await? {
            rows.extend(from_batch(&batch)?);
        }
        Ok(rows)
    }

    /// A computed table as it is at `snapshot`, for a session that has the lake's files at hand.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when it is not there.
    pub async fn provider(
        &self,
        schema: &str,
        table: &str,
        snapshot: i64,
    ) -> Result<Arc<dyn TableProvider>> {
        let session = self.session(snapshot)?;
        Ok(session.table_provider(full_name(schema, table)).await?)
    }

    async fn observations(&self, snapshot: i64) -> Result<DataFrame> {
        let session = self.session(snapshot)?;
        Ok(session.table(full_name(MAIN, OBSERVATIONS)).await?)
    }

    pub(crate) fn session(&self, snapshot: i64) -> Result<SessionContext> {
        let session = SessionContext::new_with_config(SessionConfig::new());
        self.register(&session, snapshot)?;
        Ok(session)
    }
}

/// An instant (µs UTC) to compare the `time` of observations with.
pub fn instant(micros: i64) -> Expr {
    lit(ScalarValue::TimestampMicrosecond(
        Some(micros),
        Some("UTC".into()),
    ))
}
