import {CrmKanbanDynamicGroupList} from "@crm/views/crm_kanban/crm_kanban_model";
import {crmKanbanView} from "@crm/views/crm_kanban/crm_kanban_view";
import {patch} from "@web/core/utils/patch";
import {useService} from "@web/core/utils/hooks";

/**
 * A card dropped on a stage whose evidence is missing stays where it is, and what is
 * missing opens. The server guards the stage anyway; this only asks first.
 */
patch(CrmKanbanDynamicGroupList.prototype, {
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        const gate = await this.askGate(dataRecordId, dataGroupId, targetGroupId);
        if (gate) {
            this.model.openGate(gate);
            return;
        }
        return super.moveRecord(...arguments);
    },

    /** @returns {Object|false} the dialog of the gate, if it is shut */
    async askGate(dataRecordId, dataGroupId, targetGroupId) {
        const source = this.groups.find((group) => group.id === dataGroupId);
        const target = this.groups.find((group) => group.id === targetGroupId);
        const record = source?.list.records.find(({id}) => id === dataRecordId);
        if (source === target || !this.isProjectMove(record, target)) {
            return false;
        }
        const {orm} = this.model;
        return orm.call("crm.lead", "get_gate_action", [record.resId, target.value]);
    },

    isProjectMove(record, target) {
        return (
            Boolean(record?.data.process_template_id && target?.value) &&
            Boolean(this.model.openGate) &&
            target.groupByField.name === "stage_id"
        );
    },
});

patch(crmKanbanView.Controller.prototype, {
    setup() {
        super.setup(...arguments);
        const action = useService("action");
        this.model.openGate = (gate) =>
            action.doAction(gate, {onClose: () => this.model.load()});
    },
});
