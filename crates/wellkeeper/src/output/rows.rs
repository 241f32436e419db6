//! CSV and Parquet.

use datafusion::arrow::array::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use jiff::tz::TimeZone;
use packs::cell::cell;

use crate::failure::Failure;

/// RFC 4180 with a header: `true`/`false`, nothing for nothing, instants in the zone's time zone.
pub fn csv_text(batches: &[RecordBatch], tz: &TimeZone) -> String {
    let mut out = String::new();
    if let Some(first) = batches.first() {
        let names: Vec<_> = first
            .schema()
            .fields()
            .iter()
            .map(|f| quoted(f.name()))
            .collect();
        out.push_str(&names.join(","));
        out.push('\n');
    }
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cells: Vec<_> = batch
                .columns()
                .iter()
                .map(|a| quoted(&cell(a, row, tz).text()))
                .collect();
            out.push_str(&cells.join(","));
            out.push('\n');
        }
    }
    out
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

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
