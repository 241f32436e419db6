//! What water does on the ground.
