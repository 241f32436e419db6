//! What water does on the ground.

pub mod accumulate;
pub mod length;
pub mod metres;
pub mod pointer;
pub mod route;
pub mod streams;
pub mod watershed;
