//! Parquet.

use datafusion::arrow::array::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;

use crate::failure::Failure;

/// A Parquet file.
pub fn parquet_bytes(batches: &[RecordBatch]) -> Result<Vec<u8>, Failure> {
    let refuse = |e: datafusion::parquet::errors::ParquetError| Failure::Refused(e.to_string());
    let mut bytes = Vec::new();
    if let Some(first) = batches.first() {
        let mut writer = ArrowWriter::try_new(&mut bytes, first.schema(), None).map_err(refuse)?;
        for batch in batches {
            writer.write(batch).map_err(refuse)?;
        }
        writer.close().map_err(refuse)?;
    }
    Ok(bytes)
}
