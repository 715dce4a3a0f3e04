//! `services`: the cloud services that a config may name, and the controllers that each stands for.

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::flux::{Controller, Provider, Service};

pub(crate) fn run(console: &Console) -> anyhow::Result<Exit> {
    let head = ["PROVIDER", "SERVICE", "FLUX", "CONTROLLERS"].map(str::to_owned);
    let services = Provider::ALL.into_iter().flat_map(|p| Service::of(p).map(move |s| (p, s)));
    let rows: Vec<[String; 4]> = [head].into_iter().chain(services.filter_map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths = [0, 1, 2].map(width);
    let mut table = String::new();
    for [provider, service, since, controllers] in &rows {
        let [p, s, f] = widths;
        table += &format!("{provider:p$}  {service:s$}  {since:f$}  {controllers}\n");
    }
    console.print(&table)?;
    Ok(Exit::Done)
}

/// A service of a provider: since which version of Flux, and which controllers call it.
fn row((provider, service): (Provider, Service)) -> Option<[String; 4]> {
    let reach = service.reach(provider)?;
    let since = reach.since.map(|version| format!("{version}+")).unwrap_or_default();
    let controllers: Vec<&str> = reach.controllers.iter().copied().map(Controller::name).collect();
    Some([provider.name().to_owned(), service.name().to_owned(), since, controllers.join(", ")])
}
