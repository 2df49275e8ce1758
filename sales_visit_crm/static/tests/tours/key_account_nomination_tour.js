import {registry} from "@web/core/registry";

const field = (name) => `.o_field_widget[name=${name}] input`;

// From the customer to a submitted nomination.
registry.category("web_tour.tours").add("key_account_nomination_tour", {
    steps: () => [
        {
            content: "The page of the key account",
            trigger: ".o_notebook .nav-link[name=key_account]",
            run: "click",
        },
        {
            content: "Nominate the customer",
            trigger: "button[name=action_nominate_key_account]:visible",
            run: "click",
        },
        {
            content: "Purchasing power",
            trigger: field("purchasing_power"),
            run: "edit 4",
        },
        {
            content: "Demand",
            trigger: field("demand"),
            run: "edit 5",
        },
        {
            content: "Influence",
            trigger: field("influence"),
            run: "edit 6",
        },
        {
            content: "Why",
            trigger: ".o_field_widget[name=basis] textarea",
            run: "edit Buys every month",
        },
        {
            content: "The score suggests a tier",
            trigger: ".o_field_widget[name=suggested_tier_id]:contains(Silver)",
        },
        {
            content: "Evaluated",
            trigger: ".o_statusbar_buttons button[name=action_assess]",
            run: "click",
        },
        {
            content: "The tier is proposed",
            trigger: ".o_field_widget[name=proposed_tier_id]",
        },
        {
            content: "Ask for approval",
            trigger: ".o_statusbar_buttons button[name=action_submit]",
            run: "click",
        },
        {
            content: "It is with the manager",
            trigger:
                ".o_form_view:not(:has(button[name=action_submit])) button[name=action_recall], .o_form_view:not(:has(button[name=action_submit])) .o_statusbar_status:contains(Being Approved)",
        },
    ],
});
