use std::fs::File;

use terrain::flow::d8::{condition, directions_store};
use terrain::flow::fill::{Filled, fill, fill_store};
use terrain::flow::ground::{
    Bytes, Elevation, Outlets, Policy, Room, Scratch, Source, Target, Tiling, Window,
};
use terrain::grid::Crs;
use terrain::{Georeference, Grid, TerrainError};

use super::{numbers, raster, tiles};

fn whole(rows: usize, cols: usize) -> Window {
    Window {
        row: 0,
        col: 0,
        rows,
        cols,
    }
}

fn scratch<T: Elevation>(grid: &Grid<T>) -> Scratch<T> {
    let (rows, cols) = (grid.rows(), grid.cols());
    let store = Scratch::new(tempfile::tempfile().unwrap(), rows, cols).unwrap();
    store.write(whole(rows, cols), grid.cells()).unwrap();
    store
}

fn cells<T: Bytes>(store: &impl Source<T>) -> Vec<T> {
    let mut cells = vec![T::default(); store.rows() * store.cols()];
    store
        .read(whole(store.rows(), store.cols()), &mut cells)
        .unwrap();
    cells
}

/// Filled and directed in files, what is kept of tiles having so many bytes in memory.
fn in_files<T: Elevation>(
    dem: &Grid<T>,
    nodata: T,
    outlets: &Outlets,
    tiling: Tiling,
    bytes: usize,
) -> (Vec<T>, Vec<u8>) {
    let store = scratch(dem);
    let room = || Room::Bytes(bytes, tempfile::tempfile().unwrap());
    fill_store(&store, (Some(nodata), None), outlets, tiling, room()).unwrap();
    let codes = Scratch::new(tempfile::tempfile().unwrap(), dem.rows(), dem.cols()).unwrap();
    directions_store(
        &store,
        Some(nodata),
        &|_| (1.0, 1.0),
        (outlets, tiling),
        &codes,
        room(),
    )
    .unwrap();
    (cells(&store), cells(&codes))
}

#[test]
fn files_hold_what_memory_holds_bit_for_bit() {
    let dem = numbers("synthlake_dem.i16", i16::from_le_bytes);
    for nodata in [Policy::Drain, Policy::Wall] {
        let outlets = Outlets {
            nodata,
            ..Outlets::default()
        };
        let memory = raster(400, 400, dem.clone(), Some(-9999));
        let expected = condition(memory.clone(), &outlets, Tiling::default()).unwrap();
        for (side, bytes) in [(16, 0), (23, 10_000), (200, usize::MAX)] {
            let (filled, codes) = in_files(&memory.grid, -9999, &outlets, tiles(side), bytes);
            assert!(
                filled == expected.filled.grid.cells(),
                "filled, tiles of {side}"
            );
            assert!(
                codes == expected.directions.grid.cells(),
                "codes, tiles of {side}"
            );
        }
    }
}

#[test]
fn files_say_the_volume_that_memory_says_to_the_bit() {
    let dem = numbers("logan100m_dem.f32", f32::from_le_bytes);
    let (rows, cols) = (498, 289);
    let mut memory = raster(rows, cols, dem, Some(-9999.0));
    let place = Georeference {
        transform: [-110.0, 0.001, 0.0, 42.0, 0.0, -0.0009],
        crs: Crs {
            is_geographic: true,
            ..Crs::default()
        },
    };
    memory.georeference = Some(place.clone());
    let outlets = Outlets::default();
    let store = scratch(&memory.grid);
    let (_, expected) = fill(memory, &outlets, Tiling::default()).unwrap();
    assert!(expected.volume_m3.unwrap() > 0.0);
    for side in [16, 61] {
        let store = scratch(&Grid::new(rows, cols, cells(&store)).unwrap());
        let room = Room::Bytes(1000, tempfile::tempfile().unwrap());
        let lie = (Some(-9999.0), Some(&place));
        let found = fill_store(&store, lie, &outlets, tiles(side), room).unwrap();
        assert_eq!(found, expected, "tiles of {side}");
        let bits = |filled: Filled| filled.volume_m3.map(f64::to_bits);
        assert_eq!(bits(found), bits(expected));
    }
}

#[test]
fn a_scratch_file_holds_numbers_of_any_width() {
    fn holds<T: Bytes + PartialEq>(some: [T; 4]) {
        let store = Scratch::new(tempfile::tempfile().unwrap(), 2, 2).unwrap();
        assert_eq!(cells::<T>(&store), [T::default(); 4]);
        store.write(whole(2, 2), &some).unwrap();
        assert_eq!(cells::<T>(&store), some);
    }
    holds([0_u8, 1, 254, 255]);
    holds([0_u32, 1, 1 << 31, u32::MAX]);
    holds([0_u64, (1 << 53) + 1, 1 << 63, u64::MAX]);
    holds([0_i64, -1, i64::MIN, i64::MAX]);
    holds([0.0, -0.1, f64::MIN_POSITIVE, f64::INFINITY]);
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    Scratch::<f32>::new(file.reopen().unwrap(), 3, 3).unwrap();
    let store = Scratch::<f32>::new(file.reopen().unwrap(), 3, 3).unwrap();
    store
        .write(whole(3, 3), &[5.0, 5.0, 5.0, 5.0, 1.0, 5.0, 5.0, 5.0, 5.0])
        .unwrap();
    let read_only = File::open(file.path()).unwrap();
    assert!(matches!(
        Scratch::<f32>::new(read_only, 3, 3),
        Err(TerrainError::Io(_))
    ));
    // A file that became shorter meanwhile.
    file.as_file().set_len(10).unwrap();
    let error = fill_store(
        &store,
        (None, None),
        &Outlets::default(),
        tiles(3),
        Room::Memory,
    )
    .unwrap_err();
    assert!(matches!(error, TerrainError::Io(_)), "{error}");
}

#[test]
fn stores_of_two_sizes_are_refused() {
    let filled = Grid::filled(2, 3, 1_u8);
    let codes = Scratch::new(tempfile::tempfile().unwrap(), 3, 2).unwrap();
    let outlets = Outlets::default();
    let how = (&outlets, Tiling::default());
    let error =
        directions_store(&filled, None, &|_| (1.0, 1.0), how, &codes, Room::Memory).unwrap_err();
    assert_eq!(
        error.to_string(),
        "directions of 2 × 3 cells into 3 × 2; expected the same size"
    );
}

#[test]
fn tiles_have_a_cell_and_not_too_many() {
    for (rows, cols) in [(0, 4), (4, 0), (257, 256), (usize::MAX, 2)] {
        assert!(Tiling::new(rows, cols).is_err(), "{rows} × {cols}");
    }
    assert!(Tiling::new(1, 65_536).is_ok());
}
