const longest = 80;

/** A value for a message: as JSON, cut where it gets long. */
export const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= longest ? text : `${text.slice(0, longest - 4)}...${text.at(-1)}`;
};

/** What sort of value it is, in words. */
export const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'object' ? 'a mapping' : 'text';
};

/** Whether a text is filled in when the job runs. */
export const isTemplate = (text: string): boolean => /\{[{%]/.test(text);

/** Whether any text in a value is filled in when the job runs. */
export const hasTemplate = (value: unknown): boolean =>
  typeof value === 'string'
    ? isTemplate(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);
