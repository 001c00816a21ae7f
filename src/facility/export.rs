//! All records of a selection as a file, made piece by piece while they are read.

use super::filters::Listed;
use super::formats::{self, CsvEncoder, Kind, TextEncoding};
use super::records::items;
use super::store::{self, Found, Selection};
use crate::domain::facility::{
    Class, ComponentKind, DisasterRole, Operation, PropertyClass, SeismicRetrofit, SeismicStandard, Status, Structure,
    Subclass, UseStatus, Word, Zoning,
};
use crate::domain::units::MunicipalityCode;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::http::{GEO_JSON, Link};
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::Value;
use std::marker::PhantomData;

/// Records read at a time.
const CHUNK: usize = 1_000;

/// In what form records leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Our own CSV
    Csv,
    /// 公共施設一覧
    OpenData,
    /// GeoJSON
    GeoJson,
}

#[derive(PartialEq, Eq)]
enum Stage {
    Begin,
    Middle,
    End,
}

/// A file in the making.
pub struct Export<R> {
    municipality: MunicipalityCode,
    name: String,
    prefecture: String,
    form: Form,
    encoding: TextEncoding,
    encoder: CsvEncoder,
    selection: Selection,
    stage: Stage,
    faults: Vec<Fault>,
    fields: Option<Vec<String>>,
    links: Vec<Link>,
    written: u64,
    of: PhantomData<fn() -> R>,
}

impl<R: Listed> Export<R> {
    /// Prepares a file of the records that a selection has.
    pub async fn new(
        db: &impl ConnectionTrait,
        municipality: &str,
        selection: Selection,
        form: Form,
        encoding: TextEncoding,
    ) -> Result<Export<R>> {
        if form == Form::OpenData && R::KIND != Kind::Facilities {
            return Err(Error::parameter(Invalid::new(
                "f",
                "unknown-value",
                "open-data",
                Text::new(
                    "`open-data` is for facilities; use csv",
                    "`open-data` は施設だけで使えます。csv を指定してください",
                ),
            )));
        }
        let of = store::demand_municipality(db, municipality).await?;
        Ok(Export {
            municipality: MunicipalityCode::parse("municipality", &of.code).map_err(Error::value)?,
            name: of.name,
            prefecture: of.prefecture,
            form,
            encoding,
            encoder: CsvEncoder::new(encoding),
            selection,
            stage: Stage::Begin,
            faults: Vec::new(),
            fields: None,
            links: Vec::new(),
            written: 0,
            of: PhantomData,
        })
    }

    /// Of GeoJSON, only these properties, and these links at its end.
    pub fn with(self, fields: Option<Vec<String>>, links: Vec<Link>) -> Export<R> {
        Export { fields, links, ..self }
    }

    /// The next piece; none when all is out. What an encoding cannot hold is told together once all has been read.
    pub async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Option<Bytes>> {
        if self.stage == Stage::End {
            return Ok(None);
        }
        let mut out = Vec::new();
        let first = self.stage == Stage::Begin;
        if first {
            self.begin(&mut out);
        }
        let found: Vec<Found<R>> = store::page(db, self.municipality.as_str(), self.selection.clone(), CHUNK).await?;
        self.stage = if found.len() < CHUNK { Stage::End } else { Stage::Middle };
        if let Some(last) = found.last() {
            let value = store::sort_value(&last.record, self.selection.sort)?;
            self.selection.after = Some((value, last.record.code().to_owned()));
        }
        if self.form == Form::GeoJson {
            for (index, item) in
                items(db, self.municipality.as_str(), found, true, self.fields.as_deref()).await?.iter().enumerate()
            {
                out.extend_from_slice(if first && index == 0 { b"\n" } else { b",\n" });
                out.extend_from_slice(item.as_bytes());
                self.written += 1;
            }
            if self.stage == Stage::End {
                let links = serde_json::to_string(&self.links).map_err(Error::internal)?;
                let n = self.written;
                out.extend_from_slice(
                    format!("\n],\"numberReturned\":{n},\"numberMatched\":{n},\"links\":{links}}}\n").as_bytes(),
                );
            }
        } else {
            for Found { record, .. } in found {
                self.row(record, &mut out)?;
            }
        }
        if self.stage == Stage::End && !self.faults.is_empty() {
            return Err(Error::Refused(std::mem::take(&mut self.faults)));
        }
        Ok(Some(Bytes::from(out)))
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        let header = match self.form {
            Form::GeoJson => return out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":["),
            Form::OpenData => formats::open_data_header(),
            Form::Csv => formats::csv_header(R::KIND),
        };
        if let Err(unfit) = self.encoder.row(&header, out) {
            self.faults.extend(unfit.into_iter().map(Fault::from));
        }
    }

    fn row(&mut self, record: R, out: &mut Vec<u8>) -> Result<()> {
        let Value::Object(mut map) = serde_json::to_value(record.wire()?).map_err(Error::internal)? else {
            return Ok(());
        };
        let row = match self.form {
            Form::OpenData => formats::open_data_row(&map, &self.municipality, &self.name, &self.prefecture),
            _ => {
                map.iter_mut().for_each(|(field, value)| in_japanese(R::KIND, field, value));
                formats::csv_row(R::KIND, &map)
            }
        };
        if let Err(unfit) = self.encoder.row(&row, out) {
            self.faults.extend(unfit.into_iter().map(Fault::from));
        }
        Ok(())
    }
}

