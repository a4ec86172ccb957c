import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Build } from '../drive/buildsets';
import type { Notification } from '../stage/docker-hub/notifications';
import type { EngineEvent } from '../stage/engine-record';

/** An image that an engine has pushed, by the engine's own word. */
export interface Push {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly repository: string;
  readonly tag: string;
  /** The engine's id of the image: the digest of its configuration, or of its manifest (containerd's store). */
  readonly image: string | undefined;
}

/** A container that an engine has made. */
export interface Container {
  readonly at: number;
  /** As the command named the image. */
  readonly image: string;
  /** The change that the image says it was built of. */
  readonly change: string | undefined;
}

const milliseconds = (event: EngineEvent): number => event.timeNano / 1e6;

/** Without the registry in front of it, which is another one in each buildset. */
const withoutRegistry = (reference: string): readonly [string, string] => {
  const [, repository = '', tag = ''] =
    /^(?:[^/]*[.:][^/]*\/|localhost\/)?(.+):([^/:]+)$/.exec(reference) ?? [];
  return [repository, tag];
};

/** The images that an engine has pushed, and under which names. */
export const pushesOf = (events: readonly EngineEvent[]): readonly Push[] => {
  const tagged = new Map<string, string>();
  return events.flatMap((event) => {
    const { ID: id, Attributes: attributes } = event.Actor;
    if (event.Type !== 'image') return [];
    if (event.Action === 'tag') tagged.set(attributes['name'] ?? '', id);
    if (event.Action !== 'push') return [];
    const [repository, tag] = withoutRegistry(id);
    return [{ at: milliseconds(event), repository, tag, image: tagged.get(id) }];
  });
};

/** The containers that an engine has made of named images. */
export const containersOf = (events: readonly EngineEvent[]): readonly Container[] =>
  events
    .filter(({ Type: type, Action: action }) => type === 'container' && action === 'create')
    .map((event) => {
      const { image = '', 'org.zuul-ci.change': change } = event.Actor.Attributes;
      return { at: milliseconds(event), image, change };
    });

/** When a build ran, in milliseconds since 1970; Zuul's database has UTC. */
export const timesOf = ({
  start_time: start,
  end_time: end,
}: Build): {
  readonly start: number;
  readonly end: number;
} => {
  const read = (time: string | null, otherwise: number): number =>
    time === null ? otherwise : Date.parse(time.endsWith('Z') ? time : `${time}Z`);
  return { start: read(start, Infinity), end: read(end, Infinity) };
};

interface Inventory {
  readonly all?: { readonly hosts?: Readonly<Record<string, { readonly ansible_host?: string }>> };
}

/** Addresses of the nodes that a build had. */
export const nodesOf = (state: string, build: Build): readonly string[] => {
  const file = path.join(state, 'builds', build.uuid, 'ansible/inventory.yaml');
  if (!existsSync(file)) return []; // noop, or a build that never began
  const { all } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as Inventory;
  return Object.values(all?.hosts ?? {}).flatMap(({ ansible_host: address }) => address ?? []);
};

/** What a name stood for at some moment, by the registry's own word; undefined if it was not there. */
export const digestAt = (
  notifications: readonly Notification[],
  { repository, tag }: { readonly repository: string; readonly tag: string },
  moment: number,
): string | undefined => {
  const last = notifications
    .filter(({ target }) => target.repository === repository && target.tag === tag)
    .filter(({ timestamp }) => Date.parse(timestamp) <= moment)
    .at(-1);
  return last?.action === 'push' ? last.target.digest : undefined;
};
