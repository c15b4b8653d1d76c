import { Transfer } from "./transfer.js";
import type { Source } from './source.js';
import type { Settings, State, Stored } from './transfer.js';
export type UploadMembers = {
    /**
     * unique in the page
     */
    id: string;
    file: File;
    /**
     * of the file
     */
    name: string;
    state: State;
    /**
     * bytes sent so far; less than before when something has to be sent again
     */
    loaded: number;
    /**
     * what went wrong last
     */
    error: Error | undefined;
    /**
     * settles as soon as the upload is over: rejects with an UploadError, with the reason
     * of the cancelling, or with what the page did wrong. Of what is not stored, S3 then keeps nothing; that is seen to
     * afterwards. After retry(), it is another promise
     */
    done: Promise<Stored>;
    /**
     * stops sending. Of a file in parts, what has arrived stays; a form begins anew
     */
    pause: () => void;
    /**
     * goes on after a pause; or, if it waits to try again, tries now
     */
    resume: () => void;
    /**
     * gives up the file, and what S3 has of it. One that has failed is given up
     * for good: otherwise, its parts wait a day for the same file to come again
     */
    cancel: (reason?: unknown) => void;
    /**
     * starts again what has failed or was cancelled
     */
    retry: () => void;
    /**
     * asks the API for a URL to read
     * the stored file at, good for a few minutes: as an attachment, or inline where no browser runs anything of its type
     */
    url: (options?: {
        disposition?: 'attachment' | 'inline';
    }) => Promise<string>;
    /**
     * deletes the stored file
     */
    remove: () => Promise<void>;
};
export type Upload = Readonly<UploadMembers>;
export type FileSnapshot = Readonly<{
    id: string;
    name: string;
    size: number;
    type: string;
    profile: string | undefined;
    path: string;
    state: State;
    loaded: number;
    error: Error | undefined;
    stored: Stored | undefined;
}>;
/** One file of a call, through all its tries. */
export declare class Item {
    #private;
    source: Source;
    transfer: Transfer;
    /** @type {Upload} */
    upload: Upload;
    id: string;
    /**
     * @param {Source} source
     * @param {Settings} settings
     * @param {(item: Item, sent: number) => void} onChange with how many bytes more have been sent
     */
    constructor(source: Source, settings: Settings, onChange: (item: Item, sent: number) => void);
    retry(): void;
    /** @returns {FileSnapshot} the same object while nothing has changed */
    snapshot(): FileSnapshot;
}
