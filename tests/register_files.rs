//! Register files: a place holder.
