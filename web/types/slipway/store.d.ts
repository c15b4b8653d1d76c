/**
 * A snapshot and its subscribers, as in React's useSyncExternalStore.
 * @template Snapshot
 * @param {() => Snapshot} take returns a new snapshot
 */
export declare function store<Snapshot>(take: () => Snapshot): {
    snapshot: () => Snapshot;
    /** @param {() => void} listener */
    subscribe(listener: () => void): () => undefined;
    /** Drops the snapshot and calls the listeners, soon or in the next frame. */
    changed(): void;
};
