import {registry} from "@web/core/registry";

// A manager approves a tier with a thumb: scores, sales and share on one screen.
registry.category("web_tour.tours").add("key_account_approval_tour", {
    steps: () => [
        {
            content: "Open what waits for me",
            trigger: ".o_kanban_record:contains(Donghai Trading)",
            run: "click",
        },
        {
            content: "Read the tier, the scores and the share",
            trigger:
                ".o_approval_packet:contains(Silver):contains(Purchasing Power):contains(Share of Sales)",
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
