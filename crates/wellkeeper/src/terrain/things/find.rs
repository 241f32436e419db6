//! What each watershed is.

use serde_json::{Value, json};
use terrain::flow::accumulate::cells;
use terrain::flow::route::Bands;
use terrain::flow::streams::streams;
use terrain::flow::watershed::{Watershed, small_watersheds_with};
use terrain::surface::{Gradient, Slope, derive};
use terrain::zonal::{LabelStatistics, by_label};
use terrain::{Raster, TerrainError};

use super::Args;
use super::sections::{Placed, Sections};
use crate::failure::Failure;
use crate::terrain::input::{Heights, Input};
use crate::terrain::phase::phase;

/// Limits of the steps of slope that the pack small-watershed has, degrees.
const SLOPE_STEPS: [f64; 7] = [0.0, 5.0, 8.0, 15.0, 25.0, 35.0, 90.0];

/// A watershed as a thing.
pub struct Thing {
    /// Its number in the delineation.
    pub id: u32,
    /// Its own ground, km².
    pub area_km2: f64,
    /// All that drains to its mouth, km².
    pub whole_km2: f64,
    /// The number of the next.
    pub flows_to: Option<u32>,
    /// The code of the section at its mouth.
    pub section: Option<String>,
    /// From its lowest to its highest ground, metres; none where no cell of it has a height.
    pub relief_m: Option<f64>,
    /// Shares of its ground in the steps of slope, %; none where no cell of it has a slope.
    pub slope_percent: Option<Vec<f64>>,
    /// Its streams, metres.
    pub stream_m: f64,
}

/// All of them, and what is in none.
pub struct Found {
    /// By number.
    pub things: Vec<Thing>,
    /// The number of each cell's watershed.
    pub labels: Raster<u32>,
    /// The sections that watersheds end at; none where none were asked for.
    pub sections: Option<Sections>,
    /// The ground of all of them, km².
    pub km2: f64,
    /// Ground in none, km².
    pub rest_km2: f64,
    /// All streams, metres: as `terrain streams` has them.
    pub stream_m: f64,
    /// Streams in none, metres.
    pub stream_rest_m: f64,
    /// Cells of watersheds without height.
    pub without_height: u64,
}

/// Delineates, and counts by watershed; a unit of height is so many `metres`.
pub fn all<T: Heights>(
    args: &Args,
    of_d8: &Input,
    (d8, heights): (&Raster<u8>, &Raster<T>),
    metres: f64,
    placed: Placed,
) -> Result<Found, Failure> {
    let refuses = |error: TerrainError| of_d8.refuses(&error);
    let bands = Bands::default();
    let counts = phase("accumulating", || cells(d8, bands)).map_err(refuses)?;
    let sections = placed.snapped(d8, &counts, args.snap).map_err(refuses)?;
    let ends = sections.as_ref().map(Sections::cells).unwrap_or_default();
    let cut = phase("cutting", || {
        small_watersheds_with(d8, &counts, args.small, args.least, &ends, bands)
    })
    .map_err(refuses)?;
    let (labels, table) = (cut.watersheds.labels, cut.watersheds.table);
    let streams = phase("following streams", || {
        streams(d8, |cell| counts.at(cell) >= args.streams)
    })
    .map_err(refuses)?;
    drop(counts);
    let lengths = streams.length_by_label(&labels.grid, table.len());
    let ground = phase("adding up", || {
        by_watershed(&labels, heights, metres, table.len())
    });
    let (heights, slopes) = ground.map_err(refuses)?;
    let stream_m = streams.length_m();
    Ok(Found {
        km2: table.iter().map(|watershed| watershed.own_km2).sum(),
        rest_km2: cut.rest_km2,
        stream_rest_m: (stream_m - lengths.iter().sum::<f64>()).max(0.0),
        stream_m,
        without_height: heights.iter().map(|ground| ground.nodata).sum(),
        things: table
            .iter()
            .zip(heights.iter().zip(&slopes))
            .zip(&lengths)
            .map(|((watershed, (heights, slopes)), stream_m)| Thing {
                id: watershed.id,
                area_km2: watershed.own_km2,
                whole_km2: watershed.km2,
                flows_to: watershed.flows_to,
                section: section_of(sections.as_ref(), watershed),
                relief_m: heights.range.map(|(least, most)| (most - least) * metres),
                slope_percent: shares(slopes),
                stream_m: *stream_m,
            })
            .collect(),
        labels,
        sections,
    })
}

/// What the heights and what the slopes say within each watershed.
fn by_watershed<T: Heights>(
    labels: &Raster<u32>,
    heights: &Raster<T>,
    metres: f64,
    count: usize,
) -> Result<(Vec<LabelStatistics>, Vec<LabelStatistics>), TerrainError> {
    let of_heights = by_label(heights, &labels.grid, count, &[])?;
    let unit = match &heights.georeference {
        Some(place) if !place.crs.is_geographic => place.crs.unit().metres()?,
        _ => 1.0,
    };
    // Heights in the unit of x and y, as slopes are taken.
    let slope = Slope {
        gradient: Gradient {
            z_factor: metres / unit,
            ..Gradient::default()
        },
        ..Slope::default()
    };
    let slopes = derive(&slope, heights)?;
    Ok((
        of_heights,
        by_label(&slopes, &labels.grid, count, &SLOPE_STEPS)?,
    ))
}

fn section_of(sections: Option<&Sections>, watershed: &Watershed) -> Option<String> {
    let at = sections?.at(watershed.row, watershed.col)?;
    Some(at.to_owned())
}

/// Of cells with a slope: the rim of a raster has none.
fn shares(slopes: &LabelStatistics) -> Option<Vec<f64>> {
    let share = |cells: &u64| 100.0 * *cells as f64 / slopes.count as f64;
    (slopes.count > 0).then(|| slopes.histogram.iter().map(share).collect())
}

impl Found {
    /// Each section with the watershed that ends there.
    pub fn sections_told(&self, sections: &Sections, prefix: &str) -> Vec<Value> {
        let thing_at = |row: usize, col: usize| {
            let label = self.labels.grid.get(row, col)?;
            self.things.iter().find(|thing| thing.id == label)
        };
        let told = sections.placed.iter().map(|one| {
            let thing = thing_at(one.row, one.col);
            json!({
                "code": one.code, "row": one.row, "col": one.col, "moved_m": one.moved_m, "cells": one.cells,
                "watershed": thing.map(|thing| format!("{prefix}{}", thing.id)),
                "whole_km2": thing.map(|thing| thing.whole_km2),
            })
        });
        told.collect()
    }
}
