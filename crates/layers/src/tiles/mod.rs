//! Vector tiles: what a map reads of a layer that is too large to give whole.
//!
//! All tiles are cut when the layer comes in, level by level, and laid into one PMTiles archive. So the
//! work is done once and bounded, and a request is three reads; cutting when asked would have to go through
//! every feature for the tiles that show a whole province.
//!
//! Sources: Mapbox Vector Tile Specification 2.1; PMTiles Specification 3.

mod archive;
mod clip;
mod directory;
mod encode;
mod piece;
mod shape;
mod simplify;

pub use archive::tile;

use archive::Writer;
use encode::Encoder;
use piece::{Piece, Tile};

use crate::error::{LayerError, Result};
use crate::features::Features;
use crate::limits::{ARCHIVE_BYTES_MAX, LEVEL_VERTICES_MAX, TILES_MAX, ZOOM_MAX};

/// Units along a side of a tile.
pub const EXTENT: u32 = 4096;
/// Units around a tile in which shapes go on, so that no seam shows.
pub const BUFFER: u32 = 64;
/// The only layer in every tile.
pub const LAYER_NAME: &str = "features";

/// The tiles of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiles {
    /// A PMTiles archive.
    pub archive: Vec<u8>,
    /// The highest zoom that has tiles; a map stretches these beyond.
    pub max_zoom: u8,
    /// How many there are; an empty one is none.
    pub tiles: usize,
    /// How many of them leave out the smallest of their features, since all would be too much.
    pub thinned: usize,
}

/// Cuts `features` into tiles, from the whole earth down to [`ZOOM_MAX`], or less far where there would be
/// too many.
///
/// # Errors
/// [`LayerError::File`] where even the first tiles take more room than there is.
pub fn cut(features: &Features) -> Result<Tiles> {
    let pieces = features.features.iter().enumerate();
    let pieces: Vec<Piece> = pieces
        .flat_map(|(place, feature)| piece::pieces(place, &feature.geometry))
        .collect();
    let mut level = vec![Tile::whole(pieces)];
    let encoder = Encoder::new(features);
    let mut writer = Writer::default();
    let mut thinned = 0;
    for zoom in 0..=ZOOM_MAX {
        let deeper = (zoom < ZOOM_MAX).then(|| quarters(&level)).flatten();
        let deeper = deeper.filter(|deeper| writer.len() + level.len() + deeper.len() <= TILES_MAX);
        let is_last = deeper.is_none();
        for tile in &level {
            let Some(encoded) = encoder.tile(zoom, tile, is_last) else {
                continue;
            };
            thinned += usize::from(encoded.is_thinned);
            writer.add(zoom, tile.x, tile.y, &encoded.bytes);
            if writer.bytes() > ARCHIVE_BYTES_MAX {
                return Err(LayerError::file(format!(
                    "its tiles down to zoom {zoom} take more than {ARCHIVE_BYTES_MAX} bytes; expected fewer features, or fewer properties"
                )));
            }
        }
        let Some(deeper) = deeper else {
            let tiles = writer.len();
            let archive = writer.finish(features, zoom)?;
            return Ok(Tiles {
                archive,
                max_zoom: zoom,
                tiles,
                thinned,
            });
        };
        level = deeper;
    }
    Err(LayerError::file("it has no zoom"))
}

/// The tiles one zoom deeper, in the order of their numbers; none where they would fill the memory.
fn quarters(level: &[Tile]) -> Option<Vec<Tile>> {
    let mut deeper = Vec::new();
    let mut vertices = 0;
    for tile in level {
        for quarter in tile.quarters() {
            vertices += quarter.vertices();
            if vertices > LEVEL_VERTICES_MAX {
                return None;
            }
            deeper.push(quarter);
        }
    }
    Some(deeper)
}
