/**
 * A snapshot that others subscribe to, as React's useSyncExternalStore wants it.
 * @template Snapshot
 */
export declare class Store<Snapshot> {
    #private;
    /** @param {() => Snapshot} take */
    constructor(take: () => Snapshot);
    snapshot(): Snapshot;
    /** @param {() => void} listener */
    subscribe(listener: () => void): () => undefined;
    /** Tells the listeners, at once or, after a change in this very frame, in the next. */
    changed(): void;
}