/// City staff read tables: words stand in them as official terms, and marks as the headings of their columns. Import
/// reads both.
fn in_japanese(kind: Kind, field: &str, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| in_japanese(kind, field, item)),
        Value::String(code) => {
            if let Some(term) = term(kind, field, code) {
                *code = term.to_owned();
            }
        }
        _ => {}
    }
}

fn term(kind: Kind, field: &str, code: &str) -> Option<&'static str> {
    fn label<W: Word>(code: &str) -> Option<&'static str> {
        code.parse::<W>().ok().map(Word::label_ja)
    }
    match field {
        "class" => label::<Class>(code),
        "subclass" => label::<Subclass>(code),
        "operation" => label::<Operation>(code),
        "disaster_roles" => label::<DisasterRole>(code),
        "status" => label::<Status>(code),
        "property_class" => label::<PropertyClass>(code),
        "use_status" => label::<UseStatus>(code),
        "zoning" => label::<Zoning>(code),
        "structure" => label::<Structure>(code),
        "seismic_standard" => label::<SeismicStandard>(code),
        "seismic_retrofit" => label::<SeismicRetrofit>(code),
        "kind" => label::<ComponentKind>(code),
        "illustrative" => {
            formats::columns(kind).iter().find(|column| column.field == code).map(|column| column.heading)
        }
        _ => None,
    }
}

/// The file as an answer that is sent while it is made.
pub async fn download<R: Listed>(
    db: &DatabaseConnection,
    municipality: &str,
    selection: Selection,
    form: Form,
    encoding: TextEncoding,
) -> Result<Response> {
    let export = Export::<R>::new(db, municipality, selection, form, encoding).await?;
    respond(db, export).await
}

/// An export as an answer that is sent while it is made.
pub async fn respond<R: Listed>(db: &DatabaseConnection, mut export: Export<R>) -> Result<Response> {
    let (form, encoding) = (export.form, export.encoding);
    let body = if encoding == TextEncoding::Cp932 {
        // What CP932 cannot hold must be told before the first byte is out, so the file is made as a whole.
        let mut whole = Vec::new();
        while let Some(piece) = export.next(db).await? {
            whole.extend_from_slice(&piece);
        }
        Body::from(whole)
    } else {
        let pieces = futures_util::stream::unfold(Some((export, db.clone())), |state| async move {
            let (mut export, db) = state?;
            match export.next(&db).await {
                Ok(Some(piece)) => Some((Ok(piece), Some((export, db)))),
                Ok(None) => None,
                Err(cause) => {
                    tracing::error!(%cause, "an export broke off");
                    // The connection is cut, so that half a file is not taken for a whole one.
                    Some((Err(std::io::Error::other("the export broke off")), None))
                }
            }
        });
        // Compression asks once more after the end, which an unfolding stream does not bear.
        Body::from_stream(pieces.fuse())
    };
    if form == Form::GeoJson {
        return Ok(([(header::CONTENT_TYPE, GEO_JSON), (header::VARY, "accept")], body).into_response());
    }
    let name = if form == Form::OpenData { "open-data" } else { R::PLURAL };
    let headers = [
        (header::CONTENT_TYPE, encoding.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    Ok((headers, body).into_response())
}
