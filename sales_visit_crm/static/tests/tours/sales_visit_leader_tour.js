import {registry} from "@web/core/registry";

function onReport(number) {
    return {
        content: `Read ${number}`,
        trigger: `.o_field_widget[name=expected_result]:contains(${number})`,
    };
}

// Three reports wait, the oldest first: one is signed, one returned, one overruled.
registry.category("web_tour.tours").add("sales_visit_leader_tour", {
    steps: () => [
        {
            content: "Open the oldest report",
            trigger: ".o_data_row:first .o_data_cell[name=partner_id]",
            run: "click",
        },
        onReport("First"),
        {
            content: "Suggest something",
            trigger: ".o_field_widget[name=review_comment] textarea",
            run: "edit Bring the new brochure next time.",
        },
        {
            content: "Sign and go on",
            trigger: "button[name=action_review_next]",
            run: "click",
        },
        onReport("Second"),
        {
            content: "Return it",
            trigger: "button[name=action_return]",
            run: "click",
        },
        {
            content: "Say what is missing",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Who decides there?",
        },
        {
            content: "Hand it back",
            trigger: ".modal-footer button[name=action_apply]:contains(Return)",
            run: "click",
        },
        onReport("Third"),
        {
            content: "Decide against the rule",
            trigger: ".o_statusbar_buttons button:contains(Overrule)",
            run: "click",
        },
        {
            content: "The visit shall not count",
            trigger: ".modal .o_field_widget[name=validity] input[data-value=invalid]",
            run: "click",
        },
        {
            content: "Give the reason",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The customer knows nothing of it",
        },
        {
            content: "Sign",
            trigger: ".modal-footer button[name=action_apply]:contains(Sign)",
            run: "click",
        },
        {
            content: "The queue is empty",
            trigger: ".o_list_view .o_nocontent_help:contains(Every report is signed)",
        },
    ],
});
