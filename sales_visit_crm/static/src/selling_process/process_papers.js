import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** The papers recommended in the stage, each with the mark whether it is made. */
export class ProcessPapers extends Component {
    static template = "sales_visit_crm.ProcessPapers";
    static props = {...standardFieldProps};

    get papers() {
        return this.props.record.data[this.props.name] || [];
    }
}

export const processPapers = {
    component: ProcessPapers,
    supportedTypes: ["json"],
};

registry.category("fields").add("process_papers", processPapers);
