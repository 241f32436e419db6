//! Writing entries of the register.

use super::Device;
use crate::state::{Change, query};
use crate::{Result, ZoneError};

/// Writes a new entry. Gives its number.
pub(super) async fn insert(change: &mut Change, device: &Device) -> Result<i64> {
    let id = change.next_id("device").await?;
    let at_us = change.at_us();
    let who = change.who().to_owned();
    query(
        "insert into device (id, thing, protocol, identity, edition, crc, networks, sealing, secret, \
         simulated, points, at_us, who) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(id)
    .bind(device.thing)
    .bind(&device.protocol)
    .bind(&device.identity)
    .bind(&device.edition)
    .bind(&device.crc)
    .bind(networks(device))
    .bind(&device.sealing)
    .bind(device.secret.clone())
    .bind(i64::from(device.is_simulated))
    .bind(points(device)?)
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    change.wrote("device", &[id]);
    Ok(id)
}

/// Writes what an entry says now.
pub(super) async fn update(change: &mut Change, device: &Device, id: i64) -> Result<()> {
    let at_us = change.at_us();
    let who = change.who().to_owned();
    query(
        "update device set edition = $1, crc = $2, networks = $3, sealing = $4, secret = $5, \
         simulated = $6, points = $7, at_us = $8, who = $9 where id = $10",
    )
    .bind(&device.edition)
    .bind(&device.crc)
    .bind(networks(device))
    .bind(&device.sealing)
    .bind(device.secret.clone())
    .bind(i64::from(device.is_simulated))
    .bind(points(device)?)
    .bind(at_us)
    .bind(who)
    .bind(id)
    .execute(change.connection())
    .await?;
    change.wrote("device", &[id]);
    Ok(())
}

fn networks(device: &Device) -> String {
    let networks: Vec<String> = device.networks.iter().map(ToString::to_string).collect();
    networks.join(" ")
}

fn points(device: &Device) -> Result<String> {
    serde_json::to_string(&device.points).map_err(|e| ZoneError::Refused(e.to_string()))
}
