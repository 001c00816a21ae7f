//! The register of a fiscal year as a file: the official layout in CSV or XLSX, made while it is sent.

use super::layout::{CsvWriter, XlsxWriter};
use super::lines::exported;
use super::rules::Assumptions;
use super::year::Year;
use crate::domain::units::FiscalYear;
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::facility::formats::TextEncoding;
use sea_orm::ConnectionTrait;
use std::fs::File;
use std::io::Seek;

/// The register of a year while it is written.
pub struct Outgoing {
    walk: Year,
    year: FiscalYear,
    writer: Writer,
    faults: Vec<Fault>,
    /// What has been written and not yet been handed over.
    out: Vec<u8>,
}

enum Writer {
    Csv(CsvWriter),
    Xlsx(Box<XlsxWriter>),
}

/// In what form it leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// CSV in this encoding
    Csv(TextEncoding),
    /// A workbook
    Xlsx,
}

impl Outgoing {
    /// Begins with the headings; `open_data` leaves the internal columns out.
    pub async fn begin(
        db: &impl ConnectionTrait,
        municipality: &str,
        fiscal_year: i32,
        form: Form,
        open_data: bool,
    ) -> Result<Outgoing> {
        let assumptions = Assumptions::of(db, municipality, fiscal_year).await?;
        let mut out = Vec::new();
        let writer = match form {
            Form::Csv(encoding) => Writer::Csv(CsvWriter::new(open_data, encoding, &mut out).map_err(refused)?),
            Form::Xlsx => Writer::Xlsx(Box::new(XlsxWriter::new(open_data).map_err(Error::internal)?)),
        };
        Ok(Outgoing {
            walk: Year::begin(db, municipality, fiscal_year, &assumptions, true).await?,
            year: FiscalYear::new("fiscal_year", fiscal_year.into()).map_err(Error::parameter)?,
            writer,
            faults: Vec::new(),
            out,
        })
    }

    /// The next piece of a CSV; none when all is out. A workbook has no pieces and comes from [`Outgoing::workbook`].
    pub async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Option<Vec<u8>>> {
        let Some(assets) = self.walk.next(db).await? else {
            if !self.faults.is_empty() {
                return Err(Error::Refused(std::mem::take(&mut self.faults)));
            }
            let rest = std::mem::take(&mut self.out);
            return Ok(Some(rest).filter(|rest| !rest.is_empty()));
        };
        for asset in &assets {
            let outcome = asset.outcome(self.year, self.walk.rules(), self.walk.closed);
            for line in exported(asset, self.year.year(), &outcome) {
                match &mut self.writer {
                    Writer::Csv(writer) => {
                        if let Err(unfit) = writer.row(&line, &mut self.out)
                            && self.faults.len() <= MOST_FAULTS
                        {
                            self.faults.extend(unfit.into_iter().map(Fault::from));
                        }
                    }
                    Writer::Xlsx(writer) => writer.row(&line).map_err(Error::internal)?,
                }
            }
        }
        Ok(Some(std::mem::take(&mut self.out)))
    }

    /// The whole workbook in a temporary file.
    pub async fn workbook(mut self, db: &impl ConnectionTrait) -> Result<File> {
        while self.next(db).await?.is_some() {}
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        if let Writer::Xlsx(writer) = self.writer {
            // Packing a large workbook occupies a processor for seconds; requests go on meanwhile.
            let packed = tokio::task::spawn_blocking(move || {
                writer.finish(&mut file).map_err(Error::internal)?;
                file.rewind().map_err(Error::internal)?;
                Ok::<File, Error>(file)
            });
            return packed.await.map_err(Error::internal)?;
        }
        Ok(file)
    }
}

fn refused(faults: Vec<super::layout::Fault>) -> Error {
    Error::Refused(faults.into_iter().map(Fault::from).collect())
}
