import { runInside, type Namespaces } from '../hosts/namespaces';

/** A request to a server of the rehearsal. */
export interface HttpRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly user?: { readonly name: string; readonly password: string };
  readonly body?: string;
}

/** An answer with its status; 0 when nothing answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

// curl's exit codes for a server that cannot be reached or does not speak yet
const noAnswer = [6, 7, 28, 35, 52, 56];

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Sends a request from inside the namespaces, where names and certificates are the rehearsal's. */
export const http = async (namespaces: Namespaces, request: HttpRequest): Promise<HttpAnswer> => {
  // by standard input, because everybody can read a command line
  const configuration = [
    ['url', request.url],
    ['request', request.method ?? 'GET'],
    ...(request.method === 'HEAD' ? [['head', '']] : []),
    ...Object.entries(request.headers ?? {}).map(([name, value]) => ['header', `${name}: ${value}`]),
    ...(request.user === undefined ? [] : [['user', `${request.user.name}:${request.user.password}`]]),
    ...(request.body === undefined ? [] : [['data-raw', request.body]]),
  ].map(([name, value]) => (value === '' ? `${name}\n` : `${name} = ${quoted(value ?? '')}\n`));
  const { code, stdout } = await runInside(
    namespaces,
    ['curl', '--silent', '--include', '--max-time', '30', '--config', '-'],
    {
      input: configuration.join(''),
      accept: noAnswer,
    },
  );
  return code === 0 ? parseAnswer(stdout) : { status: 0, headers: {}, body: '' };
};

const parseAnswer = (text: string): HttpAnswer => {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(first.split(' ')[1]);
  const body = text.slice(end + 4);
  // "100 Continue" comes with headers of its own
  if (status < 200) return parseAnswer(body);
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { status, headers: Object.fromEntries(headers) as Readonly<Record<string, string>>, body };
};

/** Whether a server answers a request without an error of its own. */
export const answers = async (namespaces: Namespaces, url: string): Promise<boolean> => {
  const { status } = await http(namespaces, { url });
  return status > 0 && status < 500;
};
