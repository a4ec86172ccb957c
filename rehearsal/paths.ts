import path from 'node:path';

/** The working tree of this repository. */
export const repository = path.resolve(__dirname, '..');

/** Python environments and tools that the set-up makes. */
export const venv = path.join(repository, '.venv');

/** What the set-up makes once and every rehearsal reuses: root file system and images of the hosts. */
export const cache = path.join(repository, '.rehearsal-cache');

/** Root file system of a Debian release (read-only; each host writes into a layer of its own). */
export const hostRoot = (suite: string): string => path.join(cache, 'roots', suite);

/** What a generation of hosts has over the root file system of its release; a layer, read-only as well. */
export const hostLayer = (generation: string): string => path.join(cache, 'layers', generation);

/** Storage of a generation's docker with the images that jobs need; copied into each host. */
export const dockerStorage = (generation: string): string => path.join(cache, 'storage', generation);

/** Debian packages that were downloaded for a release. */
export const packageCache = (suite: string): string => path.join(cache, 'apt', suite);

/** Key by which the hosts let the user zuul and root in. */
export const hostKey = path.join(cache, 'keys', 'host');

/** Certificate authority of all rehearsals; the hosts trust it. */
export const authority = path.join(cache, 'authority');

/** Everything that one rehearsal writes, unless --state names another folder. */
export const defaultState = path.join(repository, '.rehearsal', 'site');

/** Inside the rehearsal's namespaces its state always has this short path: sockets and logs get short names. */
export const inside = '/run/ig';
