use terrain::{Grid, TerrainError};

#[test]
fn a_grid_has_as_many_cells_as_rows_and_columns_say() {
    assert!(matches!(
        Grid::new(2, 3, vec![0_u8; 5]),
        Err(TerrainError::Shape {
            cells: 5,
            expected: 6,
            ..
        })
    ));
    let grid = Grid::new(2, 3, vec![1, 2, 3, 4, 5, 6]).unwrap();
    assert_eq!(grid.row(1), [4, 5, 6]);
    assert_eq!(
        (grid.get(1, 0), grid.get(0, 3), grid.get(2, 0)),
        (Some(4), None, None)
    );
}
