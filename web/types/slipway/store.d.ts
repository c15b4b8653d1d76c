/**
 * Returns a snapshot and its subscribers, as React's useSyncExternalStore expects them.
 * @template Snapshot
 * @param {() => Snapshot} take returns a new snapshot
 */
export declare function store<Snapshot>(take: () => Snapshot): {
    snapshot: () => Snapshot;
    /** @param {() => void} listener */
    subscribe(listener: () => void): () => undefined;
    /** Drops the snapshot, and calls the listeners within a frame. */
    changed(): void;
};
