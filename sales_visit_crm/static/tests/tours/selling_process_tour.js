import {registry} from "@web/core/registry";

const CARD = ".o_kanban_record:contains(Water plant of Donghai)";

// A card dropped before its evidence is there opens what is missing; the evidence is
// provided from there, and the next drop moves the card.
registry.category("web_tour.tours").add("selling_process_drop_tour", {
    steps: () => [
        {
            content: "Drop the project on the next stage",
            trigger: `.o_kanban_group:contains(Project Start) ${CARD}`,
            run: "drag_and_drop(.o_kanban_group:contains(First Contact))",
        },
        {
            content: "Read what is missing",
            trigger: ".modal .o_data_row:contains(Interest Shown):contains(Milestone)",
        },
        {
            content: "Provide it",
            trigger: ".modal .o_data_row:contains(Interest Shown) button",
            run: "click",
        },
        {
            content: "Take the visit report that is proposed",
            trigger: ".modal button[name=action_accept_suggestion]",
            run: "click",
        },
        {
            content: "Back on the board, the card is where it was",
            trigger: `body:not(:has(.modal)) .o_kanban_group:contains(Project Start) ${CARD}`,
        },
        {
            content: "Drop it again",
            trigger: `.o_kanban_group:contains(Project Start) ${CARD}`,
            run: "drag_and_drop(.o_kanban_group:contains(First Contact))",
        },
        {
            content: "It has moved",
            trigger: `body:not(:has(.modal)) .o_kanban_group:contains(First Contact) ${CARD}`,
        },
    ],
});

// On the phone: the picture of the deal, then one tick with the proposed evidence.
registry.category("web_tour.tours").add("selling_process_tick_tour", {
    steps: () => [
        {
            content: "Open the buying process",
            trigger: ".o_notebook a[name=buying_process]",
            run: "click",
        },
        {
            content: "See both lines",
            trigger: ".o_process_selling .o_process_step.o_process_now:contains(1)",
        },
        {
            content: "Open the first milestone",
            trigger:
                ".o_field_widget[name=milestone_ids] .o_kanban_record:contains(Interest Shown) button",
            run: "click",
        },
        {
            content: "Tick it with the newest report",
            trigger: ".modal button[name=action_accept_suggestion]",
            run: "click",
        },
        {
            content: "It is proven",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=milestone_ids] .o_kanban_record:contains(Interest Shown):contains(Reached)",
        },
        {
            content: "and the flag is up",
            trigger: ".o_process_mark:first .fa-flag",
        },
    ],
});
