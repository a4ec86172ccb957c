import { DockerfileParser } from 'dockerfile-ast';
import type { Arg, From, ModifiableInstruction } from 'dockerfile-ast';

/** An image that a Dockerfile starts from or copies from. */
export interface BaseImage {
  readonly reference: string;
  /** Line of the instruction, from 1. */
  readonly line: number;
  /** Whether an argument is part of the reference. */
  readonly filledIn?: true;
}

interface Stage {
  readonly name: string;
  /** Images and stages that it starts from and copies from. */
  readonly sources: BaseImage[];
}

/** `${NAME}` without another one inside, with what stands in for a value that is not set (`-`) or set (`+`). */
const inBraces = /\$\{(\w+)(?:(:?)([-+])([^{}]*))?\}/g;

/** In characters: no reference and no argument in one is as long, and each could double the one before. */
const longest = 4096;

/** Fills in arguments as docker does, from the innermost outwards; a dollar sign in a value stands for itself. */
const fill = (text: string, values: ReadonlyMap<string, string>): string => {
  if (text.length > longest) return '';
  const kept = new Map([...values].map(([name, value]) => [name, value.replaceAll('$', '\0')]));
  const inner = (each: string): string => {
    const filled = each.replace(
      inBraces,
      (_, name: string, colon: string | undefined, sign: string | undefined, other = '') => {
        const value = kept.get(name);
        const isSet = value !== undefined && !(colon === ':' && value === '');
        if (sign === '-') return isSet ? value : String(other);
        return sign === '+' ? (isSet ? String(other) : '') : (value ?? '');
      },
    );
    return filled === each || filled.length > longest ? each : inner(filled);
  };
  const full = inner(text)
    .replace(/\$(\w+)/g, (_, name: string) => kept.get(name) ?? '')
    .replaceAll('\0', '$');
  return full.length > longest ? '' : full;
};

/** A text with no sign of a here-document where it stands in quotes, in which the parser would see one. */
const withoutQuotedHeredocs = (text: string): string =>
  text.replace(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g, (quoted) => quoted.replaceAll('<<', '__'));

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

/** What `--from=` and `--mount=from=` of an instruction name. */
const copiedFrom = (instruction: ModifiableInstruction): readonly string[] =>
  instruction
    .getFlags()
    .flatMap((flag) =>
      flag.getName() === 'from'
        ? [flag.getValue()]
        : flag
            .getOptions()
            .filter((option) => option.getName() === 'from')
            .map((option) => option.getValue()),
    )
    .flatMap((value) => (value ? [unquoted(value)] : []));

const isModifiable = (instruction: object): instruction is ModifiableInstruction => 'getFlags' in instruction;

const stagesOf = (text: string, buildArguments: ReadonlyMap<string, string>): readonly Stage[] => {
  const values = new Map<string, string>();
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(withoutQuotedHeredocs(text)).getInstructions()) {
    const line = instruction.getRange().start.line + 1;
    const last = stages.at(-1);
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      const written = unquoted(from.getImage() ?? '');
      const filledIn = written.includes('$') ? { filledIn: true as const } : {};
      const reference = fill(written, values);
      stages.push({ name: from.getBuildStage() ?? '', sources: [{ reference, line, ...filledIn }] });
    } else if (last && isModifiable(instruction)) {
      last.sources.push(...copiedFrom(instruction).map((reference) => ({ reference, line })));
    } else if (!last && instruction.getKeyword() === 'ARG') {
      for (const argument of (instruction as Arg).getProperties()) {
        const fallback = argument.getValue();
        const value =
          buildArguments.get(argument.getName()) ?? (fallback === null ? undefined : fill(fallback, values));
        if (value !== undefined) values.set(argument.getName(), value);
      }
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
    for (const source of stage.sources) {
      const { reference } = source;
      const earlier = reference === '' ? -1 : indexOf(reference, index);
      if (earlier >= 0) open.push(earlier);
      else if (reference !== '' && reference !== 'scratch') images.push(source);
    }
  }
  return images.sort((a, b) => a.line - b.line);
};
