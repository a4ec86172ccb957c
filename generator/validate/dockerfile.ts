/** An image that a Dockerfile starts from or copies from. */
export interface BaseImage {
  readonly reference: string;
  /** Line of the instruction, from 1. */
  readonly line: number;
}

interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

interface Stage {
  readonly name: string;
  readonly from: string;
  readonly line: number;
  /** Images and stages that its instructions copy from. */
  readonly sources: BaseImage[];
}

const escapeOf = (text: string): string =>
  /^(?:\s*#[^\n]*\n)*?\s*#\s*escape\s*=\s*`/i.test(text) ? '`' : '\\';

/** Instructions with their continued lines joined and comments left out. */
const instructions = (text: string): readonly Instruction[] => {
  const escape = escapeOf(text);
  const found: Instruction[] = [];
  let open: { text: string; line: number } | undefined;
  let heredoc: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (heredoc !== undefined) {
      if (raw.trim() === heredoc) heredoc = undefined;
      continue;
    }
    if (/^\s*(#|$)/.test(raw)) continue;
    const continued = raw.trimEnd().endsWith(escape);
    const part = continued ? raw.trimEnd().slice(0, -1) : raw;
    open = { text: `${open?.text ?? ''} ${part}`.trim(), line: open?.line ?? index + 1 };
    if (continued) continue;
    const [, name = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(open.text) ?? [];
    found.push({ name: name.toUpperCase(), rest, line: open.line });
    heredoc = /^(?:RUN|COPY|ADD)$/i.test(name) ? /<<-?\s*["']?(\w+)["']?/.exec(rest)?.[1] : undefined;
    open = undefined;
  }
  return found;
};

/** Fills in `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`. */
const fill = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(
    /\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g,
    (_, plain?: string, name?: string, sign?: string, other = '') => {
      const value = values.get(plain ?? name ?? '') ?? '';
      if (sign === '-') return value === '' ? String(other) : value;
      return sign === '+' ? (value === '' ? '' : String(other)) : value;
    },
  );

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

const argument = (rest: string): readonly [string, string | undefined] => {
  const [name = '', ...value] = rest.split('=');
  return [name.trim(), value.length > 0 ? unquoted(value.join('=').trim()) : undefined];
};

const stagesOf = (text: string, buildArguments: ReadonlyMap<string, string>): readonly Stage[] => {
  const values = new Map<string, string>();
  const stages: Stage[] = [];
  for (const { name, rest, line } of instructions(text)) {
    const last = stages.at(-1);
    if (name === 'ARG' && !last) {
      const [key, fallback] = argument(rest);
      const value = buildArguments.get(key) ?? (fallback === undefined ? undefined : fill(fallback, values));
      if (value !== undefined) values.set(key, value);
    } else if (name === 'FROM') {
      const [from = '', as = '', alias = ''] = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
      stages.push({
        from: fill(unquoted(from), values),
        name: as.toUpperCase() === 'AS' ? alias : '',
        line,
        sources: [],
      });
    } else if (last) {
      const sources = [...rest.matchAll(/(?:--from=|--mount=\S*?\bfrom=)([^\s,]+)/g)];
      for (const [, reference = ''] of sources) last.sources.push({ reference: unquoted(reference), line });
    }
  }
  return stages;
};

/** The images from which a Dockerfile builds a target (the last stage if it is empty). */
export const baseImages = (
  text: string,
  buildArguments: ReadonlyMap<string, string>,
  target: string,
): readonly BaseImage[] => {
  const stages = stagesOf(text, buildArguments);
  const indexOf = (name: string, before: number): number => {
    const found = stages.findLastIndex(
      (stage, index) => index < before && stage.name.toLowerCase() === name.toLowerCase(),
    );
    return found >= 0 || !/^\d+$/.test(name) ? found : Number(name) < before ? Number(name) : -1;
  };
  const wanted = target === '' ? stages.length - 1 : indexOf(target, stages.length);
  const images: BaseImage[] = [];
  const open = [wanted < 0 ? stages.length - 1 : wanted];
  const seen = new Set<number>();
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const stage = stages[index];
    if (!stage || seen.has(index)) continue;
    seen.add(index);
    for (const { reference, line } of [{ reference: stage.from, line: stage.line }, ...stage.sources]) {
      const earlier = reference === '' ? -1 : indexOf(reference, index);
      if (earlier >= 0) open.push(earlier);
      else if (reference !== '' && reference !== 'scratch') images.push({ reference, line });
    }
  }
  return images.sort((a, b) => a.line - b.line);
};
