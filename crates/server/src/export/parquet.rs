//! Parquet with what it is in its metadata.

use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;

use super::Export;

pub(super) fn bytes(export: &Export) -> Result<Vec<u8>, ParquetError> {
    let told = |name: &str, text: String| KeyValue::new(format!("wellkeeper.{name}"), text);
    let mut about = vec![
        told("title_zh", export.title.zh.clone()),
        told("title_en", export.title.en.clone()),
    ];
    about.extend(
        export
            .about
            .iter()
            .map(|(name, text)| told(name, text.clone())),
    );
    let units = export.heads.iter().filter_map(|head| {
        let unit = head.unit.clone()?;
        Some(told(&format!("unit.{}", head.id), unit))
    });
    about.extend(units);
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(about))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, export.rows.schema(), Some(properties))?;
    writer.write(&export.rows)?;
    writer.close()?;
    Ok(bytes)
}
