//! Readings as they are read, each shown with what its series says.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, AsArray, BooleanArray, BooleanBufferBuilder, RecordBatch, RecordBatchOptions,
    UInt32Array,
};
use datafusion::arrow::compute::{filter_record_batch, take};
use datafusion::arrow::datatypes::{Int64Type, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Statistics;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::CardinalityEffect;
use datafusion::physical_plan::filter_pushdown::{
    ChildFilterDescription, ChildPushdownResult, FilterDescription, FilterPushdownPhase,
    FilterPushdownPropagation,
};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning,
    PlanProperties,
};
use futures::StreamExt;

/// Where a column comes from.
#[derive(Debug, Clone)]
pub(super) enum Column {
    /// A column of the readings that are read.
    Reading(usize),
    /// What each series says, in the order of their numbers.
    Series(ArrayRef),
}

/// What is read, with what the series say. Readings of series that were not asked for are left out.
#[derive(Debug, Clone)]
pub(super) struct ObservationsPlan {
    /// The number of its series is a reading's first column.
    readings: Arc<dyn ExecutionPlan>,
    shown: Arc<Shown>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl ObservationsPlan {
    /// Shows `columns` as `schema`, of those series whose numbers are `asked`.
    pub fn new(
        readings: Arc<dyn ExecutionPlan>,
        asked: &[i64],
        columns: Vec<Column>,
        schema: SchemaRef,
    ) -> Self {
        let shown = Shown {
            places: asked.iter().copied().zip(0..).collect(),
            columns,
            schema,
        };
        Self::over(readings, Arc::new(shown))
    }

    fn over(readings: Arc<dyn ExecutionPlan>, shown: Arc<Shown>) -> Self {
        let partitions = readings.output_partitioning().partition_count();
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&shown.schema)),
            Partitioning::UnknownPartitioning(partitions),
            readings.pipeline_behavior(),
            readings.boundedness(),
        );
        Self {
            readings,
            shown,
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

/// How a batch of readings is shown.
#[derive(Debug)]
struct Shown {
    /// Where in what the series say each stands, by its number.
    places: HashMap<i64, u32>,
    columns: Vec<Column>,
    schema: SchemaRef,
}

impl Shown {
    fn show(&self, readings: RecordBatch) -> Result<RecordBatch> {
        let series = readings.column(0).as_primitive_opt::<Int64Type>();
        let series = series.ok_or_else(|| {
            DataFusionError::Internal("readings come without their series".to_owned())
        })?;
        // Readings lie by series: what one is told, its neighbours are.
        let runs: Vec<(Option<u32>, usize)> = series
            .values()
            .chunk_by(|one, next| one == next)
            .map(|run| (self.places.get(&run[0]).copied(), run.len()))
            .collect();
        let readings = if runs.iter().all(|(place, _)| place.is_some()) {
            readings
        } else {
            filter_record_batch(&readings, &are_asked(&runs))?
        };
        let mut places = None;
        let columns = self.columns.iter().map(|column| match column {
            Column::Reading(at) => Ok(Arc::clone(readings.column(*at))),
            Column::Series(says) => {
                let places = places.get_or_insert_with(|| of_rows(&runs));
                Ok(take(says, places, None)?)
            }
        });
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        let count = RecordBatchOptions::new().with_row_count(Some(readings.num_rows()));
        let schema = Arc::clone(&self.schema);
        Ok(RecordBatch::try_new_with_options(schema, columns, &count)?)
    }
}

fn are_asked(runs: &[(Option<u32>, usize)]) -> BooleanArray {
    let mut asked = BooleanBufferBuilder::new(runs.iter().map(|(_, length)| length).sum());
    for (place, length) in runs {
        asked.append_n(*length, place.is_some());
    }
    BooleanArray::new(asked.finish(), None)
}

fn of_rows(runs: &[(Option<u32>, usize)]) -> UInt32Array {
    let asked = runs.iter();
    asked
        .filter_map(|(place, length)| Some(std::iter::repeat_n((*place)?, *length)))
        .flatten()
        .collect::<Vec<u32>>()
        .into()
}

impl DisplayAs for ObservationsPlan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObservationsPlan: series={}", self.shown.places.len())
    }
}

impl ExecutionPlan for ObservationsPlan {
    fn name(&self) -> &'static str {
        "ObservationsPlan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.readings]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let readings = children.pop().ok_or_else(|| {
            DataFusionError::Internal("observations are shown of no readings".to_owned())
        })?;
        Ok(Arc::new(Self::over(readings, Arc::clone(&self.shown))))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let shown = Arc::clone(&self.shown);
        let readings = self.readings.execute(partition, context)?;
        let stream = readings.map(move |readings| {
            let _spent = metrics.elapsed_compute().timer();
            let rows = shown.show(readings?)?;
            metrics.output_rows().add(rows.num_rows());
            Ok(rows)
        });
        let schema = Arc::clone(&self.shown.schema);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn child_stats_requests(&self, partition: Option<usize>) -> Vec<ChildStats> {
        vec![ChildStats::At(partition)]
    }

    /// How many rows there are at most: which side of a join is the smaller one hangs on it.
    fn statistics_from_inputs(
        &self,
        inputs: &[Arc<Statistics>],
        _: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let mut known = Statistics::new_unknown(&self.shown.schema);
        if let Some(readings) = inputs.first() {
            known.num_rows = readings.num_rows.to_inexact();
        }
        Ok(Arc::new(known))
    }

    fn cardinality_effect(&self) -> CardinalityEffect {
        CardinalityEffect::LowerEqual
    }

    /// What is asked of a reading is asked where it is read.
    fn gather_filters_for_pushdown(
        &self,
        _: FilterPushdownPhase,
        asked: Vec<Arc<dyn PhysicalExpr>>,
        _: &ConfigOptions,
    ) -> Result<FilterDescription> {
        let columns = self.shown.columns.iter().enumerate();
        let read: HashSet<usize> = columns
            .filter(|(_, column)| matches!(column, Column::Reading(_)))
            .map(|(place, _)| place)
            .collect();
        let readings =
            ChildFilterDescription::from_child_with_allowed_indices(&asked, read, &self.readings)?;
        Ok(FilterDescription::new().with_child(readings))
    }

    fn handle_child_pushdown_result(
        &self,
        _: FilterPushdownPhase,
        answered: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        Ok(FilterPushdownPropagation::if_all(answered))
    }
}
