// Generated from docs/openapi.json by `npm run types`. Do not edit.

export interface paths {
    "/api/bulletins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bulletins, the newest first. Where everybody reads, whoever is not signed in sees those that are
         *     issued.
         */
        get: operations["list_bulletins"];
        put?: never;
        /** Drafts the bulletin of a month; its figures are those of this instant from then on. Takes an editor. */
        post: operations["draft_bulletin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One bulletin, and how many of its figures say something else now. */
        get: operations["one_bulletin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The figures of a bulletin that say something else now than it does: by table, row and column. */
        get: operations["bulletin_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A bulletin as a file: of an issued one that which was issued, byte for byte; of another a draft, which
         *     says so on every page. A workbook is kept from the draft on, with what stood then.
         */
        get: operations["bulletin_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{id}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issues a reviewed bulletin: it gets its number, its files are kept, and it does not change any more.
         *     Takes a keeper who neither drafted nor reviewed it.
         */
        post: operations["issue_bulletin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a bulletin back with a reason. Takes a reviewer for a drafted one and a keeper for a reviewed
         *     one, who had no hand in it.
         */
        post: operations["return_bulletin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reviews a draft. Takes a reviewer who did not draft it. */
        post: operations["review_bulletin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bulletins/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a bulletin back while it is not issued. Takes whoever drafted it. */
        post: operations["withdraw_bulletin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Devices by protocol and identity, with what became of their readings. A device is seen by whoever
         *     sees all that it feeds.
         */
        get: operations["list_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{protocol}/{identity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A device: entry, dossier, points against what came, last frames in clear. */
        get: operations["one_device"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{protocol}/{identity}/diary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The diary of a device, the newest first. */
        get: operations["device_diary"];
        put?: never;
        /** Writes an entry in the diary of a device. Takes an editor. */
        post: operations["write_diary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diary/{entry}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraws an entry that a person wrote, which stays readable: its author does, or a keeper. Takes an
         *     editor.
         */
        post: operations["withdraw_diary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The door, its sources, their devices and series, with their states. A device is seen by whoever sees all
         *     that it feeds.
         */
        get: operations["door_tree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/outages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Outages of the last days, the newest first. What fell into one of the door or of a source is not told
         *     again of what is below it. Silences are found by frames: those that end within five minutes for each week
         *     that is asked may be missed.
         */
        get: operations["door_outages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/frames/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A frame as it came on the wire, by the number that the way back of a figure gives. */
        get: operations["one_frame"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of things, with the fields of their dossiers. */
        get: operations["kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/layers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The layers that the map shows, by code. */
        get: operations["list_layers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/layers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A layer, also one that another took the place of. */
        get: operations["one_layer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/layers/{id}/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The features of a layer that is given whole. What a number means never changes. */
        get: operations["layer_features"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/layers/{id}/tiles/{z}/{x}/{y}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A vector tile of a layer, its one layer called `features`; 204 where nothing lies in it. What a number
         *     means never changes.
         */
        get: operations["layer_tile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/layers/{id}/watershed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ground that drains to a place, or to the river next to it, by a layer of directions. That there is none, and
         *     why, is an answer too.
         */
        get: operations["layer_watershed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Marks, the newest first. */
        get: operations["list_marks"];
        put?: never;
        /**
         * Marks readings as their operator does; nothing of them changes before the bureau's verdict. Takes an
         *     editor who sees the thing.
         */
        post: operations["add_mark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/marks/reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reasons that the packs of the zone declare. */
        get: operations["mark_reasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/marks/{id}/judge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judges a mark of somebody else's for the bureau. Takes a reviewer. */
        post: operations["judge_mark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/marks/{id}/paper": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The paper that was handed in with a mark. */
        get: operations["mark_paper"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/marks/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a mark of one's own back while it waits. Takes an editor. */
        post: operations["withdraw_mark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A pack's standards, tables and tests, as text, and its board. */
        get: operations["pack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/properties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The properties of things, with titles and units. */
        get: operations["properties"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/remarks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Remarks, the newest first. */
        get: operations["list_remarks"];
        put?: never;
        /** Writes a remark. Takes an editor. */
        post: operations["add_remark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/remarks/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a remark, which stays readable: its author does, or a keeper. Takes an editor. */
        post: operations["withdraw_remark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readings that wait for a person, those with the most reasons to look at them first, then the newest.
         *     A reason is that the reading was judged doubtful, that its instrument's flag is neither N, S nor L,
         *     that the official class of its sample is not ours (`feed_check`), and each check that found something
         *     in its section's month of the item (`data_quality`): where these tables are computed.
         */
        get: operations["review_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/review/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approves decisions of others in one commit, all of them or none; then the readings change. Takes a
         *     reviewer.
         */
        post: operations["approve_decisions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/review/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Decisions about readings, the newest first. */
        get: operations["list_decisions"];
        put?: never;
        /** Decides of readings; nothing of them changes before a second person approves it. Takes a reviewer. */
        post: operations["decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/review/decisions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One decision with all its readings. */
        get: operations["one_decision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/review/decisions/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuses a decision of somebody else's while it waits. Takes a reviewer. */
        post: operations["refuse_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/review/decisions/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a decision of one's own back while it waits. Takes a reviewer. */
        post: operations["withdraw_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/review/reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The short reasons that a decision may give, in the order to show them; the list is our own. */
        get: operations["review_reasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Series: a property of a thing, by one kind of sample; one with readings that a program plays has
         *     `is_simulated` besides.
         */
        get: operations["series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/series/{series}/buckets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Least, greatest and number of the readings in at most four buckets a pixel; readings that were
         *     judged invalid are left out.
         */
        get: operations["buckets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/series/{series}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The readings of a series as a file that says what it is. */
        get: operations["readings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/series/{series}/observations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The readings of a series by time, with flag, quality, level, cause, and the line that they came in on. */
        get: operations["observations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks. */
        get: operations["session"];
        put?: never;
        /** Signs in; the answer sets a cookie that no script reads. */
        post: operations["sign_in"];
        /** Signs out, on this device. */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/city": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins a sign-in by the city's own; the answer sets a cookie that only its return reads.
         * @description It is no redirect, so that a page elsewhere can send nobody off, and so that the form can say why
         *     the city's sign-in is not to be had.
         */
        post: operations["begin_city_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/city/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the city's sign-in sends people back to. A browser is given a page that goes on to where they
         *     were, or to the form, which says why they are not let in; a program is given a problem.
         * @description It is no redirect either: a browser that another site sent here would not send the cookie of the
         *     session, which is `SameSite=Strict`, along the whole way of redirects.
         */
        get: operations["end_city_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the book is: sources, silence, imports, what waits for review, tables, disk, backups. */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/strangers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Strangers with what they sent, whoever came first last; none for those who see a part of the zone.
         *     Takes an editor.
         */
        get: operations["list_strangers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/strangers/{id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a stranger into the register, as a device without points: it is answered from now on and feeds
         *     nothing until its points are imported. Takes a keeper who sees the whole zone.
         */
        post: operations["adopt_stranger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tables of the zone's packs, with their columns. */
        get: operations["tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tables/{table}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows of a computed table, or of a standard of a pack. Every other parameter is a column and its
         *     value; a column that is named several times has any of the values.
         */
        get: operations["table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tables/{table}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows of a table as a file that says what it is: its conditions, units, the pack and its text,
         *     the snapshot, when it was made. Conditions as in `/api/tables/{table}`.
         */
        get: operations["export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/things": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Things by kind and code. */
        get: operations["things"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/things/{kind}/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A thing with the versions of its dossier. */
        get: operations["thing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows of a table that have the values of its columns, each with the SQL and the run that
         *     computed it, the rows that it was made from, and their readings with file and line; one that is made
         *     of readings that a program plays has `is_simulated` besides.
         */
        get: operations["why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/zone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The zone, its packs, and the state of the book that is read. */
        get: operations["zone"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the book can be read. */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A device that was taken into the register. */
        Adopted: {
            identity: string;
            protocol: string;
        };
        /** @description What is said of a stranger that is taken into the register. */
        AdoptionSent: {
            /** @description The variant of the check that it sends: `standard`, `modbus` or `either`. */
            check: string;
            /** @description `2005`, `2017`, `2025` or `surface_water`. */
            edition: string;
            name_en?: string | null;
            /** @description 1 to 100 characters. */
            name_zh: string;
            /** @description The networks that it may speak from, such as `10.20.0.0/16`, at most 16; any where there are none. */
            networks?: string[] | null;
        };
        /** @description What an approval did. */
        ApprovalMade: {
            /** @description Readings that say something else now. */
            changed: number;
            rows: components["schemas"]["Decision"][];
            /** @description Readings that said so already. */
            unchanged: number;
        };
        /** @description Decisions to approve. */
        ApprovalSent: {
            /** @description Their numbers, 1 to 200. */
            decisions: number[];
        };
        /** @description All things whose dossier says so. */
        AreaSeen: {
            field: string;
            value: string;
        };
        /** @description Where signing in goes on. */
        Away: {
            /** @description The address at the city's sign-in to which the browser goes on. */
            address: string;
        };
        /** @description What could be restored. */
        BackupStatus: {
            last?: components["schemas"]["NotedBackup"] | null;
            last_restore_proved?: components["schemas"]["NotedBackup"] | null;
        };
        /** @description What of a pack's tables stands on its page, for one month at a time. */
        BoardText: {
            /** @description From top to bottom. */
            parts: components["schemas"]["PartText"][];
            title: components["schemas"]["Names"];
        };
        /** @description The readings of one stretch of time: never their mean, which would hide one above a limit. */
        Bucket: {
            /**
             * Format: int64
             * @description Readings below their detection limit.
             */
            below: number;
            /**
             * Format: int64
             * @description Readings with a value.
             */
            count: number;
            /**
             * Format: int64
             * @description Those of them that are doubtful.
             */
            doubtful: number;
            /** @description The first reading's time. */
            from: string;
            /** Format: double */
            max?: number | null;
            /** Format: double */
            min?: number | null;
            /** @description The last reading's time. */
            to: string;
        };
        /** @description The bulletin of a month. */
        Bulletin: {
            /** @description The instant whose knowledge every figure shows. */
            as_of: string;
            bureau?: string | null;
            /**
             * @description How many figures say something else now; only where one bulletin is asked for that is under way
             *     or issued.
             */
            changed?: number | null;
            /**
             * @description The files of an issued one, kept byte for byte; of another the filled forms, while the rest is
             *     printed when asked for.
             */
            documents: components["schemas"]["DocumentSeen"][];
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description 1 for the first issue of the month, 2 for the first corrected one …
             */
            issue_of_month: number;
            month: string;
            /** @description From the issue on. */
            number?: string | null;
            /** @description `drafted`, `reviewed`, `issued`, `returned` or `withdrawn`. */
            state: string;
            /** @description Who did what with it, in order. */
            steps: components["schemas"]["StepSeen"][];
            /**
             * Format: int64
             * @description The issued one of the month that took its place.
             */
            superseded_by?: number | null;
            /**
             * Format: int64
             * @description The issued one of the month that it takes the place of.
             */
            supersedes?: number | null;
        };
        /** @description A figure that says something else now. */
        ChangeSeen: {
            /** @description The same; `row` where there is one that was not there. */
            after: unknown;
            /** @description Text, a number, truth or nothing; `row` where there was a row that is gone. */
            before: unknown;
            /** @description Nothing where the whole row came or went. */
            column?: string | null;
            column_en?: string | null;
            column_zh?: string | null;
            /** @description The columns that tell the table's rows apart. */
            key: Record<string, unknown>;
            label_en: string;
            /** @description What the row is of. */
            label_zh: string;
            /** @description Such as `water_quality.section_month`. */
            table: string;
            title_en: string;
            title_zh: string;
        };
        /** @description The figures of a bulletin that say something else now. */
        Changes: {
            /** @description Whether there are more. */
            more: boolean;
            /** @description At most 1,000. */
            rows: components["schemas"]["ChangeSeen"][];
        };
        /** @description What a chart shows of a series. */
        Chart: {
            from?: string | null;
            rows: components["schemas"]["Bucket"][];
            /**
             * Format: double
             * @description How long a bucket is.
             */
            seconds: number;
            to?: string | null;
        };
        ClosedSeen: {
            at: string;
            reason?: string | null;
            who: string;
        };
        /** @description A decision of a reviewer. */
        Decision: {
            at: string;
            closed?: components["schemas"]["ClosedSeen"] | null;
            /** Format: int64 */
            id: number;
            part_count: number;
            /** @description Which: the first 20 where decisions are listed, else all. */
            parts: components["schemas"]["PartSeen"][];
            /**
             * Format: int64
             * @description How many readings it is about.
             */
            readings: number;
            reason: string;
            reason_code: string;
            /** @description `proposed`, `approved`, `refused` or `withdrawn`. */
            state: string;
            /** @description `accept`, `void` or `replace`. */
            verb: string;
            /** @description Whoever decided. */
            who: string;
        };
        /** @description What is decided of readings. */
        DecisionSent: {
            range?: components["schemas"]["RangeSent"] | null;
            /** @description Readings one by one, 1 to 500. */
            readings?: components["schemas"]["ReadingSent"][] | null;
            /** @description Why, in words, 1 to 500 characters. */
            reason: string;
            /** @description One of `/api/review/reasons`. */
            reason_code: string;
            /** @description What all readings become that name no value of their own: a number, `<0.01`, `0.01L` or `未检出`. */
            value?: string | null;
            /** @description `accept`: valid; `void`: invalid; `replace`: another value. */
            verb: string;
        };
        /**
         * @description How far down the tree is told.
         * @enum {string}
         */
        Depth: "sources" | "devices" | "series";
        /** @description A device of the register. */
        Device: {
            /** @description `door` or `source`, where it is out because of what it comes through. */
            because?: string | null;
            /** @description Of the last 24 hours, all its series together; what one has too many is not counted for another. */
            day: components["schemas"]["ReadingsHad"];
            /** @description When it was heard last: by its frames of the last day, else by that of its last reading. */
            heard?: string | null;
            /** @description What it calls itself. */
            identity: string;
            /** @description Of the last 30 days. */
            month: components["schemas"]["ReadingsHad"];
            name_en?: string | null;
            name_zh: string;
            /** @description Whether it has a line now; nothing where no door is open. */
            on_line?: boolean | null;
            point_count: number;
            protocol: string;
            /** Format: double */
            silent_after_seconds: number;
            /** @description Whether a program plays it. */
            simulated: boolean;
            /** @description Since when; nothing where that is not known. */
            since?: string | null;
            /** @description The network address that its last line came from. */
            source?: string | null;
            /**
             * @description `heard`; `maintenance`, `stopped` or `fault` by the flags of its last readings; `silent` after
             *     `silent_after_seconds`, or `line_down` where the server knows that it has no line; `never`;
             *     `out_of_service`.
             */
            state: string;
            thing_count: number;
            /** @description The first 5 of the things that it feeds. */
            things: components["schemas"]["FedThing"][];
        };
        /** @description A code of a device, and the series that it feeds. */
        DevicePoint: {
            /** @description `device`, `source` or `door`, where the series is out because of it. */
            because?: string | null;
            /** @description Of its series, whichever points feed it. */
            came: components["schemas"]["ReadingsCame"];
            code: string;
            /** @description Of which data: `realtime`, `minute`, `hour`, `day`. */
            data: string;
            /** @description Which of its values: `Rtd`, `Avg` … */
            field: string;
            kind: string;
            last?: components["schemas"]["LastReading"] | null;
            name_en?: string | null;
            name_zh: string;
            property: string;
            /** @description The unit of the property, in which the book keeps it. */
            property_unit: string;
            /** Format: int64 */
            series: number;
            /** @description Since when; nothing where that is not known. */
            since?: string | null;
            /**
             * @description How its series is: `flowing`; `silent`, of itself or because of what it comes through;
             *     `maintenance`, `fault` or `stopped` by the flag of its last reading; `never`.
             */
            state: string;
            thing: string;
            /** @description The unit that the device sends. */
            unit: string;
        };
        /** @description A device of the register, with what came of it. */
        DeviceWhole: {
            device: components["schemas"]["Device"];
            dossier?: components["schemas"]["Thing"] | null;
            entry: components["schemas"]["RegisterEntry"];
            /** @description Its last frames, the newest first, at most 20, of the last 30 days. */
            frames: components["schemas"]["Frame"][];
            /** @description The instant that all of it is told of. */
            now: string;
            /** @description The first 500 of its points. */
            points: components["schemas"]["DevicePoint"][];
            /**
             * @description Codes that it sends and no point knows, the most frequent first, at most 256; their values stand in
             *     their frames.
             */
            unpointed: components["schemas"]["UnpointedCode"][];
        };
        /** @description A page of devices. */
        Devices: {
            /** @description Devices that are seen, whatever was asked for. */
            count: number;
            /** @description Whether any pack says what a device is; without one none can be registered. */
            declared: boolean;
            /** @description Whether this server listens for instruments. */
            door: boolean;
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            /** @description The instant that all of it is told of. */
            now: string;
            rows: components["schemas"]["Device"][];
        };
        /** @description An entry of a diary. */
        DiaryEntry: {
            /**
             * Format: double
             * @description How far it may be off, %, by the setting of the pack `instruments`.
             */
            allowed_percent?: number | null;
            at: string;
            /** @description The code of the parameter or state. */
            code?: string | null;
            /**
             * Format: double
             * @description How far a check was off, %: of `full_scale` for zero and span, else of `expected`.
             */
            deviation_percent?: number | null;
            /** Format: int64 */
            entry: number;
            /** Format: double */
            expected?: number | null;
            /** @description The code of the factor that it is about, as the device sends it; else all of the device. */
            factor?: string | null;
            /** Format: double */
            found?: number | null;
            /**
             * Format: int64
             * @description The number of the frame that said it; else a person did.
             */
            frame?: number | null;
            from: string;
            /** Format: double */
            full_scale?: number | null;
            /**
             * @description `parameter`, `state`, `zero_check`, `span_check`, `standard_check`, `comparison`, `visit`,
             *     `maintenance`, `calibration` or `note`.
             */
            kind: string;
            new?: string | null;
            /** @description What it was before; nothing where it became known. */
            old?: string | null;
            /** @description Whether it was within that; nothing where that cannot be told. */
            passed?: boolean | null;
            text: string;
            to?: string | null;
            who: string;
            withdrawn?: components["schemas"]["DiaryWithdrawn"] | null;
        };
        /** @description What is written in a diary. */
        DiarySent: {
            /** @description Of a parameter or state. */
            code?: string | null;
            /**
             * Format: double
             * @description Of a check or comparison.
             */
            expected?: number | null;
            factor?: string | null;
            /** Format: double */
            found?: number | null;
            /** @description When it was, or began; now where it is not said. */
            from?: string | null;
            /** Format: double */
            full_scale?: number | null;
            kind: string;
            new?: string | null;
            old?: string | null;
            /** @description At most 2,000 characters. */
            text?: string | null;
            to?: string | null;
        };
        /** @description Who withdrew an entry. */
        DiaryWithdrawn: {
            at: string;
            who: string;
        };
        /** @description The disk that the zone lies on. */
        DiskStatus: {
            /** Format: int64 */
            free_bytes: number;
            /**
             * Format: int64
             * @description The lake's files.
             */
            lake_bytes: number;
            /** Format: int64 */
            total_bytes: number;
        };
        /**
         * @description The form of a bulletin.
         * @enum {string}
         */
        DocumentFormat: "pdf" | "html" | "xlsx";
        /** @description A kept file of a bulletin. */
        DocumentSeen: {
            /** Format: int64 */
            bytes: number;
            /** @description `pdf`, `html` or `xlsx`. */
            format: string;
            /** @description BLAKE3, hexadecimal. */
            hash: string;
            /** @description `zh` or `en`. */
            lang: string;
            /** @description Which of the forms of somebody else's it is. */
            name?: string | null;
        };
        /** @description What came in; of frames where it does not say otherwise. */
        DoorCounts: {
            /**
             * Format: int64
             * @description Connections that did not come to speak TLS where it is spoken.
             */
            handshakes_failed: number;
            /**
             * Format: int64
             * @description Durable, and answered.
             */
            kept: number;
            /**
             * Format: int64
             * @description Connections that found no room.
             */
            lines_turned_away: number;
            /**
             * Format: int64
             * @description Not kept and not answered, because the inbox was full or the disk refused: they are sent again.
             */
            not_kept: number;
            /** @description When that was last. */
            not_kept_at?: string | null;
            /**
             * Format: int64
             * @description Of identities that are not in the register.
             */
            of_strangers: number;
            /**
             * Format: int64
             * @description Of devices that spoke otherwise, or from elsewhere, than the register says.
             */
            refused: number;
            /**
             * Format: int64
             * @description Known already, and answered again.
             */
            sent_again: number;
            /**
             * Format: int64
             * @description Bytes that were no frame.
             */
            skipped_bytes: number;
        };
        /** @description A device of a source. */
        DoorDevice: {
            /** @description `door` or `source`, where it is out because of that. */
            because?: string | null;
            /** @description When it was heard last. */
            heard?: string | null;
            /** @description What it calls itself. */
            identity: string;
            /** @description Its name in English. */
            name_en?: string | null;
            /** @description Its name. */
            name_zh: string;
            /** @description Its protocol. */
            protocol: string;
            /** @description Those of them that do not flow, or all. */
            series: components["schemas"]["DoorSeries"][];
            /** @description Series that it feeds. */
            series_count: number;
            /** @description Whether a program plays it. */
            simulated: boolean;
            /** @description Since when; nothing where that is not known. */
            since?: string | null;
            /** @description As in the list of devices. */
            state: string;
        };
        /** @description Frames that are durable and not in the lake yet. */
        DoorInbox: {
            /**
             * Format: int64
             * @description How many.
             */
            frames: number;
            /** @description Whether no more are taken until some were carried. */
            is_full: boolean;
            /** @description Since when the oldest waits. */
            since?: string | null;
        };
        /** @description A time for which something was out. */
        DoorOutage: {
            /** @description The address of a source. */
            address?: string | null;
            /** @description Devices that it took with it; of those that are seen. */
            device_count: number;
            /**
             * Format: int64
             * @description Readings that were expected of them in that time, as often as they come now; nothing where that is
             *     not known.
             */
            expected?: number | null;
            from: string;
            /**
             * Format: int64
             * @description Readings of that time that came all the same, sent again later; nothing where more than 5,000 series
             *     would have to be counted.
             */
            had?: number | null;
            identity?: string | null;
            /**
             * @description How: `stopped` or `lost` of a door; `line_down` of a source or a device; `silent` of a device that
             *     had its line, or may have had one.
             */
            kind: string;
            name_en?: string | null;
            name_zh?: string | null;
            /** @description What was out: `door`, `source` or `device`. */
            node: string;
            /** @description Of a device. */
            protocol?: string | null;
            /** @description Nothing where it lasts. */
            until?: string | null;
        };
        /** @description A page of outages. */
        DoorOutages: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            /** @description The instant that all of it is told of. */
            now: string;
            rows: components["schemas"]["DoorOutage"][];
        };
        /** @description A series of a device. */
        DoorSeries: {
            /** @description `device`, `source` or `door`, where it is out because of that. */
            because?: string | null;
            /** @description The kind of its thing. */
            kind: string;
            /** @description The name of its thing in English. */
            name_en?: string | null;
            /** @description The name of its thing. */
            name_zh: string;
            /** @description Its property. */
            property: string;
            /**
             * Format: int64
             * @description Its number.
             */
            series: number;
            /** @description Since when; nothing where that is not known. */
            since?: string | null;
            /** @description As on the device's page. */
            state: string;
            /** @description The code of its thing. */
            thing: string;
        };
        /** @description A network address that devices come from; what is judged is those that are seen. */
        DoorSource: {
            /** @description Nothing for devices that never had a line. */
            address?: string | null;
            /** @description `door`, where that is why it is down. */
            because?: string | null;
            /** @description Devices of it. */
            device_count: number;
            /** @description By protocol and identity; of all sources together 5,000 at most. */
            devices: components["schemas"]["DoorDevice"][];
            /** @description Of those: silent, or without a line. */
            out_count: number;
            /** @description Since when. */
            since?: string | null;
            /**
             * @description `up`; `down` where no device in service has a line; `idle` where none is in service, or none ever
             *     had a line.
             */
            state: string;
        };
        /**
         * @description The door, the sources that come to it, their devices, their series. What is below something that is out
         *     is out because of it.
         */
        DoorTree: {
            counts?: components["schemas"]["DoorCounts"] | null;
            /** @description Devices that are seen. */
            device_count: number;
            /** @description What waits to be carried to the lake. */
            inbox: components["schemas"]["DoorInbox"];
            /** @description The instant that all of it is told of. */
            now: string;
            /** @description Since when. */
            since?: string | null;
            /** @description By address; last the devices that never had a line. */
            sources: components["schemas"]["DoorSource"][];
            /** @description `open`, `closed`, or `never` where no door was ever open. */
            state: string;
            /** @description Why it is closed: `stopped`, or `lost` where the program or its machine went without a word. */
            why?: string | null;
        };
        /** @description A thing with every version of its dossier, the newest first. */
        Dossier: {
            thing: components["schemas"]["Thing"];
            versions: components["schemas"]["VersionOfThing"][];
        };
        /** @description Of which month. */
        DraftSent: {
            /** @description Such as `2021-04`. */
            month: string;
        };
        /** @description A thing that a device feeds. */
        FedThing: {
            code: string;
            kind: string;
            name_en?: string | null;
            name_zh: string;
        };
        FieldOfKind: {
            id: string;
            /** @description The words of `one_of`. */
            one_of?: string[] | null;
            /** @description `text`, `number`, `date`, `one_of` or `former_names`. */
            shape: string;
            title: components["schemas"]["Names"];
        };
        /**
         * @description What kind of file.
         * @enum {string}
         */
        Format: "csv" | "xlsx" | "parquet" | "geojson";
        /** @description A frame as it came on the wire. */
        Frame: {
            /** @description Its bytes: what is no printable sign of ASCII, and `\`, as `\xNN`. */
            bytes: string;
            /** @description What the device calls itself. */
            identity: string;
            /** @description What tells it apart among the device's frames. */
            key: string;
            /** @description Whether it was sent again, or long after what it tells of. */
            late: boolean;
            /** Format: int64 */
            number: number;
            protocol: string;
            received: string;
        };
        Health: {
            /** @description Always `ok`: what is not is a problem. */
            status: string;
            version: string;
        };
        /** @description What became of a file. */
        ImportStatus: {
            /** Format: int64 */
            batch: number;
            file_name: string;
            /** @description `null` where it was interrupted. */
            finished?: string | null;
            rejected: number;
            source: string;
            /** @description Readings that were new, or replaced older ones. */
            taken: number;
            who: string;
        };
        KindOfThing: {
            fields: components["schemas"]["FieldOfKind"][];
            id: string;
            title: components["schemas"]["Names"];
        };
        /**
         * @description The language of heads and explanations.
         * @enum {string}
         */
        Language: "zh" | "en";
        /** @description The last reading of a series. */
        LastReading: {
            cause?: string | null;
            flag: string;
            learned_at: string;
            quality: string;
            source: string;
            time: string;
            /** Format: double */
            value?: number | null;
        };
        /** @description A layer of the map. */
        Layer: {
            /** @description The part of the zone whose people see it, `county=丹江口市`. */
            area?: string | null;
            /** @description Shown wherever the layer is. */
            attribution: string;
            code: string;
            /** @description What the coordinates of that file were in, such as `EPSG:4547`. */
            crs: string;
            /** @description West, south, east and north, degrees. */
            extent?: number[] | null;
            /**
             * Format: int64
             * @description How many there are, those without a shape included; of a raster the cells with data.
             */
            features: number;
            /** @description `geojson`: whole at `url`; `tiles`: as vector tiles; `directions`: not drawn, `url` tells what drains to a place. */
            form: string;
            /** @description `point`, `line`, `polygon`, `mixed` or `raster`. */
            geometry: string;
            /** Format: int64 */
            id: number;
            imported_at: string;
            /** @description Told to those who work with the book. */
            imported_by?: string | null;
            licence?: string | null;
            /** @description 审图号, shown wherever the layer is. */
            map_number?: string | null;
            /**
             * Format: int64
             * @description The highest zoom that has tiles.
             */
            max_zoom?: number | null;
            /** @description The name of the file that it came from. */
            source: string;
            /** @description BLAKE3 of that file, hexadecimal. */
            source_hash: string;
            /**
             * Format: int64
             * @description The one that took its place.
             */
            superseded_by?: number | null;
            title: components["schemas"]["Names"];
            /** @description Where it is read; of tiles with `{z}`, `{x}` and `{y}`. */
            url: string;
        };
        /** @description Where a person is, to whom the city's sign-in is offered. */
        Leaving: {
            /** @description The page of this site that they go back to, such as `/section/X?month=2021-04`; else the first. */
            to?: string | null;
        };
        /** @description A mark of an operator. */
        Mark: {
            at: string;
            closed?: components["schemas"]["MarkClosed"] | null;
            evidence: string;
            from: string;
            /** Format: int64 */
            id: number;
            /** @description Whether it was made later than the zone asks for. */
            is_late: boolean;
            /** @description Whether it waits longer than that. */
            is_overdue: boolean;
            kind: string;
            name_en?: string | null;
            name_zh: string;
            /** @description The name of the paper that was handed in. */
            paper?: string | null;
            property?: string | null;
            /** @description One of `/api/marks/reasons`. */
            reason: string;
            reason_title: components["schemas"]["Names"];
            /**
             * Format: int64
             * @description The one series that is meant; all of the thing where there is none.
             */
            series?: number | null;
            /** @description `pending`, `accepted`, `refused` or `withdrawn`. */
            state: string;
            thing: string;
            /** @description The first instant that is not meant any more; it may lie ahead. */
            until: string;
            /** @description Until when the bureau is to judge it. */
            verdict_until?: string | null;
            who: string;
        };
        /** @description Who judged or withdrew a mark. */
        MarkClosed: {
            at: string;
            reason: string;
            who: string;
        };
        /** @description What a verdict did. */
        MarkJudged: {
            /** @description Readings that are invalid now and were not before. */
            changed: number;
            mark: components["schemas"]["Mark"];
            /** @description Readings that were so by another mark. */
            unchanged: number;
        };
        /** @description A reason why readings may be marked. */
        MarkReason: {
            /** @description `facility`: the works; `monitor`: its automatic monitor. */
            about: string;
            id: string;
            title: components["schemas"]["Names"];
        };
        /** @description A period of readings that is marked. */
        MarkSent: {
            /** @description What shows it, 1 to 1,000 characters. */
            evidence: string;
            from: string;
            /** @description Else `outfall`. */
            kind?: string | null;
            /** @description One of `/api/marks/reasons`. */
            reason: string;
            /**
             * Format: int64
             * @description Or one series.
             */
            series?: number | null;
            /** @description The code of the thing, all series of which are meant. */
            thing?: string | null;
            /** @description The first instant that is not meant any more; a bare date takes its whole day. */
            until: string;
        };
        /** @description Why a mark is taken back. */
        MarkWithdrawalSent: {
            /** @description In words, 1 to 500 characters. */
            reason: string;
        };
        /** @description A name and its password. */
        NameAndPassword: {
            name: string;
            password: string;
        };
        /** @description A title in both languages. */
        Names: {
            en: string;
            zh: string;
        };
        /** @description A series beside which a reading is looked at. */
        Neighbour: {
            name_en?: string | null;
            name_zh: string;
            /** Format: int64 */
            series: number;
            thing: string;
        };
        /** @description A backup that was written, or restored and proved. */
        NotedBackup: {
            at: string;
            /** Format: int64 */
            bytes: number;
            name: string;
            who: string;
        };
        PackHead: {
            hash: string;
            id: string;
            /** @description The schema of its tables. */
            schema: string;
            title: components["schemas"]["Names"];
            version: string;
        };
        PackText: components["schemas"]["PackHead"] & {
            board?: components["schemas"]["BoardText"] | null;
            standards: components["schemas"]["StandardHead"][];
            tables: components["schemas"]["TableText"][];
        };
        /** @description A page of a list. */
        Page_Bulletin: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                /** @description The instant whose knowledge every figure shows. */
                as_of: string;
                bureau?: string | null;
                /**
                 * @description How many figures say something else now; only where one bulletin is asked for that is under way
                 *     or issued.
                 */
                changed?: number | null;
                /**
                 * @description The files of an issued one, kept byte for byte; of another the filled forms, while the rest is
                 *     printed when asked for.
                 */
                documents: components["schemas"]["DocumentSeen"][];
                /** Format: int64 */
                id: number;
                /**
                 * Format: int64
                 * @description 1 for the first issue of the month, 2 for the first corrected one …
                 */
                issue_of_month: number;
                month: string;
                /** @description From the issue on. */
                number?: string | null;
                /** @description `drafted`, `reviewed`, `issued`, `returned` or `withdrawn`. */
                state: string;
                /** @description Who did what with it, in order. */
                steps: components["schemas"]["StepSeen"][];
                /**
                 * Format: int64
                 * @description The issued one of the month that took its place.
                 */
                superseded_by?: number | null;
                /**
                 * Format: int64
                 * @description The issued one of the month that it takes the place of.
                 */
                supersedes?: number | null;
            }[];
        };
        /** @description A page of a list. */
        Page_Decision: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                at: string;
                closed?: components["schemas"]["ClosedSeen"] | null;
                /** Format: int64 */
                id: number;
                part_count: number;
                /** @description Which: the first 20 where decisions are listed, else all. */
                parts: components["schemas"]["PartSeen"][];
                /**
                 * Format: int64
                 * @description How many readings it is about.
                 */
                readings: number;
                reason: string;
                reason_code: string;
                /** @description `proposed`, `approved`, `refused` or `withdrawn`. */
                state: string;
                /** @description `accept`, `void` or `replace`. */
                verb: string;
                /** @description Whoever decided. */
                who: string;
            }[];
        };
        /** @description A page of a list. */
        Page_DiaryEntry: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                /**
                 * Format: double
                 * @description How far it may be off, %, by the setting of the pack `instruments`.
                 */
                allowed_percent?: number | null;
                at: string;
                /** @description The code of the parameter or state. */
                code?: string | null;
                /**
                 * Format: double
                 * @description How far a check was off, %: of `full_scale` for zero and span, else of `expected`.
                 */
                deviation_percent?: number | null;
                /** Format: int64 */
                entry: number;
                /** Format: double */
                expected?: number | null;
                /** @description The code of the factor that it is about, as the device sends it; else all of the device. */
                factor?: string | null;
                /** Format: double */
                found?: number | null;
                /**
                 * Format: int64
                 * @description The number of the frame that said it; else a person did.
                 */
                frame?: number | null;
                from: string;
                /** Format: double */
                full_scale?: number | null;
                /**
                 * @description `parameter`, `state`, `zero_check`, `span_check`, `standard_check`, `comparison`, `visit`,
                 *     `maintenance`, `calibration` or `note`.
                 */
                kind: string;
                new?: string | null;
                /** @description What it was before; nothing where it became known. */
                old?: string | null;
                /** @description Whether it was within that; nothing where that cannot be told. */
                passed?: boolean | null;
                text: string;
                to?: string | null;
                who: string;
                withdrawn?: components["schemas"]["DiaryWithdrawn"] | null;
            }[];
        };
        /** @description A page of a list. */
        Page_Mark: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                at: string;
                closed?: components["schemas"]["MarkClosed"] | null;
                evidence: string;
                from: string;
                /** Format: int64 */
                id: number;
                /** @description Whether it was made later than the zone asks for. */
                is_late: boolean;
                /** @description Whether it waits longer than that. */
                is_overdue: boolean;
                kind: string;
                name_en?: string | null;
                name_zh: string;
                /** @description The name of the paper that was handed in. */
                paper?: string | null;
                property?: string | null;
                /** @description One of `/api/marks/reasons`. */
                reason: string;
                reason_title: components["schemas"]["Names"];
                /**
                 * Format: int64
                 * @description The one series that is meant; all of the thing where there is none.
                 */
                series?: number | null;
                /** @description `pending`, `accepted`, `refused` or `withdrawn`. */
                state: string;
                thing: string;
                /** @description The first instant that is not meant any more; it may lie ahead. */
                until: string;
                /** @description Until when the bureau is to judge it. */
                verdict_until?: string | null;
                who: string;
            }[];
        };
        /** @description A page of a list. */
        Page_Remark: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                at: string;
                /** Format: int64 */
                id: number;
                kind: string;
                /** @description Of a month. */
                month?: string | null;
                name_en?: string | null;
                name_zh: string;
                /** @description `reading`, `thing` or `month`. */
                of: string;
                property?: string | null;
                /**
                 * Format: int64
                 * @description Of a reading.
                 */
                series?: number | null;
                text: string;
                thing: string;
                time?: string | null;
                who: string;
                withdrawn?: components["schemas"]["Withdrawn"] | null;
            }[];
        };
        /** @description A page of a list. */
        Page_Stranger: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                first: string;
                /**
                 * Format: int64
                 * @description How many frames came of it.
                 */
                frames: number;
                /** @description The address that it spoke from last. */
                from: string;
                /** Format: int64 */
                id: number;
                /** @description What it calls itself. */
                identity: string;
                /** @description Its first frames, at most 8, as they came: what is no printable sign of ASCII, and `\`, as `\xNN`. */
                kept: string[];
                last: string;
                protocol: string;
            }[];
        };
        /** @description A page of a list. */
        Page_Thing: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                code: string;
                fields: Record<string, unknown>;
                /** @description GeoJSON. */
                geometry?: Record<string, unknown> | null;
                /** @description Whether readings that a program plays feed it. */
                is_simulated: boolean;
                kind: string;
                /** Format: double */
                latitude?: number | null;
                /** Format: double */
                longitude?: number | null;
                name_en?: string | null;
                name_zh: string;
                /** Format: int64 */
                version: number;
            }[];
        };
        /** @description A page of a list. */
        Page_Waiting: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            rows: {
                /** Format: int64 */
                batch: number;
                cause?: string | null;
                /**
                 * Format: int64
                 * @description The decision that waits about it.
                 */
                decision?: number | null;
                /** Format: double */
                detection_limit?: number | null;
                /**
                 * Format: int64
                 * @description How many reasons there are to look at it; nothing is weighed.
                 */
                doubt: number;
                /** @description The instrument's flag, a letter of HJ 212 or `L`. */
                flag: string;
                kind: string;
                learned_at: string;
                level: string;
                /** Format: int64 */
                line: number;
                method?: string | null;
                month: string;
                name_en?: string | null;
                name_zh: string;
                /** @description The same property and kind of sample at other sections of the same water, by code, at most 12. */
                neighbours: components["schemas"]["Neighbour"][];
                property: string;
                qualifier?: string | null;
                quality: string;
                /** Format: double */
                raw_detection_limit?: number | null;
                /**
                 * Format: double
                 * @description The value as it first came in.
                 */
                raw_value?: number | null;
                reasons: components["schemas"]["Reason"][];
                /** @description The water that the dossier names. */
                river?: string | null;
                sample_kind: string;
                /** Format: int64 */
                series: number;
                source: string;
                target_class?: string | null;
                thing: string;
                time: string;
                title_en?: string | null;
                title_zh?: string | null;
                unit?: string | null;
                /** Format: double */
                value?: number | null;
                water_body?: string | null;
            }[];
        };
        /** @description Some readings of a decision. */
        PartSeen: {
            /** @description The first instant; the last one too where it is one reading. */
            from: string;
            kind: string;
            name_en?: string | null;
            name_zh: string;
            property: string;
            /** Format: int64 */
            readings: number;
            /** Format: int64 */
            series: number;
            thing: string;
            to: string;
            /** @description What they become, as it was written. */
            value?: string | null;
        };
        /**
         * @description One part of a board. A table with a period is shown at the period that holds the month, a line
         *     over the periods up to it.
         */
        PartText: {
            /** @description The column whose values are told apart: a figure or a line for each. */
            by?: string | null;
            /** @description The column that is shown; a table has none. */
            column?: string | null;
            /** @description The columns of a rank or a table in their order; else none. */
            columns: string[];
            id: string;
            note?: components["schemas"]["Names"] | null;
            /** @description How many rows are shown. */
            rows?: number | null;
            show: components["schemas"]["Shown"];
            /** @description A column, or `-` and a column for the greatest first. */
            sort?: string | null;
            /** @description As `/api/tables/{table}` names it. */
            table: string;
            title: components["schemas"]["Names"];
            /**
             * @description Column and words: rows in which each of these columns has one of its words, as
             *     `/api/tables/{table}` takes them.
             */
            where: {
                [key: string]: string[];
            };
        };
        PersonSeen: {
            area?: components["schemas"]["AreaSeen"] | null;
            name: string;
            /** @description `reader`, `editor`, `reviewer` or `keeper`. */
            role: string;
            title?: string | null;
        };
        PropertyOfThings: {
            /**
             * Format: double
             * @description What is above is no value.
             */
            max?: number | null;
            /**
             * Format: double
             * @description What is below is no value.
             */
            min?: number | null;
            property: string;
            title: components["schemas"]["Names"];
            /** @description The one unit in which its values are kept. */
            unit: string;
        };
        /** @description Readings of a series between two instants, both included, at most 10,000. */
        RangeSent: {
            from: string;
            /** Format: int64 */
            series: number;
            /** @description A bare date takes its whole day. */
            to: string;
        };
        /** @description One reading. */
        ReadingSent: {
            /** Format: int64 */
            series: number;
            time: string;
            /** @description What it becomes. */
            value?: string | null;
        };
        /** @description The readings of a series, expected and had. */
        ReadingsCame: {
            /** @description Of the last 24 hours; of hours and days, back from the last one that is over. */
            day: components["schemas"]["ReadingsHad"];
            /** @description Expected of each of those 30, the oldest first. */
            days_expected: (number | null)[];
            /** @description Had of each of those 30. */
            days_had: number[];
            /** Format: int64 */
            interval_seconds?: number | null;
            /** @description Of the last 30 times 24 hours. */
            month: components["schemas"]["ReadingsHad"];
            /**
             * @description How it was reckoned what to expect: `hour` or `day` where those are the finest data that feed the
             *     series; `seen`: by the median gap between the readings of the last day, or else of the last 30 days.
             *     Nothing is expected before the device came into the book or its first reading of these 30 days.
             */
            reckoned: string;
        };
        /** @description Readings expected and had. */
        ReadingsHad: {
            /**
             * Format: int64
             * @description Nothing where too few came to tell how often they should.
             */
            expected?: number | null;
            /** Format: int64 */
            had: number;
            /**
             * Format: int64
             * @description Of those that lack: how many fell into times for which no door was open. The rest did not come.
             */
            lacking_by_door: number;
            /**
             * Format: int64
             * @description Those of them that are valid.
             */
            valid: number;
        };
        /** @description A reason to look at a reading. */
        Reason: {
            /** @description `doubtful`, `flag`, `feed_check`, `range`, `stuck`, `spike`, `neighbour` or `manual`. */
            check: string;
            en: string;
            /** @description What it was found of: the `reading`, its `sample`, or its section's `month` of the item. */
            of: string;
            zh: string;
        };
        /** @description A reason that a decision may give. */
        ReasonOffered: {
            code: string;
            en: string;
            /** @description Beside which verbs it is offered; it is taken with any. */
            verbs: string[];
            zh: string;
        };
        /** @description Why a decision is refused. */
        RefusalSent: {
            /** @description In words, 1 to 500 characters. */
            reason: string;
        };
        /** @description What the register says of a device, but for its key. */
        RegisterEntry: {
            /** @description The variant of the check that it sends. */
            check: string;
            edition: string;
            /** @description The networks that it may speak from; any where there are none. */
            networks: string[];
            /** @description When it came into the book. */
            registered?: string | null;
            /** @description `never`, `binary` or `printed`. */
            sealing: string;
            /** @description When it was taken out of service. */
            stopped?: string | null;
        };
        /** @description A remark. */
        Remark: {
            at: string;
            /** Format: int64 */
            id: number;
            kind: string;
            /** @description Of a month. */
            month?: string | null;
            name_en?: string | null;
            name_zh: string;
            /** @description `reading`, `thing` or `month`. */
            of: string;
            property?: string | null;
            /**
             * Format: int64
             * @description Of a reading.
             */
            series?: number | null;
            text: string;
            thing: string;
            time?: string | null;
            who: string;
            withdrawn?: components["schemas"]["Withdrawn"] | null;
        };
        /** @description A remark on a reading (`series` and `time`), a thing (`kind` and `thing`) or a month of a thing. */
        RemarkSent: {
            /** @description Else `section`. */
            kind?: string | null;
            /** @description Such as `2021-04`. */
            month?: string | null;
            /** Format: int64 */
            series?: number | null;
            /** @description 1 to 2,000 characters. */
            text: string;
            /** @description The thing's code. */
            thing?: string | null;
            time?: string | null;
        };
        /** @description Why a bulletin is given back. */
        ReturnSent: {
            /** @description The reason, 1 to 500 characters. */
            words: string;
        };
        /** @description What waits for people. */
        ReviewStatus: {
            /** Format: int64 */
            doubtful: number;
            oldest_doubtful?: string | null;
            oldest_not_approved?: string | null;
            /**
             * Format: int64
             * @description Readings that one person reviewed and no second one approved.
             */
            reviewed_not_approved: number;
        };
        /**
         * @description What whoever is not signed in may do.
         * @enum {string}
         */
        Rule: "open" | "public" | "sign_in";
        /** @description Who asks, and what whoever is not signed in may do. */
        Session: {
            city?: components["schemas"]["Names"] | null;
            door: components["schemas"]["Rule"];
            /** @description Whether anybody can sign in. */
            has_people: boolean;
            person?: components["schemas"]["PersonSeen"] | null;
        };
        /**
         * @description How a part of a board is shown.
         * @enum {string}
         */
        Shown: "figure" | "share" | "line" | "rank" | "table";
        /** @description A thing that nothing was read of lately. */
        SilentThing: {
            code: string;
            /**
             * Format: int64
             * @description Days before the newest reading of all.
             */
            days: number;
            kind: string;
            last_reading: string;
            name_en?: string | null;
            name_zh: string;
        };
        /** @description What one source gave last. */
        SourceStatus: {
            /** @description When the newest of its readings came into the book. */
            last_learned: string;
            last_reading: string;
            /**
             * Format: int64
             * @description Series whose latest reading is of this source.
             */
            series: number;
            source: string;
            /** Format: int64 */
            things: number;
        };
        StandardHead: {
            /** @description Path of the CSV inside the pack. */
            path: string;
            rows: number;
            /** @description As `/api/tables/{table}` names it. */
            table: string;
        };
        /** @description How the book is. */
        Status: {
            backup: components["schemas"]["BackupStatus"];
            disk: components["schemas"]["DiskStatus"];
            /** @description The newest imports; none for those who see a part of the zone. */
            imports: components["schemas"]["ImportStatus"][];
            /** @description The book's last change. */
            last_change: string;
            /** @description The newest reading of all. */
            last_reading?: string | null;
            now: string;
            /** @description Rows and cells that imports could not take, all together. */
            rejected: number;
            review: components["schemas"]["ReviewStatus"];
            /**
             * @description Things whose series have been silent for more than three days before the newest reading of
             *     all, the longest silent first.
             */
            silent: components["schemas"]["SilentThing"][];
            sources: components["schemas"]["SourceStatus"][];
            tables: components["schemas"]["TablesStatus"];
        };
        /** @description What somebody did with a bulletin. */
        StepSeen: {
            at: string;
            /** @description The name that they are called by. */
            name?: string | null;
            /** @description `drafted`, `reviewed`, `issued`, `returned` or `withdrawn`. */
            step: string;
            who: string;
            words?: string | null;
        };
        /** @description What is said to a step. */
        StepSent: {
            /** @description Whether the step is refused where a figure says something else by now. */
            unless_changed?: boolean;
            /** @description At most 500 characters. */
            words?: string | null;
        };
        /** @description Somebody who spoke at the door and is not in the register. */
        Stranger: {
            first: string;
            /**
             * Format: int64
             * @description How many frames came of it.
             */
            frames: number;
            /** @description The address that it spoke from last. */
            from: string;
            /** Format: int64 */
            id: number;
            /** @description What it calls itself. */
            identity: string;
            /** @description Its first frames, at most 8, as they came: what is no printable sign of ASCII, and `\`, as `\xNN`. */
            kept: string[];
            last: string;
            protocol: string;
        };
        /** @description What is declared of a table. */
        TableHead: {
            /** @description `id`, `type`, `title`, `unit` of each. */
            columns: Record<string, unknown>[];
            /** @description Whether a run has computed it. */
            computed: boolean;
            /** @description The columns that tell its rows apart. */
            key: string[];
            pack: string;
            /** @description The column that is its period. */
            period?: string | null;
            /** @description Its name: `water_quality.section_month`. */
            table: string;
            title: components["schemas"]["Names"];
        };
        /** @description A page of a table. */
        TablePage: {
            /** @description The cursor of the next page; give it back as `after`. */
            next?: string | null;
            /** @description One of a computed table that is made of readings that a program plays has `is_simulated` besides. */
            rows: Record<string, unknown>[];
            /**
             * Format: int64
             * @description The lake's snapshot that the rows were read from.
             */
            snapshot: number;
            table: string;
        };
        TableText: {
            sql: string;
            sql_path: string;
            table: string;
            /** @description Queries that return the wrong rows. */
            tests: components["schemas"]["TestText"][];
            title: components["schemas"]["Names"];
        };
        /** @description What was computed. */
        TablesStatus: {
            computed: number;
            last_run?: string | null;
            not_computed: string[];
        };
        TestText: {
            sql: string;
            title: components["schemas"]["Names"];
        };
        /** @description A thing and its dossier. */
        Thing: {
            code: string;
            fields: Record<string, unknown>;
            /** @description GeoJSON. */
            geometry?: Record<string, unknown> | null;
            /** @description Whether readings that a program plays feed it. */
            is_simulated: boolean;
            kind: string;
            /** Format: double */
            latitude?: number | null;
            /** Format: double */
            longitude?: number | null;
            name_en?: string | null;
            name_zh: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A code that a device sends and that feeds no series. */
        UnpointedCode: {
            /**
             * Format: int64
             * @description How many came.
             */
            came: number;
            code: string;
            /** @description Of which data: `realtime`, `minute`, `hour`, `day`. */
            data: string;
            /** @description Which of its values: `Rtd`, `Avg` … */
            field: string;
            /** @description When the first of its values came. */
            first: string;
            /** @description When the last came. */
            last: string;
            /** @description The last of them, as it was sent. */
            last_value: string;
        };
        /** @description What the bureau finds of a mark. */
        VerdictSent: {
            /** @description Why, in words, 1 to 500 characters. */
            reason: string;
            /** @description `accepted`: its readings are invalid, those that come in later too; `refused`: nothing changes. */
            verdict: string;
        };
        VersionOfThing: components["schemas"]["Thing"] & {
            /** @description When it was written. */
            at: string;
            /** @description By whom. */
            who: string;
        };
        /** @description A reading that waits for a person. */
        Waiting: {
            /** Format: int64 */
            batch: number;
            cause?: string | null;
            /**
             * Format: int64
             * @description The decision that waits about it.
             */
            decision?: number | null;
            /** Format: double */
            detection_limit?: number | null;
            /**
             * Format: int64
             * @description How many reasons there are to look at it; nothing is weighed.
             */
            doubt: number;
            /** @description The instrument's flag, a letter of HJ 212 or `L`. */
            flag: string;
            kind: string;
            learned_at: string;
            level: string;
            /** Format: int64 */
            line: number;
            method?: string | null;
            month: string;
            name_en?: string | null;
            name_zh: string;
            /** @description The same property and kind of sample at other sections of the same water, by code, at most 12. */
            neighbours: components["schemas"]["Neighbour"][];
            property: string;
            qualifier?: string | null;
            quality: string;
            /** Format: double */
            raw_detection_limit?: number | null;
            /**
             * Format: double
             * @description The value as it first came in.
             */
            raw_value?: number | null;
            reasons: components["schemas"]["Reason"][];
            /** @description The water that the dossier names. */
            river?: string | null;
            sample_kind: string;
            /** Format: int64 */
            series: number;
            source: string;
            target_class?: string | null;
            thing: string;
            time: string;
            title_en?: string | null;
            title_zh?: string | null;
            unit?: string | null;
            /** Format: double */
            value?: number | null;
            water_body?: string | null;
        };
        /** @description The ground that drains to a place, as a feature of GeoJSON: its border along the edges of cells. */
        WatershedFeature: {
            /** @description A `MultiPolygon` in WGS 84, degrees; nothing where nothing was found. */
            geometry?: Record<string, unknown> | null;
            properties: components["schemas"]["WatershedFound"];
            /** @description `Feature`. */
            type: string;
        };
        /** @description What was found, and by what. */
        WatershedFound: {
            /** Format: double */
            area_km2?: number | null;
            /** @description The place that was asked for, longitude and latitude. */
            asked: number[];
            attribution: string;
            /**
             * Format: int64
             * @description How many cells drain there, itself included.
             */
            cells?: number | null;
            code: string;
            /**
             * @description `ground`; `outside`: the raster does not lie there; `no_data`: it has none there; `too_large`: more drains
             *     there than is drawn.
             */
            found: string;
            /**
             * Format: int64
             * @description The number of the layer.
             */
            layer: number;
            /**
             * Format: double
             * @description How far that is from the cell of the place that was asked for, metres.
             */
            moved_m?: number | null;
            /** @description The middle of the cell that the ground drains to, longitude and latitude. */
            outlet?: number[] | null;
            /** @description Rows and columns that the place could be moved by. */
            snap: number;
            title: components["schemas"]["Names"];
        };
        /** @description A list that is given whole. */
        Whole_KindOfThing: {
            rows: {
                fields: components["schemas"]["FieldOfKind"][];
                id: string;
                title: components["schemas"]["Names"];
            }[];
        };
        /** @description A list that is given whole. */
        Whole_Layer: {
            rows: {
                /** @description The part of the zone whose people see it, `county=丹江口市`. */
                area?: string | null;
                /** @description Shown wherever the layer is. */
                attribution: string;
                code: string;
                /** @description What the coordinates of that file were in, such as `EPSG:4547`. */
                crs: string;
                /** @description West, south, east and north, degrees. */
                extent?: number[] | null;
                /**
                 * Format: int64
                 * @description How many there are, those without a shape included; of a raster the cells with data.
                 */
                features: number;
                /** @description `geojson`: whole at `url`; `tiles`: as vector tiles; `directions`: not drawn, `url` tells what drains to a place. */
                form: string;
                /** @description `point`, `line`, `polygon`, `mixed` or `raster`. */
                geometry: string;
                /** Format: int64 */
                id: number;
                imported_at: string;
                /** @description Told to those who work with the book. */
                imported_by?: string | null;
                licence?: string | null;
                /** @description 审图号, shown wherever the layer is. */
                map_number?: string | null;
                /**
                 * Format: int64
                 * @description The highest zoom that has tiles.
                 */
                max_zoom?: number | null;
                /** @description The name of the file that it came from. */
                source: string;
                /** @description BLAKE3 of that file, hexadecimal. */
                source_hash: string;
                /**
                 * Format: int64
                 * @description The one that took its place.
                 */
                superseded_by?: number | null;
                title: components["schemas"]["Names"];
                /** @description Where it is read; of tiles with `{z}`, `{x}` and `{y}`. */
                url: string;
            }[];
        };
        /** @description A list that is given whole. */
        Whole_MarkReason: {
            rows: {
                /** @description `facility`: the works; `monitor`: its automatic monitor. */
                about: string;
                id: string;
                title: components["schemas"]["Names"];
            }[];
        };
        /** @description A list that is given whole. */
        Whole_PropertyOfThings: {
            rows: {
                /**
                 * Format: double
                 * @description What is above is no value.
                 */
                max?: number | null;
                /**
                 * Format: double
                 * @description What is below is no value.
                 */
                min?: number | null;
                property: string;
                title: components["schemas"]["Names"];
                /** @description The one unit in which its values are kept. */
                unit: string;
            }[];
        };
        /** @description A list that is given whole. */
        Whole_ReasonOffered: {
            rows: {
                code: string;
                en: string;
                /** @description Beside which verbs it is offered; it is taken with any. */
                verbs: string[];
                zh: string;
            }[];
        };
        /** @description A list that is given whole. */
        Whole_TableHead: {
            rows: {
                /** @description `id`, `type`, `title`, `unit` of each. */
                columns: Record<string, unknown>[];
                /** @description Whether a run has computed it. */
                computed: boolean;
                /** @description The columns that tell its rows apart. */
                key: string[];
                pack: string;
                /** @description The column that is its period. */
                period?: string | null;
                /** @description Its name: `water_quality.section_month`. */
                table: string;
                title: components["schemas"]["Names"];
            }[];
        };
        /** @description Who withdrew a remark. */
        Withdrawn: {
            at: string;
            who: string;
        };
        ZoneHead: {
            name: components["schemas"]["Names"];
            packs: components["schemas"]["PackHead"][];
            /** @description The book's last change before it. */
            read_at: string;
            /**
             * Format: int64
             * @description The lake's snapshot that every answer is read from.
             */
            snapshot: number;
            time_zone: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_bulletins: {
        parameters: {
            query?: {
                /** @description Only those of this month, such as `2021-04`. */
                month?: string;
                /** @description `drafted`, `reviewed`, `issued`, `returned` or `withdrawn`; else all. */
                state?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Bulletin"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    draft_bulletin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    one_bulletin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    bulletin_changes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    bulletin_document: {
        parameters: {
            query: {
                /** @description The language; else `zh`. */
                lang?: components["schemas"]["Language"];
                /** @description The form. */
                format: components["schemas"]["DocumentFormat"];
                /** @description Which of several workbooks, as the bulletin's documents name it; else the first. */
                name?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": number[];
                    "text/html": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    issue_bulletin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    return_bulletin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReturnSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    review_bulletin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    withdraw_bulletin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    list_devices: {
        parameters: {
            query?: {
                /** @description Only devices whose identity, or whose name or that of a thing that they feed, has this in it. */
                text?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Devices"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    one_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                protocol: string;
                identity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceWhole"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    device_diary: {
        parameters: {
            query?: {
                /** @description Only entries of these kinds, with commas between. */
                kind?: string;
                /** @description `true`: also those that were withdrawn. */
                withdrawn?: boolean;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path: {
                protocol: string;
                identity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DiaryEntry"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    write_diary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                protocol: string;
                identity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiarySent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiaryEntry"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    withdraw_diary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiaryEntry"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    door_tree: {
        parameters: {
            query?: {
                /** @description `sources`, `devices` (as where nothing is said) or `series`. */
                depth?: components["schemas"]["Depth"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoorTree"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    door_outages: {
        parameters: {
            query?: {
                /** @description Days back from now, 1 to 30; 7 where nothing is said. */
                days?: number;
                /** @description Only what one device was touched by: its protocol. Takes `identity` too. */
                protocol?: string;
                /** @description And what it calls itself. */
                identity?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoorOutages"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    one_frame: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Frame"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    kinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whole_KindOfThing"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    list_layers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whole_Layer"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    one_layer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layer"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    layer_features: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": string;
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    layer_tile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                /** @description The zoom, up to the layer's `max_zoom`. */
                z: number;
                /** @description From the west, from 0. */
                x: number;
                /** @description From the north, from 0. */
                y: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": number[];
                };
            };
            /** @description Nothing lies in this tile. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    layer_watershed: {
        parameters: {
            query: {
                /** @description Degrees. */
                longitude: number;
                /** @description Degrees. */
                latitude: number;
                /**
                 * @description Rows and columns that the place may be moved by, to the cell with the most ground above it; 3 where it is
                 *     left out.
                 */
                snap?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["WatershedFeature"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    list_marks: {
        parameters: {
            query?: {
                /** @description `pending`, `accepted`, `refused` or `withdrawn`; else all. */
                state?: string;
                /** @description The kind of `thing`; else `outfall`. */
                kind?: string;
                /** @description Only marks about the thing with this code. */
                thing?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Mark"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    add_mark: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mark"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    mark_reasons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whole_MarkReason"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    judge_mark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerdictSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarkJudged"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    mark_paper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    withdraw_mark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkWithdrawalSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mark"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    pack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description such as `water-quality` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackText"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    properties: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whole_PropertyOfThings"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    list_remarks: {
        parameters: {
            query?: {
                /** @description The kind of `thing`; else `section`. */
                kind?: string;
                /** @description Only remarks on the thing with this code, its months and its readings. */
                thing?: string;
                /** @description Only remarks on readings of this series. */
                series?: number;
                /** @description Only remarks about this month, such as `2021-04`. */
                month?: string;
                /**
                 * @description Only remarks about this instant or day and what comes after it. A remark on a thing is about the
                 *     instant when it was written.
                 */
                from?: string;
                /** @description Only remarks about what comes before this instant, or the end of this day. */
                to?: string;
                /** @description `true`: also those that were withdrawn. */
                withdrawn?: boolean;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Remark"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    add_remark: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemarkSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Remark"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    withdraw_remark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Remark"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    review_queue: {
        parameters: {
            query?: {
                /**
                 * @description `open`: doubtful, and nobody has decided; `proposed`: decided by one person, waiting for a second.
                 *     Else `open`.
                 */
                state?: string;
                /** @description Only readings of things of this kind. */
                kind?: string;
                /** @description Only readings of the thing with this code. */
                section?: string;
                /** @description Only readings of this property. */
                property?: string;
                /** @description Only readings of the decision with this number, where `state` is `proposed`. */
                decision?: number;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Waiting"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    approve_decisions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalMade"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    list_decisions: {
        parameters: {
            query?: {
                /** @description `proposed`, `approved`, `refused` or `withdrawn`; else all. */
                state?: string;
                /** @description Only what this person decided. */
                by?: string;
                /** @description Only what anybody else decided: what waits for this person. */
                not_by?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Decision"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    decide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    one_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    refuse_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefusalSent"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    withdraw_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    review_reasons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whole_ReasonOffered"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    series: {
        parameters: {
            query?: {
                /** @description Only series of things of this kind. */
                kind?: string;
                /** @description Only series of the thing with this code. */
                thing?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    buckets: {
        parameters: {
            query?: {
                /** @description The first instant or day, in the zone's time; else that of the first reading. */
                from?: string;
                /** @description The last instant or day, included; else that of the last reading. */
                to?: string;
                /** @description How many pixels wide the chart is, 1 to 16,384; else 800. */
                width?: number;
            };
            header?: never;
            path: {
                series: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chart"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    readings: {
        parameters: {
            query: {
                /** @description the kind of file; readings of one series have one place and are no `geojson` */
                format: components["schemas"]["Format"];
                /** @description the first instant or day, in the zone's time */
                from?: string;
                /** @description the last instant or day, included */
                to?: string;
                /** @description the language of heads and explanations; else `zh` */
                lang?: components["schemas"]["Language"];
            };
            header?: never;
            path: {
                series: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": number[];
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    "application/vnd.apache.parquet": number[];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    observations: {
        parameters: {
            query?: {
                /** @description The first instant or day, in the zone's time. */
                from?: string;
                /** @description The last instant or day, included. */
                to?: string;
                /** @description `time`, or `-time` for the newest first. */
                sort?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path: {
                series: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NameAndPassword"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    begin_city_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Leaving"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Away"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    end_city_sign_in: {
        parameters: {
            query?: {
                /** @description What was sent along. */
                state?: string;
                /** @description What the provider gives an ID token for. */
                code?: string;
                /** @description Why it gives none. */
                error?: string;
                /** @description Who answers. */
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    list_strangers: {
        parameters: {
            query?: {
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Stranger"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    adopt_stranger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdoptionSent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Adopted"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    tables: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whole_TableHead"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    table: {
        parameters: {
            query?: {
                /** @description the first period, such as `2021-01` */
                from?: string;
                /** @description the last period, included */
                to?: string;
                /** @description a column, or `-` and a column for the greatest first; else the key */
                sort?: string;
                /** @description rows of the page, 1 to 1,000 */
                limit?: number;
                /** @description the cursor that the page before gave */
                after?: string;
            };
            header?: never;
            path: {
                /** @description such as `water_quality.section_month` */
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TablePage"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    export: {
        parameters: {
            query: {
                /** @description the kind of file */
                format: components["schemas"]["Format"];
                /** @description the language of heads and explanations; else `zh` */
                lang?: components["schemas"]["Language"];
            };
            header?: never;
            path: {
                /** @description such as `water_quality.section_month` */
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": number[];
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    "application/vnd.apache.parquet": number[];
                    "application/geo+json": unknown;
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    things: {
        parameters: {
            query?: {
                /** @description Only things of this kind. */
                kind?: string;
                /** @description Rows of the page, 1 to 1,000. */
                limit?: number;
                /** @description The cursor that the page before gave. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Thing"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    thing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dossier"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    why: {
        parameters: {
            query: {
                /** @description such as `water_quality.section_month` */
                table: string;
                /** @description a column of the key and its value, such as `month=2021-04`; any number of them */
                column?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    zone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ZoneHead"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description What was asked wrongly, and what was expected. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
            /** @description What took too much, or failed. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @description What was found and what was expected. */
                        detail: string;
                        /**
                         * Format: int32
                         * @description The status.
                         */
                        status: number;
                        /** @description The status in words. */
                        title: string;
                        /** @description Always `about:blank`: the status says which kind it is. */
                        type: string;
                    };
                };
            };
        };
    };
}
