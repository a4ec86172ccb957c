import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { notificationPort } from '../addresses';

/** What the registry tells about a push or a deletion (distribution's notifications; the fields that are used). */
export interface Notification {
  readonly action: 'push' | 'delete';
  readonly timestamp: string;
  readonly target: { readonly repository: string; readonly tag?: string; readonly digest?: string };
}

interface Envelope {
  readonly events: readonly Notification[];
}

const recordOf = (state: string): string => path.join(state, 'log', 'docker-hub-notifications.jsonl');

/** Writes down what the registry of Docker Hub tells, one line for each push and deletion. */
export const recordNotifications = (address: string, state: string): void => {
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { events } = JSON.parse(Buffer.concat(chunks).toString()) as Envelope;
      for (const event of events) appendFileSync(recordOf(state), `${JSON.stringify(event)}\n`);
      response.end();
    });
  }).listen(notificationPort, address);
};

/** Everything that was written down so far, in the order in which it happened. */
export const readNotifications = (state: string): readonly Notification[] => {
  const file = recordOf(state);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => JSON.parse(line) as Notification);
};
