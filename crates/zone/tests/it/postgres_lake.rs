//! The lake on DuckLake's standard catalog in PostgreSQL: what an append and a correction of ours
//! are made of holds there too. The zone's own catalog is a SQLite file.

use std::any::Any;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::prelude::{SessionContext, col, lit};
use datafusion_ducklake::metadata_writer::{MetadataWriter, WriteMode};
use datafusion_ducklake::{
    DeleteFileEntry, DuckLakeCatalog, DuckLakeTable, DuckLakeTableWriter, DuckLakeWriteOptions,
    PostgresMetadataProvider, PostgresSingleCatalogMetadataWriter,
};
use wellkeeper_zone as zone;
use zone::lake::SyncedStore;
use zone::observation::Observation;
use zone::observation::arrow::{schema, to_batch};

use crate::lake::observation;
use crate::new_schema;

/// A catalog in a schema of its own.
struct OnPostgres {
    url: String,
}

impl OnPostgres {
    async fn new(files: &Path) -> Self {
        let address = new_schema().unwrap().to_string();
        let (server, name) = address.split_once(", schema ").unwrap();
        let url = format!("{server}&options=-csearch_path%3D{name}");
        let server = sqlx::PgPool::connect(server).await.unwrap();
        let text = sqlx::AssertSqlSafe(format!("create schema {name}"));
        sqlx::raw_sql(text).execute(&server).await.unwrap();
        let writer = PostgresSingleCatalogMetadataWriter::new_with_init(&url)
            .await
            .unwrap();
        writer.set_data_path(files.to_str().unwrap()).unwrap();
        Self { url }
    }

    async fn writer(&self) -> DuckLakeTableWriter {
        let metadata = PostgresSingleCatalogMetadataWriter::new(&self.url)
            .await
            .unwrap();
        let mut settings = DuckLakeWriteOptions::default();
        settings.data_inlining_row_limit = Some(0);
        DuckLakeTableWriter::new(Arc::new(metadata), Arc::new(SyncedStore::new()))
            .unwrap()
            .with_options(&settings)
    }

    async fn session(&self, snapshot: i64) -> SessionContext {
        let provider = Arc::new(PostgresMetadataProvider::new(&self.url).await.unwrap());
        let catalog = DuckLakeCatalog::with_snapshot(provider, snapshot).unwrap();
        let session = SessionContext::new();
        DuckLakeCatalog::register(&session, "lake", catalog);
        session
    }

    /// Lists the rows of `line` as dead and appends `replacements`, in one commit.
    async fn exchange(&self, base: i64, line: i64, replacements: &[Observation]) -> i64 {
        let writer = self.writer().await;
        let session = self.session(base).await;
        let provider = session.table_provider("lake.main.observations").await;
        let provider = provider.unwrap();
        let table = (provider.as_ref() as &dyn Any)
            .downcast_ref::<DuckLakeTable>()
            .unwrap();
        let columns = datafusion::common::DFSchema::try_from(provider.schema()).unwrap();
        let doomed: Arc<dyn PhysicalExpr> = session
            .create_physical_expr(col("line").eq(lit(line)), &columns)
            .unwrap();
        let mut deletes = Vec::new();
        for file in table.files_matching(&doomed).unwrap() {
            let positions = table
                .resolve_positions(&session.state(), &file.file, Arc::clone(&doomed))
                .await
                .unwrap();
            if positions.is_empty() {
                continue;
            }
            let positions: Vec<i64> = positions.into_iter().collect();
            let delete = writer
                .write_delete_file("main", "observations", &file.file.path, &positions)
                .await
                .unwrap();
            deletes.push(DeleteFileEntry {
                data_file_id: file.data_file_id,
                expected_prev_delete_file: file.delete_file_id,
                delete,
            });
        }
        assert_eq!(deletes.len(), 1, "one file holds the row");
        let batches: Vec<RecordBatch> = vec![to_batch(replacements).unwrap()];
        let mut transaction = writer.transaction();
        transaction
            .stage_write_with_deletes(
                "main",
                "observations",
                &schema(),
                WriteMode::Append,
                &batches,
                &deletes,
                &[],
            )
            .await
            .unwrap();
        transaction
            .commit()
            .await
            .unwrap()
            .last()
            .unwrap()
            .snapshot_id
    }

    /// Line and value of every row at a snapshot.
    async fn rows(&self, snapshot: i64) -> Vec<(i64, f64)> {
        let session = self.session(snapshot).await;
        let sql = "select line, value from lake.main.observations order by line";
        let read = session.sql(sql).await.unwrap().collect().await.unwrap();
        read.iter()
            .flat_map(|batch| {
                let lines = batch.column(0).as_primitive::<Int64Type>().values();
                let values = batch.column(1).as_primitive::<Float64Type>().values();
                lines.iter().copied().zip(values.iter().copied())
            })
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the cluster of scripts/with-postgres.sh"]
async fn a_lake_on_a_postgres_catalog_appends_corrects_and_reads_as_of_a_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let lake = OnPostgres::new(folder.path()).await;
    let writer = lake.writer().await;
    let append = |hours: std::ops::Range<i64>| {
        let rows: Vec<_> = hours.map(|h| observation(1, h, Some(1.0), 1)).collect();
        [to_batch(&rows).unwrap()]
    };
    let mut snapshots = Vec::new();
    for hours in [0..3, 3..5] {
        let mut transaction = writer.transaction();
        transaction
            .stage_write(
                "main",
                "observations",
                &schema(),
                WriteMode::Append,
                &append(hours),
            )
            .await
            .unwrap();
        let written = transaction.commit().await.unwrap();
        snapshots.push(written.last().unwrap().snapshot_id);
    }
    // Lines count from 2: hour 1 is line 3.
    let corrected = lake
        .exchange(snapshots[1], 3, &[observation(1, 1, Some(9.0), 2)])
        .await;
    let three = [(2, 1.0), (3, 1.0), (4, 1.0)];
    assert_eq!(lake.rows(snapshots[0]).await, three);
    let five = [(2, 1.0), (3, 1.0), (4, 1.0), (5, 1.0), (6, 1.0)];
    assert_eq!(lake.rows(snapshots[1]).await, five);
    let now = [(2, 1.0), (3, 9.0), (4, 1.0), (5, 1.0), (6, 1.0)];
    assert_eq!(lake.rows(corrected).await, now);
}
