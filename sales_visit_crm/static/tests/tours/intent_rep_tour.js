import {registry} from "@web/core/registry";

// A salesperson raises a deal on the phone or desk: level, evidence, reason.
registry.category("web_tour.tours").add("intent_rep_tour", {
    steps: () => [
        {
            content: "Open the page with the level",
            trigger: ".o_notebook a.nav-link[name=intent]",
            run: "click",
        },
        {
            content: "Change the level",
            trigger: "div.tab-pane.active button[name=action_rate_intent]:visible",
            run: "click",
        },
        {
            content: "The last call is proposed as evidence",
            trigger: ".modal .o_field_widget[name=visit_id] input",
            run() {
                if (!this.anchor.value.includes("Donghai Trading")) {
                    throw new Error(`The dialog proposes “${this.anchor.value}”.`);
                }
            },
        },
        {
            content: "Choose H",
            trigger:
                ".modal .o_field_widget[name=level_id] .o_selection_badge:contains(H -)",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The director asked for the contract",
        },
        {
            content: "Set it",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The deal is H",
            trigger:
                "div.tab-pane.active .o_field_widget[name=intent_level_id]:contains(H - Within 7 Days)",
        },
        {
            content: "and its history says why",
            trigger:
                ".o_field_widget[name=intent_log_ids]:contains(The director asked for the contract)",
        },
    ],
});
