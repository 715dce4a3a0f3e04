//! `flux-workload-identity`: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    flux_workload_identity::main()
}
