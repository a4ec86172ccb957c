/** Releases of Debian that hosts are made of, and the packages that they have beside those that every host has. */
export const releases = {
  bookworm: [],
  // docker's parts are packages of their own; the last two are what podman's network takes there
  trixie: ['docker-cli', 'docker-buildx', 'passt', 'nftables'],
  sid: ['docker-cli', 'docker-buildx', 'passt', 'nftables'],
} as const;

/** The name of such a release. */
export type Suite = keyof typeof releases;

/** A program that is built from its Go module, and takes the place of Debian's. */
export interface GoProgram {
  readonly module: string;
  readonly version: string;
  /** Package of the module that is the program. */
  readonly package: string;
  /** Where it goes, from the root of the host. */
  readonly target: string;
  /** Variable of the program that holds its version, and what it says. */
  readonly calledBy?: readonly [variable: string, version: string];
  /** Modules in another version than the program asks for: the proxy does not serve that one. */
  readonly requires?: readonly string[];
}

/** Hosts of one kind: a release of Debian, the engines on it, and what was changed. */
export interface Generation {
  readonly name: string;
  /** Release of Debian; generations of one release share its root file system. */
  readonly suite: Suite;
  /** Where docker keeps images. */
  readonly store: 'overlay2' | 'containerd';
  /** How the versions of docker (engine and command line) and podman begin. */
  readonly docker: string;
  readonly podman: string;
  readonly programs?: readonly GoProgram[];
  /** Text of files, by path from the root of the host. */
  readonly files?: Readonly<Record<string, string>>;
}

const engine = { module: 'github.com/moby/moby/v2', version: 'v2.0.0-beta.24' } as const;

// Without it podman copies every layer as a whole; a newer one knows by itself, and takes this for a user's store as well.
const storageOfPodman4 = `[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
`;

/** All generations, from the oldest engine to the newest; to add one is to add a row. */
export const generations: readonly Generation[] = [
  {
    name: 'bookworm',
    suite: 'bookworm',
    store: 'overlay2',
    docker: '20.10',
    podman: '4.3',
    files: { 'etc/containers/storage.conf': storageOfPodman4 },
  },
  { name: 'trixie', suite: 'trixie', store: 'overlay2', docker: '26.1', podman: '5.4' },
  { name: 'sid', suite: 'sid', store: 'overlay2', docker: '28.5', podman: '5.8' },
  {
    name: 'sid-containerd',
    suite: 'sid',
    store: 'containerd',
    docker: '28.5',
    podman: '5.8',
    // not in daemon.json, which jobs and tests replace
    files: { 'etc/default/docker': 'DOCKER_OPTS="--feature containerd-snapshotter=true"\n' },
  },
  {
    name: 'docker29',
    suite: 'sid',
    store: 'containerd',
    docker: '29.9',
    podman: '5.8',
    programs: [
      {
        ...engine,
        package: './cmd/dockerd',
        target: 'usr/sbin/dockerd',
        calledBy: ['github.com/moby/moby/v2/dockerversion.Version', '29.9.0+moby.v2.0.0-beta.24'],
      },
      { ...engine, package: './cmd/docker-proxy', target: 'usr/sbin/docker-proxy' },
      {
        module: 'github.com/docker/cli',
        version: 'v29.9.3+incompatible',
        package: './cmd/docker',
        target: 'usr/bin/docker',
        calledBy: ['github.com/docker/cli/cli/version.Version', '29.9.3'],
        requires: ['github.com/moby/swarmkit/v2@v2.1.2'],
      },
    ],
  },
];

const names = generations.map(({ name }) => name);

/** What tests run on unless they are told otherwise: the oldest engine and the newest. */
export const outermost = [names.at(0), names.at(-1)].join();

/** The oldest engine. */
export const oldest = names.at(0) ?? '';

/** The newest engine. */
export const newest = names.at(-1) ?? '';

/** What a rehearsal runs on unless it is told otherwise: the least to download, and nothing to compile. */
export const quickest = 'bookworm';

/** A generation by its name. */
export const generationOf = (name: string): Generation => {
  const found = generations.find((generation) => generation.name === name);
  if (found === undefined) throw new Error(`there are no hosts ${name}; there are ${names.join(', ')}`);
  return found;
};

/** Generations by their names with commas between, or `all`; in the order of the table. */
export const selectGenerations = (words: string): readonly Generation[] => {
  if (words === 'all') return generations;
  const wanted = words.split(',').map((word) => generationOf(word.trim()));
  return generations.filter((generation) => wanted.includes(generation));
};
