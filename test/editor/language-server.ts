import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A position as the protocol counts: from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** What the server says about a file at a place. */
export interface LanguageServer {
  open: (
    text: string,
  ) => Promise<readonly { readonly message: string; readonly range: { readonly start: Position } }[]>;
  complete: (position: Position) => Promise<readonly string[]>;
  hover: (position: Position) => Promise<string>;
  stop: () => Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

const program = (): string => {
  const manifest = require.resolve('yaml-language-server/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  return resolve(manifest, '..', bin['yaml-language-server'] ?? '');
};

/** Starts the server that editors start, and speaks to it as they do: JSON messages over stdin and stdout. */
export const startLanguageServer = async (
  schema: string,
  customTags: readonly string[],
): Promise<LanguageServer> => {
  const child = spawn(process.execPath, [program(), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (result: unknown) => void>();
  const diagnostics: ((params: { uri: string; diagnostics: never[] }) => void)[] = [];
  let buffer = Buffer.alloc(0);
  let last = 0;
  let version = 0;

  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method: string, params: object): Promise<unknown> =>
    new Promise((done) => {
      waiting.set(++last, done);
      send({ id: last, method, params });
    });
  const settings = {
    yaml: {
      schemas: {},
      validate: true,
      hover: true,
      completion: true,
      schemaStore: { enable: false },
      customTags,
    },
  };
  const receive = (message: Message): void => {
    if (message.id !== undefined && message.method === undefined) {
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    } else if (message.method === 'workspace/configuration') {
      const { items } = message.params as { items: { section: string }[] };
      send({ id: message.id, result: items.map(({ section }) => (section === 'yaml' ? settings.yaml : {})) });
    } else if (message.id !== undefined) send({ id: message.id, result: null });
    else if (message.method === 'textDocument/publishDiagnostics')
      for (const listener of diagnostics.splice(0)) listener(message.params as never);
  };
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())?.[1]);
      if (head < 0 || buffer.length < head + 4 + length) return;
      const body = buffer.subarray(head + 4, head + 4 + length).toString();
      buffer = buffer.subarray(head + 4 + length);
      receive(JSON.parse(body) as Message);
    }
  });

  await request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { hover: { contentFormat: ['markdown'] } },
    },
  });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });

  let uri = '';
  const at = (position: Position) => ({ textDocument: { uri }, position });
  return {
    open: (text) =>
      new Promise((done) => {
        uri = `file:///project/zuul-${++version}.yaml`;
        const own = uri;
        const listen = () =>
          diagnostics.push((params) => (params.uri === own ? done(params.diagnostics) : listen()));
        listen();
        // The line that the README shows.
        const modeline = `# yaml-language-server: $schema=file://${schema}\n`;
        send({
          method: 'textDocument/didOpen',
          params: { textDocument: { uri, languageId: 'yaml', version: 1, text: modeline + text } },
        });
      }),
    complete: async (position) => {
      const result = (await request('textDocument/completion', at(position))) as {
        items: { label: string }[];
      };
      return result.items.map(({ label }) => label);
    },
    hover: async (position) => {
      const result = (await request('textDocument/hover', at(position))) as {
        contents: { value: string };
      } | null;
      return result?.contents.value ?? '';
    },
    stop: async () => {
      await request('shutdown', {});
      send({ method: 'exit' });
      await new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(undefined)));
    },
  };
};

export const projectSchema = join(resolve(__dirname, '../..'), 'schemas/zuul-project.schema.json');
