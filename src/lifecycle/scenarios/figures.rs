//! What a scenario costs, as the API tells it.

use super::choices::classes_of;
use super::ground::Ground;
use super::wire::{FiguresOfBlock, FiguresOfClass, FiguresOfYear, ScenarioFigures};
use crate::domain::facility::Word;
use crate::domain::scenario::Outlook;
use crate::domain::units::Yen;
use crate::error::Result;

/// Reckons a scenario.
pub fn figures(ground: &Ground) -> Result<ScenarioFigures> {
    let (outlook, discounting) = (ground.outlook()?, ground.discounting());
    let present = outlook.present_values(&discounting);
    let paid = outlook.amounts(&discounting);
    let years =
        outlook.by_year().zip(present.iter().zip(&paid)).map(|((year, spend), (present, paid))| FiguresOfYear {
            fiscal_year: year.year(),
            renovation_yen: spend.works.renovation,
            rebuild_yen: spend.works.rebuild,
            long_life_yen: spend.works.long_life,
            part_repair_yen: spend.works.part_repair,
            component_renewal_yen: spend.works.component_renewal,
            demolition_yen: spend.demolition,
            total_yen: spend.total(),
            paid_yen: *paid,
            present_value_yen: *present,
        });
    let classes = classes_of(&ground.columns().class);
    let by_class =
        outlook.by_class().filter(|(class, _)| classes.contains(class)).map(|(class, spend)| FiguresOfClass {
            class: class.code().to_owned(),
            label_ja: class.label_ja().to_owned(),
            total_yen: spend.total(),
            present_value_yen: outlook.present_value_of(class, &discounting),
        });
    let present_value_yen = present.iter().copied().sum();
    Ok(ScenarioFigures {
        total_yen: outlook.total().total(),
        annual_mean_yen: outlook.annual_mean(),
        present_value_yen,
        annual_equivalent_yen: discounting.annual_equivalent(present_value_yen),
        discount_rate_percent: ground.terms.rate.to_string(),
        basis: ground.terms.basis,
        inflation_percent: ground.terms.inflation.to_string(),
        escalation_percent: ground.terms.escalation.to_string(),
        timing: ground.terms.timing,
        years: years.collect(),
        blocks: blocks(&outlook, &present),
        by_class: by_class.collect(),
    })
}

fn blocks(outlook: &Outlook, present: &[Yen]) -> Vec<FiguresOfBlock> {
    let told = outlook.blocks().zip(present.chunks(10)).map(|(block, present)| FiguresOfBlock {
        from_year: block.from_year.year(),
        to_year: block.to_year.year(),
        total_yen: block.spend.total(),
        present_value_yen: present.iter().copied().sum(),
    });
    told.collect()
}
