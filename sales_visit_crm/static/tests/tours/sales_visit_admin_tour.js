import {registry} from "@web/core/registry";

// An administrator asks for twenty minutes' earliness and reads it on a visit.
registry.category("web_tour.tours").add("sales_visit_admin_tour", {
    steps: () => [
        {
            content: "Change the margin",
            trigger:
                ".o_field_widget[name=visit_arrival_margin_minutes] input:value(10)",
            run: "edit 20",
        },
        {
            content: "Save",
            trigger: ".o_control_panel button.o_form_button_save:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is saved",
            trigger:
                ".o_field_widget[name=visit_arrival_margin_minutes] input:value(20)",
        },
        {
            content: "Look at the visits",
            trigger: "[data-menu-xmlid='sales_visit_crm.sales_visit_menu_visits']",
            run: "click",
        },
        {
            content: "All of them",
            trigger: "[data-menu-xmlid='sales_visit_crm.sales_visit_menu']",
            run: "click",
        },
        {
            content: "Open the visit agreed for the full hour",
            trigger: ".o_data_cell[name=partner_id]:contains(Donghai Trading)",
            run: "click",
        },
        {
            content: "Be there twenty minutes before it",
            trigger: ".o_field_widget[name=arrival_target]:contains(:40)",
        },
    ],
});
