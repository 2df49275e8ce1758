import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {Mutex} from "@web/core/utils/concurrency";
import {session} from "@web/session";

import {EventBus, reactive} from "@odoo/owl";

/** Milliseconds between two attempts; not every lost network announces its return. */
export const RETRY_DELAY = 30_000;

const METHODS = {in: "action_check_in", out: "action_check_out"};

/**
 * @typedef {Object} CheckIn
 * @property {number} visitId
 * @property {string} label name of the visit, for messages
 * @property {"in"|"out"} kind
 * @property {Object} params of action_check_in, client_uid and device_time included
 */

/**
 * Whether the same call may succeed later. Everything else is the server's last word.
 *
 * @param {Error} error
 */
function isTemporary(error) {
    if (error instanceof ConnectionLostError) {
        return true;
    }
    const name = (error instanceof RPCError && error.exceptionName) || "";
    return isSessionExpired(error) || /^(psycopg2|odoo\.sql_db)\./.test(name);
}

function isSessionExpired(error) {
    return error.exceptionName === "odoo.http.SessionExpiredException";
}

/**
 * Check-ins that the server has not confirmed yet, kept in the browser until it has.
 *
 * Each is stored before it is sent for the first time, under the UUID it will always
 * carry, so a lost answer, a reload or a second tab repeats it without harm: the
 * server returns the row it has.
 */
export class VisitCheckInQueue {
    constructor({orm, notification}) {
        this.orm = orm;
        this.notification = notification;
        this.bus = new EventBus();
        this.mutex = new Mutex();
        this.prefix = `sales_visit_crm.check_in/${session.db}/${user.userId}/`;
        /** @type {{entries: CheckIn[]}} */
        this.state = reactive({entries: this._read()});
        this.timer = null;
        browser.addEventListener("online", () => this.flush());
        this.flush();
    }

    /** @returns {CheckIn|undefined} */
    find(visitId, kind) {
        return this.state.entries.find(
            (entry) => entry.visitId === visitId && entry.kind === kind
        );
    }

    /**
     * Keep a check-in and send it, after those of the same visit that still wait.
     *
     * @param {CheckIn} checkIn
     * @returns {Promise<boolean>} whether the server has it; rejects if it refuses
     */
    async add(checkIn) {
        if (!this.find(checkIn.visitId, checkIn.kind)) {
            this._store(checkIn);
        }
        const {visitId, kind} = checkIn;
        await this.mutex.exec(() =>
            this._drain(
                this.state.entries.filter((entry) => entry.visitId === visitId),
                kind
            )
        );
        return !this.find(visitId, kind);
    }

    /** Send whatever still waits. */
    flush() {
        browser.clearTimeout(this.timer);
        this.timer = null;
        if (!this.state.entries.length) {
            return Promise.resolve();
        }
        return this.mutex.exec(() => this._drain([...this.state.entries]));
    }

    /**
     * @param {CheckIn[]} entries in the order of their sending
     * @param {"in"|"out"} [asked] the kind whose refusal is the caller's to show
     */
    async _drain(entries, asked) {
        for (const entry of entries) {
            try {
                await this._post(entry);
            } catch (error) {
                if (isTemporary(error)) {
                    this._retryLater();
                    if (asked && isSessionExpired(error)) {
                        throw error;
                    }
                    return;
                }
                this._remove(entry);
                if (entry.kind === asked) {
                    throw error;
                }
                this._tellRefusal(entry, error);
            }
        }
    }

    async _post(entry) {
        const {visitId, kind, params} = entry;
        await this.orm.silent.call("sales.visit", METHODS[kind], [[visitId]], params);
        this._remove(entry);
        this.bus.trigger("SENT", {visitId, kind});
    }

    _retryLater() {
        if (!this.timer) {
            this.timer = browser.setTimeout(() => this.flush(), RETRY_DELAY);
        }
    }

    _tellRefusal(entry, error) {
        const values = {
            visit: entry.label,
            error: error.data?.message || error.message,
        };
        const message =
            entry.kind === "in"
                ? _t("The arrival at %(visit)s was not accepted: %(error)s", values)
                : _t(
                      "The departure from %(visit)s was not accepted: %(error)s",
                      values
                  );
        this.notification.add(message, {type: "danger", sticky: true});
    }

    // One key a check-in: two tabs never overwrite each other's list.
    _key({visitId, kind}) {
        return `${this.prefix}${visitId}/${kind}`;
    }

    _store(entry) {
        this.state.entries.push(entry);
        try {
            browser.localStorage.setItem(this._key(entry), JSON.stringify(entry));
        } catch {
            // Storage full or forbidden: it is kept until the page is closed.
        }
    }

    _remove(entry) {
        const uid = entry.params.client_uid;
        const index = this.state.entries.findIndex(
            (other) => other.params.client_uid === uid
        );
        if (index >= 0) {
            this.state.entries.splice(index, 1);
        }
        browser.localStorage.removeItem(this._key(entry));
    }

    /** @returns {CheckIn[]} what an earlier page left, oldest first */
    _read() {
        const {localStorage} = browser;
        const keys = Array.from({length: localStorage.length}, (_, i) =>
            localStorage.key(i)
        );
        return keys
            .filter((key) => key.startsWith(this.prefix))
            .map((key) => this._parse(key))
            .filter(Boolean)
            .sort((one, other) =>
                one.params.device_time.localeCompare(other.params.device_time)
            );
    }

    _parse(key) {
        try {
            const entry = JSON.parse(browser.localStorage.getItem(key));
            return METHODS[entry.kind] && entry.params.device_time ? entry : null;
        } catch {
            return null;
        }
    }
}

export const visitCheckInQueueService = {
    dependencies: ["orm", "notification"],
    start(env, services) {
        return new VisitCheckInQueue(services);
    },
};

registry.category("services").add("visit_check_in_queue", visitCheckInQueueService);
