/** Tells somebody what happens. */
export type Say = (message: string) => void;

/** Says what is made, and how long it took. */
export const timed = async (say: Say, what: string, make: () => Promise<unknown>): Promise<void> => {
  say(`set-up: ${what} ...`);
  const begin = Date.now();
  await make();
  say(`set-up: ${what}: ${Math.round((Date.now() - begin) / 1000)} s`);
};
