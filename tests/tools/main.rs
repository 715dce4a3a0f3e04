//! What needs tools that are not on every machine: kustomize, helm, kpt, kubectl, docker, strace, bash, script.
//!
//! A check whose tools are missing is skipped and says so, and the last line counts what was
//! skipped. With REQUIRE_TOOLS set it fails instead. The harness of the standard library has no
//! last line of a test's own; that is why the tests are listed here.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod action;
mod audit;
mod audit_repository;
#[path = "../docs/bundled.rs"]
mod bundled;
mod claims;
#[path = "../support/command.rs"]
mod command;
mod completion;
mod effective;
mod effective_artifact;
mod effective_confined;
mod effective_file;
mod effective_instance;
mod effective_namespace;
mod effective_variables;
mod every_stand;
mod fleet;
mod flux_instance;
mod helm;
mod init;
mod init_write;
mod kill;
mod kustomization;
mod links;
mod manifests;
#[path = "../docs/markdown.rs"]
mod markdown;
mod native;
mod need;
mod orchestrators;
mod pages;
mod progress;
#[path = "../docs/sandbox.rs"]
mod sandbox;
mod take_over;
#[path = "../support/testdata.rs"]
mod testdata;
mod wired;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Tests by their paths.
macro_rules! trials {
    ($($test:path,)*) => {
        vec![$(Trial::test(stringify!($test), || { $test(); Ok(()) })),*]
    };
}

fn main() -> ExitCode {
    let mut trials = trials![
        action::the_action_finds_drift,
        action::the_action_audits,
        action::the_hooks_of_pre_commit_find_drift_and_mend_it,
        audit::wired_repositories_are_silent,
        audit::roles_may_differ_between_clusters,
        audit::what_kustomize_quotes_may_be_unquoted,
        audit::a_config_and_its_component_are_silent,
        audit::findings_have_their_places,
        audit::a_flux_instance_s_controllers_are_looked_at,
        audit::a_patch_that_matches_nothing_is_found,
        audit::a_function_where_flux_builds_is_found,
        audit::the_parents_patches_count,
        audit::the_root_s_own_patches_count,
        audit::kustomize_runs_it_as_the_last_transformer,
        action::the_job_of_gitlab_finds_drift,
        action::the_workflows_on_the_page_have_no_fault,
        completion::bash_completes_commands_flags_and_values,
        effective::kustomize_decides_wherever_patches_stand,
        effective::kubectl_decides_wherever_patches_stand,
        effective::the_order_of_patches_decides,
        effective_instance::a_later_patch_by_hand_is_named,
        effective_instance::its_patches_are_built_over_the_manifests_given,
        effective_instance::what_can_t_be_built_is_not_found_out,
        effective_artifact::what_does_not_reach_the_cluster_is_told,
        effective_artifact::what_only_a_link_reaches_is_told,
        effective_file::what_a_kustomization_makes_of_it_counts,
        effective_file::what_a_kustomization_of_flux_makes_of_it_counts,
        effective_file::patches_that_a_kustomization_adds_to_a_flux_instance_count,
        effective_file::what_may_win_over_values_is_not_found_out,
        effective_file::a_file_that_nothing_changes_needs_no_builder,
        effective_variables::what_flux_fills_in_counts,
        every_stand::a_green_check_means_that_the_build_carries_it,
        effective_namespace::one_config_serves_every_command,
        effective_namespace::a_config_for_another_namespace_is_refused,
        effective_confined::a_build_is_confined_to_the_repository,
        effective_confined::a_kustomization_that_leads_out_is_not_printed,
        effective::what_flux_adds_to_the_build_counts,
        effective::without_a_tool_a_check_has_not_found_out,
        effective::before_the_bootstrap_a_check_is_green_and_says_so,
        effective::a_build_that_can_t_be_read_is_not_judged,
        fleet::every_build_is_that_of_patches_by_hand,
        fleet::what_changes_in_some_clusters_is_told_of_these,
        fleet::a_config_that_flux_would_apply_is_told,
        fleet::the_first_bootstrap_is_awaited,
        fleet::a_patch_by_hand_in_a_flux_instance_is_outweighed,
        flux_instance::its_patches_make_what_the_function_makes,
        helm::the_user_s_values_and_ours_are_both_effective,
        helm::of_two_files_the_last_one_has_the_lists,
        init::the_config_gives_the_identities_that_are_there,
        init::a_wiring_of_other_names_is_read_and_what_wins_is_told,
        init::the_patches_of_a_flux_instance_are_read,
        init::written_it_replaces_the_patches_by_hand,
        init_write::it_keeps_the_identities_wherever_they_stand,
        kill::before_the_rename_the_old_file_is_whole,
        kill::a_signal_to_end_leaves_no_temporary_file,
        kustomization::the_gate_goes_to_the_controller_s_container,
        kustomization::flags_never_go_to_a_sidecar,
        kustomization::kustomize_edit_does_not_hide_managed_entries,
        native::apply_makes_what_the_function_makes,
        native::kustomize_makes_the_same_of_a_component,
        native::kustomize_makes_the_same_of_a_file_that_is_maintained,
        native::kustomize_makes_the_same_of_the_patches_of_a_flux_instance,
        native::kustomize_makes_the_same_of_patches_for_several_controllers,
        progress::a_terminal_is_told_how_far_an_audit_is,
        orchestrators::kustomize_runs_the_program,
        orchestrators::kustomize_runs_the_image,
        orchestrators::kubectl_runs_the_image,
        orchestrators::kpt_eval_runs_the_program,
        orchestrators::kpt_eval_runs_the_image_with_arguments,
        orchestrators::kpt_render_runs_the_program,
        orchestrators::kpt_render_runs_the_image,
        orchestrators::kpt_gets_the_results,
        orchestrators::a_validator_stops_kpt,
        orchestrators::kustomize_takes_projected_manifests,
        links::paths_and_links_lead_somewhere,
        links::every_page_is_reached_from_the_readme,
        claims::the_command_for_the_tests_is_the_one_that_ci_calls,
        claims::the_changelog_has_a_section_of_this_version,
        claims::the_image_is_the_one_of_this_version,
        claims::the_component_builds_what_the_patches_by_hand_build,
        take_over::patches_by_hand_become_kept_ones,
        take_over::what_does_more_or_reaches_more_stays,
        take_over::a_file_that_kustomize_does_not_read_keeps_its_patches,
        take_over::patches_of_any_form_are_taken_over,
        take_over::another_value_in_a_file_is_told,
    ];
    trials.extend(pages::with_blocks().into_iter().map(|page| {
        let name = format!("pages::the_blocks_run::{page}");
        Trial::test(name, move || Ok(pages::the_blocks_run(&page)?))
    }));
    trials.extend(audit_repository::trials());
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    need::say_what_was_skipped();
    conclusion.exit_code()
}
