import path from 'node:path';

/** The working tree of this repository. */
export const repository = path.resolve(__dirname, '..');

/** Python environments and tools that the set-up makes. */
export const venv = path.join(repository, '.venv');

/** What the set-up makes once and every rehearsal reuses: root file system and images of the hosts. */
export const cache = path.join(repository, '.rehearsal-cache');

/** Root file system that all hosts share (read-only; each host writes into a layer of its own). */
export const hostRoot = path.join(cache, 'host-root');

/** docker's storage with the images that jobs need; copied into each host. */
export const dockerStorage = path.join(cache, 'docker');

/** Key by which the hosts let the user zuul and root in. */
export const hostKey = path.join(cache, 'keys', 'host');

/** Certificate authority of all rehearsals; the hosts trust it. */
export const authority = path.join(cache, 'authority');

/** Everything that one rehearsal writes, unless --state names another folder. */
export const defaultState = path.join(repository, '.rehearsal', 'site');

/** Inside the rehearsal's namespaces its state always has this short path: sockets and logs get short names. */
export const inside = '/run/ig';
