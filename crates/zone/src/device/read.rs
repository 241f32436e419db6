//! Reading the register.

use sqlx::FromRow;

use super::{Device, Point};
use crate::state::{State, query};
use crate::{Result, ZoneError};

#[derive(FromRow)]
pub(super) struct DeviceRow {
    pub id: i64,
    pub thing: i64,
    pub protocol: String,
    pub identity: String,
    pub edition: String,
    pub crc: String,
    pub networks: String,
    pub sealing: String,
    pub secret: Option<String>,
    pub simulated: i64,
    pub points: String,
    pub stopped_us: Option<i64>,
}

pub(super) const COLUMNS: &str = "select id, thing, protocol, identity, edition, crc, networks, \
                                  sealing, secret, simulated, points, stopped_us from device";

/// Every device of the register, by number.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn devices(state: &State) -> Result<Vec<Device>> {
    let text = format!("{COLUMNS} order by id");
    let rows: Vec<DeviceRow> = query(sqlx::AssertSqlSafe(text))
        .fetch_all(state.reader())
        .await?;
    rows.into_iter().map(Device::try_from).collect()
}

/// Whether an entry was written or changed after the instant `after_us`, up to `until_us`.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn changed_between(state: &State, after_us: i64, until_us: i64) -> Result<bool> {
    let (changed,): (i64,) = query("select count(*) from device where at_us > $1 and at_us <= $2")
        .bind(after_us)
        .bind(until_us)
        .fetch_one(state.reader())
        .await?;
    Ok(changed > 0)
}

impl TryFrom<DeviceRow> for Device {
    type Error = ZoneError;

    fn try_from(row: DeviceRow) -> Result<Self> {
        let torn = |what: &str| {
            ZoneError::Refused(format!(
                "the {what} of device {} cannot be read",
                row.identity
            ))
        };
        let points: Vec<Point> = serde_json::from_str(&row.points).map_err(|_| torn("points"))?;
        let networks: std::result::Result<_, _> =
            row.networks.split_whitespace().map(str::parse).collect();
        Ok(Self {
            networks: networks.map_err(|_| torn("networks"))?,
            points,
            id: row.id,
            thing: row.thing,
            protocol: row.protocol,
            identity: row.identity,
            edition: row.edition,
            crc: row.crc,
            sealing: row.sealing,
            secret: row.secret,
            is_simulated: row.simulated != 0,
            stopped_us: row.stopped_us,
        })
    }
}
