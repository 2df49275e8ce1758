import {registry} from "@web/core/registry";

// An administrator sends a step to the second superior and asks who that would be.
registry.category("web_tour.tours").add("approval_route_tour", {
    steps: () => [
        {
            content: "Open the route",
            trigger: ".o_data_cell[name=name]:contains(Tour Route)",
            run: "click",
        },
        {
            content: "Open its second step",
            trigger: ".o_field_widget[name=step_ids] .o_data_cell:contains(Step 2)",
            run: "click",
        },
        {
            content: "Somebody else decides",
            trigger:
                ".modal .o_field_widget[name=approver_kind] select, .modal .o_field_widget[name=approver_kind] input",
            run: "click",
        },
        {
            content: "The superior of the requester",
            trigger: ".o_select_menu_item:contains(Superior of the Requester)",
            run: "click",
        },
        {
            content: "Of the second level",
            trigger: ".modal .o_field_widget[name=superior_level] input",
            run: "edit 2",
        },
        {
            content: "Keep the step",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "Save the route",
            trigger: "body:not(:has(.modal)) .o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "The route counts its changes",
            trigger: ".o_field_widget[name=version]:not(:contains(/^1$/))",
        },
        {
            content: "Who would approve?",
            trigger: "button[name=action_dry_run]",
            run: "click",
        },
        {
            content: "For the salesperson",
            trigger: ".modal .o_field_widget[name=requester_id] input",
            run: "edit Rep",
        },
        {
            content: "Choose them",
            trigger: ".o-autocomplete--dropdown-item:contains(/^Rep$/)",
            run: "click",
        },
        {
            content: "The leader first",
            trigger: ".modal .o_approval_dry_run:contains(Leader of Team North)",
        },
        {
            content: "Then the second superior",
            trigger:
                ".modal .o_approval_dry_run:contains(Superior no. 2 of Rep):contains(Manager)",
        },
        {
            content: "Close",
            trigger: ".modal footer .btn-secondary",
            run: "click",
        },
        {
            content: "Back on the route",
            trigger: "body:not(:has(.modal)) button[name=action_dry_run]",
        },
    ],
});
