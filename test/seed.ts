import fc from 'fast-check';

// The same values every time, so that a failure is due to the change. To look further: SEED=$RANDOM npx jest
fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 1) });
