//! What sites, facilities, buildings and components have in common, and how each is read from cells and shown again.
//! Everything else in this room is written once, for a [`Record`].

use super::formats::Kind;
use super::wire;
use crate::domain::facility::{Class, ComponentKind, DisasterRole, Status, Subclass, Word};
use crate::domain::geometry::Geometry;
use crate::domain::units::{Area, Yen};
use crate::domain::{Invalid, Text, search};
use crate::error::{Error, Result};
use crate::fields::Fields;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait, QueryResult};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A table of this room whose rows the municipality numbers itself.
pub trait Record:
    ModelTrait<Entity = Self::Table> + IntoActiveModel<Self::Active> + Clone + PartialEq + Send + Sync
{
    /// The table.
    type Table: EntityTrait<Model = Self, ActiveModel = Self::Active>;
    /// A row to be written.
    type Active: ActiveModelTrait<Entity = Self::Table> + Send;
    /// What the API shows.
    type Wire: Serialize + Send;

    /// Which of the four it is.
    const KIND: Kind;
    /// Name of the table.
    const TABLE: &'static str;
    /// Name of the list in JSON and in URLs.
    const PLURAL: &'static str;
    /// What it is called in messages.
    const EN: &'static str;
    /// Fields a list can be sorted by, with their columns.
    const SORTS: &'static [(&'static str, &'static str)];
    /// The kind of record it hangs on, with the field that names it.
    const PARENT: Option<(Kind, &'static str)>;

    /// Reads a record from its cells; faults stay with the cells.
    fn read(municipality: &str, fields: &mut Fields) -> Self;
    /// The columns in the order in which [`Record::decode`] takes them.
    const COLUMNS: &'static [&'static str];

    /// A row of `SELECT` with the columns in the table's order. By place and not by name: a page has thousands of cells,
    /// and finding each by its name takes as long as all the rest.
    fn decode(row: &QueryResult) -> Result<Self, DbErr>;
    /// Makes cells of a foreign layout fit a record that is here already, or one that is new.
    fn from_elsewhere(_cells: &mut Map<String, Value>, _known: bool) {}
    /// As the API shows it.
    fn wire(self) -> Result<Self::Wire>;
    /// Its number.
    fn code(&self) -> &str;
    /// The number of the record it hangs on.
    fn parent(&self) -> Option<&str>;
    /// Its geometry as stored.
    fn geometry(&self) -> Option<&str>;
}

/// What the representations need of a wire struct.
pub trait Shown {
    /// Takes the geometry out, so that what is left are the properties of a feature.
    fn take_geometry(&mut self) -> Option<Box<RawValue>>;
    /// Says how far it is from the place that was asked for.
    fn set_distance(&mut self, metres: f64);
    /// The record's number.
    fn code(&self) -> &str;
}

macro_rules! shown_on_the_map {
    ($($wire:ty),+) => {$(
        impl Shown for $wire {
            fn take_geometry(&mut self) -> Option<Box<RawValue>> {
                self.geometry.take()
            }
            fn set_distance(&mut self, metres: f64) {
                self.distance_m = Some((metres * 10.0).round() / 10.0);
            }
            fn code(&self) -> &str {
                &self.code
            }
        }
    )+};
}

shown_on_the_map!(wire::Site, wire::Facility, wire::Building);

impl Shown for wire::Component {
    fn take_geometry(&mut self) -> Option<Box<RawValue>> {
        None
    }
    fn set_distance(&mut self, _: f64) {}
    fn code(&self) -> &str {
        &self.code
    }
}

/// Reads the cells of a row one after the other into the fields of a model.
macro_rules! decoded_in_order {
    ($($field:ident),+ $(,)?) => {
        const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

        fn decode(row: &QueryResult) -> Result<Self, DbErr> {
            let mut places = 0..;
            let mut next = || places.next().unwrap_or_default();
            Ok(Self { $($field: row.try_get_by_index(next())?),+ })
        }
    };
}

// Behind the macro, which they use.
mod building;
mod component;
mod facility;
mod site;

pub use facility::DERIVED;

/// JSON that the store holds ready to be sent.
pub fn raw(text: &str) -> Result<Box<RawValue>> {
    RawValue::from_string(text.to_owned()).map_err(Error::internal)
}

/// What is folded together is found together.
fn searchable(parts: &[Option<&str>]) -> String {
    parts.iter().flatten().map(|part| search::fold(part)).collect::<Vec<_>>().join(" ")
}

const NAME: usize = 200;
const LINE: usize = 500;
const NOTE: usize = 10_000;

struct Provenance {
    note: Option<String>,
    source: Option<String>,
    licence: Option<String>,
    illustrative: String,
}

/// The tail that every record has; to be read last.
fn provenance(fields: &mut Fields) -> Provenance {
    Provenance {
        note: fields.text("note", NOTE),
        source: fields.text("source", NOTE),
        licence: fields.text("licence", LINE),
        illustrative: fields.illustrative(),
    }
}

struct Mapped {
    geometry: Option<String>,
    bounds: [Option<f64>; 4],
}

fn mapped(fields: &mut Fields) -> Mapped {
    fields.derived(&["distance_m"]);
    let (text, bounds) = fields.geometry("geometry").map(|g: Geometry| (g.text, g.bounds)).unzip();
    let side = |pick: fn(&crate::domain::geometry::BoundingBox) -> f64| bounds.as_ref().map(pick);
    Mapped {
        geometry: text,
        bounds: [side(|b| b.min_lon), side(|b| b.min_lat), side(|b| b.max_lon), side(|b| b.max_lat)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{building, component, facility, site};
    use sea_orm::{IdenStatic, Iterable};

    fn in_order<R: Record>() {
        let columns: Vec<&str> = <R::Table as EntityTrait>::Column::iter().map(|c| c.as_str()).collect();
        assert_eq!(columns, R::COLUMNS);
    }

    #[test]
    fn rows_are_decoded_in_the_order_of_the_columns() {
        in_order::<site::Model>();
        in_order::<facility::Model>();
        in_order::<building::Model>();
        in_order::<component::Model>();
    }
}
