//! Workbooks that are filled, and what refuses to be.

mod filled;
mod hostile;
