//! The measures of a scene: as it is, under each option, and to the stations of each year.

use super::gathering::Scene;
use crate::domain::catchment::{
    self, Bands, Distances, Floating, Nearest, Reach, Spread, change, nearest, reach, spread, two_step,
};
use crate::domain::geometry::Place;
use crate::error::{Error, Result};

/// The measures of one population.
pub struct Measure {
    /// How far it is.
    pub reach: Reach,
    /// How the supply is spread.
    pub spread: Spread,
}

/// The measures of one set of open sites.
pub struct Measured {
    /// Its sites by their place in the list.
    pub open: Vec<usize>,
    /// The nearest site of each point.
    pub nearest: Vec<Nearest>,
    /// Ratios of the sites and access of the points.
    pub floating: Floating,
    /// Everyone, then each age group.
    pub measures: Vec<Measure>,
}

/// What an option leads to.
pub struct Followed {
    /// Its measures.
    pub measured: Measured,
    /// What changes for everyone, then for each age group.
    pub changes: Vec<catchment::Change>,
}

/// Everything that was found.
pub struct Outcome {
    /// As it is.
    pub baseline: Measured,
    /// Under each option.
    pub options: Vec<Followed>,
    /// To the stations of each year: the year, how many there are, everyone and each age group.
    pub stations: Vec<(i32, usize, Vec<Reach>)>,
}

/// Reckons a scene.
pub fn reckon(scene: &Scene) -> Result<Outcome> {
    let distances = match &scene.costs {
        Some(matrix) => Distances::given(scene.points.len(), scene.sites.len(), matrix).map_err(Error::value)?,
        None => Distances::straight(
            &places(scene),
            &scene.sites.iter().filter_map(|s| s.place).collect::<Vec<_>>(),
            scene.detour,
        ),
    };
    let populations = populations(scene);
    let bands = bands(scene);
    let measured = |open: Vec<usize>| {
        let found = nearest(&distances, scene.points.len(), &open);
        let floating = two_step(&distances, &populations[0], &open, &scene.supply, &bands);
        let measures = populations.iter().map(|people| Measure {
            reach: reach(&found, people, &scene.radii, scene.share_percent),
            spread: spread(&floating.access, people),
        });
        Measured { measures: measures.collect(), open, nearest: found, floating }
    };
    let baseline = measured((0..scene.present).collect());
    let options = scene.choices.iter().map(|choice| {
        let after = measured(choice.open.clone());
        let of = |people: &Vec<u64>| change(&baseline.nearest, &after.nearest, people, &scene.radii);
        Followed { changes: populations.iter().map(of).collect(), measured: after }
    });
    let options = options.collect();
    Ok(Outcome { options, stations: stations(scene, &populations), baseline })
}

fn places(scene: &Scene) -> Vec<Place> {
    scene.points.iter().filter_map(|point| point.place).collect()
}

/// Everyone, then each age group, by point.
pub fn populations(scene: &Scene) -> Vec<Vec<u64>> {
    let mut all = vec![0; scene.points.len()];
    for people in &scene.people {
        all.iter_mut().zip(people).for_each(|(sum, people)| *sum += people);
    }
    std::iter::once(all).chain(scene.people.iter().cloned()).collect()
}

/// How much a distance counts: in full within the largest radius, unless the question says otherwise.
pub fn bands(scene: &Scene) -> Bands {
    scene.bands.clone().unwrap_or_else(|| Bands::within(scene.radii.last().copied().unwrap_or(0)))
}

fn stations(scene: &Scene, populations: &[Vec<u64>]) -> Vec<(i32, usize, Vec<Reach>)> {
    let places = places(scene);
    // A matrix says nothing of stations, and points without a place cannot be measured.
    if places.len() != scene.points.len() {
        return Vec::new();
    }
    let of_year = |(year, stations): &(i32, Vec<Place>)| {
        let distances = Distances::straight(&places, stations, scene.detour);
        let open: Vec<usize> = (0..stations.len()).collect();
        let found = nearest(&distances, places.len(), &open);
        let each = populations.iter().map(|people| reach(&found, people, &scene.radii, scene.share_percent));
        (*year, stations.len(), each.collect())
    };
    scene.stations.iter().map(of_year).collect()
}
