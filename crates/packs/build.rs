//! The program carries the folder `packs/` and the skeleton of a new pack: a file that comes or goes
//! there is a reason to build.

fn main() {
    println!("cargo:rerun-if-changed=../../packs");
    println!("cargo:rerun-if-changed=skeleton");
}
