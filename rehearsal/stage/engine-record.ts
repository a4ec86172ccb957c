import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startDaemon } from './daemon';
import { ssh, type Host } from '../hosts/hosts';
import type { Namespaces } from '../hosts/namespaces';

/** What an engine tells about images and containers (docker's events; the fields that are used). */
export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

const recordOf = (node: Host): string => `engine-of-${node.name}`;

// docker ends the stream when it is restarted
const follow = `since=$(date +%s)
while :; do
  docker events --since "$since" --filter event=tag --filter event=push --filter event=create --format '{{json .}}'
  since=$(date +%s); sleep 1
done`;

/** Lets the engine of each node write down what it does: a record of the builds that no role has a hand in. */
export const startEngineRecords = (namespaces: Namespaces, nodes: readonly Host[]): void => {
  for (const node of nodes) startDaemon(namespaces, recordOf(node), ssh(node, follow, 'root'));
};

/** What the engine of a node has done so far. */
export const readEngineRecord = (state: string, node: Host): readonly EngineEvent[] => {
  const file = path.join(state, 'log', `${recordOf(node)}.log`);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as EngineEvent);
};
