import {registry} from "@web/core/registry";

// An approver without any right on the document decides on the screen of a phone.
registry.category("web_tour.tours").add("approval_decide_tour", {
    steps: () => [
        {
            content: "Open what waits for me",
            trigger: ".o_kanban_record:contains(First Sample)",
            run: "click",
        },
        {
            content: "Old and new value",
            trigger: ".o_approval_packet del:contains(1 Harbour Road)",
        },
        {
            content: "Send it back",
            trigger: ".o_approval_bar button:contains(Send Back)",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Which floor?",
        },
        {
            content: "Confirm",
            trigger: ".modal footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "It is sent back",
            trigger:
                "body:not(:has(.modal)) .o_approval_progress:contains(Which floor?)",
        },
        {
            content: "Back to the list",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "Open the second one",
            trigger: ".o_kanban_record:contains(Second Sample)",
            run: "click",
        },
        {
            content: "Approve it",
            trigger: ".o_approval_bar button[name=action_approve]",
            run: "click",
        },
        {
            content: "Done",
            trigger:
                ".o_form_view:not(:has(.o_approval_bar)) .o_approval_progress:contains(Approved)",
        },
    ],
});
